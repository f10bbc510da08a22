/** Puts the corpus's elements, options and texts into a block or view where Slack would meet them. */
import type { Surface } from '../../slack/blocks/surfaces.ts';

export type Payload = Record<string, unknown>;

export type Placed =
  { is: 'view'; view: Payload } | { is: 'blocks'; surface: Surface; blocks: Payload[]; attachments?: unknown };

const label = { type: 'plain_text', text: 'Label' };
const choice = { text: label, value: 'x' };
const view = (block: Payload): Placed => ({
  is: 'view',
  view: { type: 'modal', title: label, submit: label, blocks: [block] },
});
const blocks = (...list: Payload[]): Placed => ({ is: 'blocks', surface: 'message', blocks: list });
const actions = (element: Payload) => blocks({ type: 'actions', elements: [element] });
const chart = (payload: Payload) => blocks({ type: 'data_visualization', title: 'Chart', chart: payload });
const line = (series: unknown[], axis_config: Payload = { categories: ['A'] }) =>
  chart({ type: 'line', series, axis_config });
const point = { label: 'A', value: 1 };
const richText = (element: Payload) => blocks({ type: 'rich_text', elements: [element] });

const INPUTS = [
  'plain_text_input',
  'email_text_input',
  'url_text_input',
  'number_input',
  'rich_text_input',
  'file_input',
];
const RUNS = ['text', 'link', 'emoji', 'user', 'usergroup', 'channel'];
const PARTS = ['rich_text_section', 'rich_text_list', 'rich_text_quote', 'rich_text_preformatted'];
const CHARTS = ['pie', 'line', 'bar', 'area'];
const BLOCKS = [
  'actions',
  'card',
  'carousel',
  'container',
  'context',
  'context_actions',
  'data_table',
  'data_visualization',
  'divider',
  'file',
  'header',
  'input',
  'markdown',
  'plan',
  'rich_text',
  'section',
  'table',
  'task_card',
  'video',
];

/** @param construct upstream's name for what the payload is, where its shape alone does not tell */
export function inPlace(payload: Payload, construct?: string): Placed {
  const named = construct ? byConstruct(payload, construct) : undefined;
  if (named) return named;
  const type = String(payload['type']);
  if (type === 'modal' || type === 'home') return { is: 'view', view: payload };
  if (type === 'alert') return view(payload);
  if (BLOCKS.includes(type)) return blocks(payload);
  if (type === 'image') return blocks(payload['block_id'] ? payload : { type: 'context', elements: [payload] });
  if (INPUTS.includes(type)) return view({ type: 'input', label, element: payload });
  if (type === 'icon_button' || type === 'feedback_buttons') {
    return blocks({ type: 'context_actions', elements: [payload] });
  }
  if (type === 'mrkdwn' || type === 'plain_text') return blocks({ type: 'section', text: payload });
  if (type === 'url' && payload['text']) {
    return blocks({ type: 'task_card', task_id: 't', title: 'T', status: 'pending', sources: [payload] });
  }
  if (PARTS.includes(type)) return richText(payload);
  if (RUNS.includes(type)) return richText({ type: 'rich_text_section', elements: [payload] });
  if (CHARTS.includes(type)) return chart(payload);
  if (payload['type'] !== undefined) return actions(payload);
  return byShape(payload);
}

function byConstruct(payload: Payload, construct: string): Placed | undefined {
  switch (construct) {
    case 'ChartSegment':
      return chart({ type: 'pie', segments: [payload] });
    case 'DataPoint':
      return line([{ name: 'S', data: [payload] }]);
    case 'DataSeries':
      return line([payload]);
    case 'AxisConfig':
      return line([{ name: 'S', data: [point] }], payload);
    case 'URLSource':
      return blocks({ type: 'task_card', task_id: 't', title: 'T', status: 'pending', sources: [payload] });
    default:
      return undefined;
  }
}

function byShape(payload: Payload): Placed {
  const workflow = (trigger: unknown) => actions({ type: 'workflow_button', text: label, workflow: { trigger } });
  if (isMessage(payload)) {
    const surface = 'channel' in payload ? 'message' : 'response';
    return {
      is: 'blocks',
      surface,
      blocks: (payload['blocks'] ?? []) as Payload[],
      attachments: 'color' in payload ? [payload] : payload['attachments'],
    };
  }
  if ('trigger' in payload) return workflow(payload['trigger']);
  if ('customizable_input_parameters' in payload) return workflow(payload);
  if ('name' in payload) return workflow({ url: 'https://example.com', customizable_input_parameters: [payload] });
  if ('include' in payload) return actions({ type: 'conversations_select', filter: payload });
  if ('trigger_actions_on' in payload) {
    const element = { type: 'plain_text_input', dispatch_action_config: payload };
    return view({ type: 'input', label, element });
  }
  if ('confirm' in payload) return actions({ type: 'button', text: label, confirm: payload });
  if ('label' in payload) return actions({ type: 'static_select', option_groups: [payload] });
  if ('value' in payload) return optionInPlace(payload);
  throw new Error(`No place for ${JSON.stringify(payload).slice(0, 200)}`);
}

function optionInPlace(payload: Payload): Placed {
  if ('url' in payload) return actions({ type: 'overflow', options: [payload] });
  const text = payload['text'] as Payload;
  if (text['type'] === 'mrkdwn') return actions({ type: 'radio_buttons', options: [payload, choice] });
  return actions({ type: 'static_select', options: [payload] });
}

function isMessage(payload: Payload): boolean {
  return 'blocks' in payload || 'attachments' in payload;
}
