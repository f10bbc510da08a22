import { HostConfig } from 'adaptivecards';

/** Colours are the page's own (style/values.css), so that a card follows the theme while it stands. */
const FOREGROUND = {
  default: both('--ink', '--muted'),
  dark: both('--ink', '--muted'),
  light: both('--muted', '--muted'),
  accent: both('--accent', '--accent'),
  good: both('--good', '--good'),
  warning: both('--warn', '--warn'),
  attention: both('--danger', '--danger'),
};

const SIZES = { small: 12, default: 14, medium: 16, large: 20, extraLarge: 24 };
const WEIGHTS = { lighter: 300, default: 400, bolder: 600 };

/** Sizes and gaps as near to those of Teams as its documentation shows them (learn.microsoft.com, designing Adaptive Cards). */
export function hostConfig(): HostConfig {
  return new HostConfig({
    supportsInteractivity: true,
    hostCapabilities: {},
    spacing: { none: 0, small: 4, default: 8, medium: 16, large: 24, extraLarge: 32, padding: 14 },
    separator: { lineThickness: 1, lineColor: 'var(--line)' },
    fontTypes: {
      default: { fontFamily: 'var(--text)', fontSizes: SIZES, fontWeights: WEIGHTS },
      monospace: { fontFamily: 'var(--mono)', fontSizes: { ...SIZES, default: 13 }, fontWeights: WEIGHTS },
    },
    lineHeights: { small: 16, default: 20, medium: 22, large: 28, extraLarge: 32 },
    containerStyles: {
      default: { backgroundColor: 'transparent', foregroundColors: FOREGROUND },
      emphasis: { backgroundColor: 'var(--raised)', foregroundColors: FOREGROUND },
      accent: { backgroundColor: 'var(--accent-soft)', foregroundColors: FOREGROUND },
      good: { backgroundColor: 'var(--accent-soft)', foregroundColors: FOREGROUND },
      attention: { backgroundColor: 'var(--danger-soft)', foregroundColors: FOREGROUND },
      warning: { backgroundColor: 'var(--warn-soft)', foregroundColors: FOREGROUND },
    },
    actions: {
      maxActions: 6,
      spacing: 'medium',
      buttonSpacing: 0,
      showCard: { actionMode: 'inline', inlineTopMargin: 8, style: 'emphasis' },
      actionsOrientation: 'horizontal',
      actionAlignment: 'left',
      allowTitleToWrap: true,
    },
    adaptiveCard: { allowCustomStyle: false },
    inputs: {
      label: {
        inputSpacing: 'small',
        requiredInputs: { weight: 'bolder', suffix: ' *', suffixColor: 'attention' },
        optionalInputs: { weight: 'bolder' },
      },
      errorMessage: { color: 'attention', weight: 'default' },
      allowDynamicallyFilteredChoiceSet: true,
    },
  });
}

function both(normal: string, subtle: string) {
  return { default: `var(${normal})`, subtle: `var(${subtle})` };
}
