/** An app for the page's tests: a shortcut that opens a form, a typeahead, one refusal, and a message with a button. */
import { listen, payloadOf } from '../slack/listener.ts';
import type { Reply, Taken } from '../slack/listener.ts';

const plain = (text: string) => ({ type: 'plain_text', text });
const option = (value: string) => ({ text: plain(value), value, description: plain(`about ${value}`) });

const FORM = {
  type: 'modal',
  callback_id: 'form',
  title: plain('Ask for a VM'),
  submit: plain('Ask'),
  blocks: [
    {
      type: 'input',
      block_id: 'vm',
      label: plain('VM'),
      element: { type: 'external_select', action_id: 'vm', min_query_length: 1 },
    },
    {
      type: 'input',
      block_id: 'role',
      label: plain('Role'),
      element: {
        type: 'radio_buttons',
        action_id: 'role',
        initial_option: option('user'),
        options: [option('user'), option('admin')],
      },
    },
    {
      type: 'input',
      block_id: 'reason',
      label: plain('Reason'),
      hint: plain('One sentence.'),
      element: { type: 'plain_text_input', action_id: 'reason', multiline: true },
    },
  ],
};

/** @param call a method of the Web API, with its arguments */
export async function startFormApp(call: (method: string, body: object) => Promise<unknown>) {
  const submitted: unknown[] = [];
  let deaf = false;

  function reply(taken: Taken): Reply {
    if (deaf) return { status: 500 };
    const payload = payloadOf(taken);
    switch (payload['type']) {
      case 'shortcut':
        void call('views.open', { trigger_id: payload['trigger_id'], view: FORM });
        return {};
      case 'block_suggestion':
        return json({
          options: ['sql-prod-01', 'sql-prod-02', 'web-prod-01']
            .filter((name) => name.includes(String(payload['value'])))
            .map(option),
        });
      case 'view_submission': {
        const { values } = (payload['view'] as { state: { values: Record<string, Record<string, unknown>> } }).state;
        submitted.push(values);
        return submitted.length === 1 ? json({ response_action: 'errors', errors: { reason: 'Say more.' } }) : {};
      }
      default:
        return {};
    }
  }

  const listener = await listen(reply);
  return {
    url: listener.url,
    submitted,
    /** From now on it answers nothing but errors. */
    goDeaf: () => void (deaf = true),
    stop: listener.stop,
  };
}

function json(body: object): Reply {
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
