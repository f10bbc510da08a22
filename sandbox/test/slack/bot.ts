/** A small bot that uses every way Slack and an app talk to each other; the same over Socket Mode and HTTP. */
import type { App, types } from '@slack/bolt';

export const MACHINES = ['vm-web-01', 'vm-web-02', 'vm-db-01'];

const plain = (text: string) => ({ type: 'plain_text' as const, text });

export function form(): types.ModalView {
  return {
    type: 'modal',
    callback_id: 'ask',
    title: plain('Ask'),
    submit: plain('Send'),
    close: plain('Cancel'),
    notify_on_close: true,
    private_metadata: 'kept',
    blocks: [
      {
        type: 'input',
        block_id: 'vm',
        label: plain('Machine'),
        element: { type: 'external_select', action_id: 'vm', min_query_length: 2 },
      },
      {
        type: 'input',
        block_id: 'why',
        label: plain('Reason'),
        element: { type: 'plain_text_input', action_id: 'why', max_length: 20 },
      },
    ],
  };
}

export function approval(state: string) {
  return [
    { type: 'section' as const, text: { type: 'mrkdwn' as const, text: state } },
    {
      type: 'actions' as const,
      block_id: 'decide',
      elements: [{ type: 'button' as const, action_id: 'approve', text: plain('Approve'), value: 'request-1' }],
    },
  ];
}

export type Heard = { kind: string; body: Record<string, unknown>; retry?: number | undefined }[];

/** @param heard everything that reached a listener, in order */
export function teach(app: App, heard: Heard): void {
  app.use(async ({ body, context, next }) => {
    const kind = (body as { type?: string }).type ?? 'command';
    heard.push({ kind, body: body as Record<string, unknown>, retry: context.retryNum });
    await next();
  });
  app.command('/vm', async ({ ack, body, client, respond }) => {
    if (body.text === 'form') {
      await ack();
      await client.views.open({ trigger_id: body.trigger_id, view: form() });
    } else if (body.text === 'many') {
      await ack();
      for (let use = 1; use <= 6; use += 1)
        await respond(`answer ${use}`).catch((error: Error) => heard.push(failed(error)));
    } else if (body.text === 'silent') {
      await new Promise((resolve) => setTimeout(resolve, 3600));
    } else await ack({ text: `You said ${body.text}`, response_type: 'ephemeral' });
  });
  app.options('vm', async ({ ack, payload }) => {
    const names = MACHINES.filter((name) => name.includes(payload.value));
    await ack({ options: names.map((name) => ({ text: plain(name), value: name })) });
  });
  app.view('ask', async ({ ack, view, client, body }) => {
    const why = view.state.values['why']?.['why']?.value ?? '';
    if (why === 'no') {
      await ack({ response_action: 'errors', errors: { why: 'Say more.' } });
      return;
    }
    await ack();
    const text = `${body.user.id} asks for ${view.state.values['vm']?.['vm']?.selected_option?.value}: ${why}`;
    await client.chat.postMessage({ channel: 'C0APPROVE', text, blocks: approval(text) });
  });
  app.view({ callback_id: 'ask', type: 'view_closed' }, async ({ ack }) => ack());
  app.action('approve', async ({ ack, body, client, respond }) => {
    await ack();
    if (body.type !== 'block_actions' || !body.channel || !body.message) return;
    const text = `Approved by ${body.user.id}`;
    await client.chat.update({
      channel: body.channel.id,
      ts: body.message.ts,
      text,
      blocks: approval(text).slice(0, 1),
    });
    await respond({ text: 'Done.', replace_original: false });
  });
  app.shortcut('ask', async ({ ack, shortcut, client }) => {
    await ack();
    await client.views.open({ trigger_id: shortcut.trigger_id, view: form() });
  });
  app.event('app_home_opened', async ({ event, client }) => {
    const text = { type: 'mrkdwn' as const, text: `Hello <@${event.user}>` };
    await client.views.publish({ user_id: event.user, view: { type: 'home', blocks: [{ type: 'section', text }] } });
  });
  app.message('hello', async ({ say }) => {
    await say('Hello yourself');
  });
  app.event('app_mention', async ({ say, event }) => {
    await say({ text: 'You called?', thread_ts: event.ts });
  });
  app.event('user_change', async () => {});
  app.error(async () => {});
}

function failed(error: Error & { statusCode?: number }): Heard[number] {
  return { kind: `respond ${error.statusCode}`, body: {} };
}
