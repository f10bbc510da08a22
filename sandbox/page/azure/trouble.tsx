/** @jsxImportSource preact */
import { useEffect, useState } from 'preact/hooks';
import { readCast } from '../app/address.ts';
import { ApiProblem, call } from '../app/api.ts';
import type { Trouble } from '../app/shapes.ts';

type Cause = { readonly id: string; readonly about: string; readonly side: 'azure' | 'record' | 'client' };

const SIDES = [
  ['azure', 'In Azure and Entra ID'],
  ['record', 'Access: Azure’s side of it'],
  ['client', 'On the person’s side: nothing shows here'],
] as const;

/** What a machine suffers from, with the way out of it. */
export function TroubleLine({ trouble, named = false }: { trouble: Trouble; named?: boolean }) {
  const heal = () => {
    const { vm, person } = trouble;
    call('DELETE', '/sandbox/trouble', { vm, ...(person === null ? {} : { person }) }).catch(() => undefined);
  };
  return (
    <div class="vm-trouble" data-testid={`trouble-${trouble.vm}`}>
      <span>
        {named && `${trouble.vm}: `}
        {trouble.causes.map((id) => id.replaceAll('-', ' ')).join(', ')}
        {trouble.person !== null && `, for ${trouble.person}`}
      </span>
      <button type="button" class="btn btn-quiet" onClick={heal}>
        Heal
      </button>
    </div>
  );
}

/** The button that opens the menu of causes. */
export function BreakButton({ vm, open, toggle }: { vm: string; open: boolean; toggle(): void }) {
  return (
    <button
      type="button"
      class="break"
      aria-expanded={open}
      aria-label={`Break ${vm}…`}
      title="Break this VM…"
      data-testid={`break-${vm}`}
      onClick={toggle}
    >
      …
    </button>
  );
}

/** Every cause that the sandbox knows; the one chosen befalls this machine and the person on the left. */
export function BreakMenu({ vm, close }: { vm: string; close(): void }) {
  const [causes, setCauses] = useState<readonly Cause[]>([]);
  const [chosen, setChosen] = useState('vm-deallocated');
  const [problem, setProblem] = useState('');
  const tell = (error: unknown) => setProblem(error instanceof ApiProblem ? error.message : 'That did not work.');
  useEffect(() => {
    call<{ causes: readonly Cause[] }>('GET', '/sandbox/trouble').then((told) => setCauses(told.causes), tell);
  }, []);
  const doBreak = () => {
    call('POST', '/sandbox/trouble', { cause: chosen, vm, person: readCast().a.person }).then(close, tell);
  };
  return (
    <div class="vm-trouble">
      <select
        class="select"
        aria-label={`What is wrong with ${vm}`}
        value={chosen}
        onChange={(event) => setChosen(event.currentTarget.value)}
      >
        {SIDES.map(([side, name]) => (
          <optgroup key={side} label={name}>
            {causes
              .filter((cause) => cause.side === side && cause.id !== 'healthy')
              .map((cause) => (
                <option key={cause.id} value={cause.id}>
                  {cause.about}
                </option>
              ))}
          </optgroup>
        ))}
      </select>
      <button type="button" class="btn btn-danger" data-testid={`break-now-${vm}`} onClick={doBreak}>
        Break
      </button>
      {problem !== '' && <span role="alert">{problem}</span>}
    </div>
  );
}
