/** @jsxImportSource preact */
import { useState } from 'preact/hooks';
import type { Call } from '../app/shapes.ts';
import { shortPath } from './paths.ts';
import { SERVICES, serviceName } from './services.ts';

export function Calls({ calls }: { calls: readonly Call[] }) {
  const [service, setService] = useState('');
  const shown = calls.filter((call) => service === '' || call.service === service).toReversed();
  return (
    <div class="calls">
      <label class="calls-filter">
        <span class="sr-only">Calls to</span>
        <select
          class="select"
          data-testid="calls-filter"
          value={service}
          onChange={(event) => setService(event.currentTarget.value)}
        >
          <option value="">Every service</option>
          {SERVICES.map((known) => (
            <option key={known.key} value={known.key}>
              {known.name}
            </option>
          ))}
        </select>
      </label>
      <div class="scroll" tabIndex={0} role="region" aria-label="Calls the bot made, newest first">
        {shown.length === 0 && <p class="empty">The bot has not called anything yet.</p>}
        {shown.map((call) => (
          <CallRow key={call.id} call={call} />
        ))}
      </div>
    </div>
  );
}

function CallRow({ call }: { call: Call }) {
  const [open, setOpen] = useState(false);
  // 404 is an answer like any other: it is how one finds out that something is gone.
  const failed = call.ms !== null && (call.status === null || (call.status >= 400 && call.status !== 404));
  const status = call.ms === null ? '…' : (call.status ?? 'cut');
  return (
    <details class="call" data-testid="call" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <span class={`method method-${call.method.toLowerCase()}`}>{call.method}</span>
        <span class="call-path" title={call.path}>
          {shortPath(call.path)}
        </span>
        {call.fault !== undefined && <span class="call-fault">fault</span>}
        <span class="call-service">{serviceName(call.service)}</span>
        <span class={`status${failed ? ' is-failed' : ''}`}>{status}</span>
        <span class="call-ms">{call.ms === null ? '' : `${call.ms} ms`}</span>
      </summary>
      {open && (
        <div class="call-body">
          <p class="call-full">{call.path}</p>
          <Part name="Sent" value={call.request} />
          <Part name="Answered" value={call.response} />
          {call.fault !== undefined && <Part name="Fault" value={call.fault} />}
        </div>
      )}
    </details>
  );
}

function Part({ name, value }: { name: string; value: unknown }) {
  if (value === undefined) return null;
  return (
    <>
      <p class="call-part">{name}</p>
      <pre>{typeof value === 'string' ? value : JSON.stringify(value, null, 2)}</pre>
    </>
  );
}
