/** @jsxImportSource preact */
import { useState } from 'preact/hooks';
import type { Acting } from './acting.ts';

/** The app's global shortcut, as its manifest names it. */
const SHORTCUT = 'request_access';

/** Where one types. What begins with a slash is a slash command, all else a message. */
export function Composer(props: {
  side: string; /** Undefined for direct messages that have not begun. */
  channel: string | undefined;
  place: string;
  acting: Acting;
}) {
  const { acting, channel, side } = props;
  const [text, setText] = useState('');
  const where = channel === undefined ? {} : { channel };
  const sending = acting.busy?.where === 'composer';

  async function send(): Promise<void> {
    const line = text.trim();
    if (line === '' || sending) return;
    const command = /^(\/\S+)\s*([\s\S]*)$/.exec(line);
    setText('');
    const outcome =
      command === null
        ? await acting.run({ where: 'composer' }, 'say', { ...where, text: line })
        : await acting.run({ where: 'composer' }, 'command', { command: command[1], text: command[2], ...where });
    if (outcome === undefined) setText((typed) => (typed === '' ? text : typed));
  }

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {acting.trouble?.where === 'composer' && (
        <p class="trouble" role="alert">
          <span class="ephemeral">Only visible to you</span>
          {acting.trouble.text}
        </p>
      )}
      <div class="composer-box">
        <label class="sr-only" for={`composer-${side}`}>
          Message {props.place}
        </label>
        <textarea
          id={`composer-${side}`}
          data-testid={`composer-${side}`}
          rows={1}
          value={text}
          placeholder="Message, or /vm"
          onInput={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
            event.preventDefault();
            void send();
          }}
        />
        <button
          type="button"
          class="btn btn-quiet"
          data-testid={`shortcut-${side}`}
          title="The app’s shortcut, from Slack’s shortcuts menu"
          onClick={() => void acting.run({ where: 'composer' }, 'shortcut', { callback_id: SHORTCUT })}
        >
          <span aria-hidden="true">⚡</span> Ask for access
        </button>
        <button
          type="submit"
          class={`btn btn-send${sending ? ' is-waiting' : ''}`}
          aria-label="Send"
          aria-busy={sending}
        >
          <svg viewBox="0 0 16 16" width="16" height="16" fill="currentColor" aria-hidden="true">
            <path d="M1.5 2.2 15 8 1.5 13.8 3.6 8.7 10 8 3.6 7.3Z" />
          </svg>
        </button>
      </div>
    </form>
  );
}
