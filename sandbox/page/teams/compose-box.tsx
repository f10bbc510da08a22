/** @jsxImportSource preact */
import { useRef, useState } from 'preact/hooks';
import type { Acting } from '../chat/acting.ts';
import { EXTENSION } from './offers.ts';
import { Suggestions } from './suggestions.tsx';

const MENTION = /@Latchkey\b\s*/i;

/** Where one writes. In a channel the app hears only what mentions it. */
export function ComposeBox(props: {
  side: string;
  /** Undefined for a chat that has not begun. */
  conversation: string | undefined;
  /** The channel's name; undefined in the chat with the app. */
  channel: string | undefined;
  acting: Acting<'teams'>;
}) {
  const { acting, conversation, channel, side } = props;
  const [text, setText] = useState('');
  const [menu, setMenu] = useState(false);
  const box = useRef<HTMLTextAreaElement>(null);
  const where = conversation === undefined ? {} : { conversation };
  const sending = acting.busy?.where === 'composer';
  const mentioned = MENTION.test(text);

  async function send(): Promise<void> {
    const line = text.replace(MENTION, '').trim();
    if (line === '' || sending) return;
    setText('');
    const mention = channel === undefined ? {} : { mention: mentioned };
    const outcome = await acting.run({ where: 'composer' }, 'message', { ...where, ...mention, text: line });
    if (outcome === undefined) setText((typed) => (typed === '' ? text : typed));
  }

  function extend(): void {
    setMenu(false);
    void acting.run({ where: 'composer' }, 'compose', { ...where, command: EXTENSION.id });
  }

  function insert(words: string): void {
    setText(words);
    box.current?.focus();
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
          {acting.trouble.text}
        </p>
      )}
      {(channel === undefined || mentioned) && (
        <Suggestions
          typed={text.replace(MENTION, '')}
          choose={(title) => insert(`${mentioned && channel !== undefined ? '@Latchkey ' : ''}${title} `)}
        />
      )}
      <div class="composer-box">
        <label class="sr-only" for={`composer-${side}`}>
          Message {channel ?? 'Latchkey'}
        </label>
        <textarea
          id={`composer-${side}`}
          data-testid={`composer-${side}`}
          ref={box}
          rows={1}
          value={text}
          placeholder={channel === undefined ? 'Type a message' : 'Start a post; @Latchkey to be heard'}
          onInput={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
            event.preventDefault();
            void send();
          }}
        />
        {channel !== undefined && !mentioned && (
          <button
            type="button"
            class="icon-btn"
            aria-label="Mention Latchkey"
            data-testid={`mention-${side}`}
            onClick={() => insert(`@Latchkey ${text}`)}
          >
            <span aria-hidden="true">@</span>
          </button>
        )}
        <div class="plus" onKeyDown={(event) => event.key === 'Escape' && setMenu(false)}>
          <button
            type="button"
            class="icon-btn"
            aria-label="Actions and apps"
            aria-expanded={menu}
            data-testid={`plus-${side}`}
            onClick={() => setMenu(!menu)}
          >
            <svg viewBox="0 0 16 16" width="16" height="16" fill="none" stroke="currentColor" aria-hidden="true">
              <path d="M8 2.5v11M2.5 8h11" stroke-width="1.6" stroke-linecap="round" />
            </svg>
          </button>
          {menu && (
            <ul class="plus-menu">
              <li>
                <button type="button" onClick={extend}>
                  {EXTENSION.title}
                  <small>{EXTENSION.description}</small>
                </button>
              </li>
            </ul>
          )}
        </div>
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
