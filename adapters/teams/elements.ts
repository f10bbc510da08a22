/** The few elements of Adaptive Cards 1.5 that are used here (adaptivecards.io/explorer), as types. */

export type TextRun = {
  readonly type: 'TextRun';
  readonly text: string;
  readonly weight?: 'Bolder';
  readonly size?: 'Medium';
  readonly fontType?: 'Monospace';
  readonly isSubtle?: true;
  readonly color?: 'Attention';
  readonly selectAction?: { readonly type: 'Action.OpenUrl'; readonly url: string };
};

export type RichTextBlock = {
  readonly type: 'RichTextBlock';
  readonly id?: string;
  readonly inlines: readonly TextRun[];
  readonly spacing?: 'None' | 'Small' | 'Medium';
  readonly separator?: true;
};

type Data = Readonly<Record<string, unknown>>;

export type Submit = {
  readonly type: 'Action.Submit';
  readonly id?: string;
  readonly title: string;
  readonly data: Data;
  readonly style?: 'positive' | 'destructive';
  readonly tooltip?: string;
};

export type Execute = Omit<Submit, 'type'> & {
  readonly type: 'Action.Execute';
  readonly verb: string;
  /** For clients that do not know `Action.Execute`. */
  readonly fallback: Submit;
};

export type ShowCard = {
  readonly type: 'Action.ShowCard';
  readonly id: string;
  readonly title: string;
  readonly card: AdaptiveCard;
};

export type Action = Submit | Execute | ShowCard;

export type ActionSet = {
  readonly type: 'ActionSet';
  readonly actions: readonly Action[];
  readonly separator?: true;
};

export type Container = {
  readonly type: 'Container';
  readonly style?: 'emphasis';
  readonly separator?: true;
  readonly items: readonly Element[];
};

type Input = {
  readonly separator?: true;
  readonly id: string;
  readonly label: string;
  readonly isRequired?: true;
  readonly errorMessage?: string;
};

export type InputText = Input & {
  readonly type: 'Input.Text';
  readonly isMultiline?: true;
  readonly maxLength: number;
  readonly value?: string;
  readonly placeholder?: string;
};

export type InputChoiceSet = Input & {
  readonly type: 'Input.ChoiceSet';
  readonly style: 'expanded' | 'compact' | 'filtered';
  /** Without it a label that is wider than a phone is cut off. */
  readonly wrap?: true;
  readonly choices: readonly { readonly title: string; readonly value: string }[];
  readonly value?: string;
  readonly placeholder?: string;
  /** Typeahead: asked for as `application/search` while the person types (Teams, dynamic search in Adaptive Cards). */
  readonly 'choices.data'?: { readonly type: 'Data.Query'; readonly dataset: string };
};

export type Element = RichTextBlock | ActionSet | Container | InputText | InputChoiceSet;

export type AdaptiveCard = {
  readonly type: 'AdaptiveCard';
  readonly version?: '1.5';
  /** What clients show that cannot show the card. */
  readonly fallbackText?: string;
  readonly body: readonly Element[];
  readonly actions?: readonly Action[];
  /** The clients of these people ask for a view of their own, and again once it is a minute old (Teams, user-specific views). */
  readonly refresh?: {
    readonly action: {
      readonly type: 'Action.Execute';
      readonly title: string;
      readonly verb: string;
      readonly data: Data;
    };
    readonly userIds: readonly string[];
  };
};

/** In bytes of JSON. Teams takes more from bots, less by other ways; every way takes this. */
export const LARGEST_CARD = 25_000;

export function bytesOf(card: unknown): number {
  return Buffer.byteLength(JSON.stringify(card));
}
