/** @jsxImportSource preact */
import { useState } from 'preact/hooks';
import { KeyMark } from './avatar.tsx';
import type { Live } from './live.ts';
import { chooseTheme, currentTheme } from './theme.ts';

/** What this is, and what concerns the whole page. */
export function Top(props: { live: Live; split: boolean; setSplit(on: boolean): void }) {
  const { live } = props;
  return (
    <header class="top">
      <span class="logo">
        <KeyMark />
      </span>
      <div class="top-text">
        <h1>Latchkey</h1>
        <p>
          Ask for a VM in Slack or Teams. Someone approves. Access opens, and closes itself.
          <span class="top-more"> The bot is real; the chats and Azure are played here.</span>
        </p>
      </div>
      <div class="top-tools">
        <span class={`live${live.connected ? ' is-on' : ''}`} role="status">
          {live.connected ? 'Live' : 'Not connected'}
        </span>
        <button
          type="button"
          class="btn btn-quiet only-wide"
          aria-pressed={props.split}
          data-testid="split"
          onClick={() => props.setSplit(!props.split)}
        >
          {props.split ? 'One person' : 'Two people'}
        </button>
        <ThemeButton />
        <ResetButton live={live} />
      </div>
    </header>
  );
}

function ThemeButton() {
  const [theme, setTheme] = useState(currentTheme);
  const other = theme === 'dark' ? 'light' : 'dark';
  return (
    <button
      type="button"
      class="btn btn-quiet"
      data-testid="theme"
      aria-label={`Switch to ${other}`}
      onClick={() => {
        chooseTheme(other);
        setTheme(other);
      }}
    >
      {other === 'dark' ? 'Dark' : 'Light'}
    </button>
  );
}

function ResetButton({ live }: { live: Live }) {
  const [busy, setBusy] = useState(false);
  return (
    <button
      type="button"
      class={`btn btn-quiet${busy ? ' is-waiting' : ''}`}
      data-testid="reset"
      title="Everything as it was at the start: Slack, Teams, Azure, and what Latchkey remembers"
      onClick={() => {
        setBusy(true);
        live
          .reset()
          .catch(() => undefined)
          .finally(() => setBusy(false));
      }}
    >
      Reset
    </button>
  );
}
