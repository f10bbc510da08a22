/** @jsxImportSource preact */
import { useState } from 'preact/hooks';
import type { Live } from '../app/live.ts';
import type { State, Vm } from '../app/shapes.ts';
import { accesses, accessesOn, farmsAmong, locksOn } from './access.ts';
import type { Access, Farm } from './access.ts';
import { useChanges } from './changes.ts';
import { GrantLine } from './grant.tsx';
import { BreakButton, BreakMenu, TroubleLine } from './trouble.tsx';

/** Matches shown at most. */
const MOST = 40;

export function Machines({ state, live }: { state: State; live: Live }) {
  const [sought, setSought] = useState('');
  const all = accesses(state);
  const { fresh, gone } = useChanges(all, live.resets);
  const words = sought.toLowerCase().split(/\s+/).filter(Boolean);
  const found = state.vms.filter((vm) => {
    const text = [vm.name, vm.resourceGroup, vm.os, ...Object.values(vm.tags)].join(' ').toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const { farms, single } = words.length > 0 ? { farms: [], single: found } : farmsAmong(state.vms);
  const row = (vm: Vm) => {
    const now = accessesOn(vm, all);
    return { vm, now, gone: accessesOn(vm, gone).filter((access) => access.level === 'machine') };
  };
  const open = (entry: ReturnType<typeof row>) =>
    entry.gone.length > 0 || entry.now.some(({ ends }) => ends !== undefined);
  const [opened, rest] = [true, false].map((wanted) =>
    [...single, ...farms.flatMap((farm) => farm.vms.filter((vm) => open(row(vm))))]
      .map(row)
      .filter((entry) => open(entry) === wanted),
  );
  const entries = [...(opened ?? []), ...(rest ?? [])];
  return (
    <section class="machines" aria-label="Machines">
      <div class="bar">
        <h2>
          Azure <span class="quiet">{state.vms.length} machines</span>
        </h2>
        <input
          class="input search"
          type="search"
          placeholder="Find a machine"
          aria-label="Find a machine"
          data-testid="vm-search"
          value={sought}
          onInput={(event) => setSought(event.currentTarget.value)}
        />
      </div>
      <div class="scroll" tabIndex={0} role="region" aria-label="Machines and who may sign in">
        <SubscriptionWide state={state} all={all} />
        <ul class="vms">
          {state.troubles
            .filter((trouble) => !state.vms.some((vm) => vm.name === trouble.vm))
            .map((trouble) => (
              <li key={trouble.vm} class="vm">
                <TroubleLine trouble={trouble} named={true} />
              </li>
            ))}
          {entries.slice(0, MOST).map((entry) => (
            <Machine key={entry.vm.vmId} {...entry} fresh={fresh} state={state} />
          ))}
          {farms.map((farm) => (
            <FarmRow key={farm.name} farm={farm} />
          ))}
        </ul>
        {entries.length > MOST && <p class="empty">{entries.length - MOST} more. Type more letters to narrow.</p>}
        {entries.length === 0 && <p class="empty">No machine of that name.</p>}
      </div>
    </section>
  );
}

function Machine(props: {
  vm: Vm;
  now: readonly Access[];
  gone: readonly Access[];
  fresh: ReadonlySet<string>;
  state: State;
}) {
  const { vm, now, gone } = props;
  const open = now.some((access) => access.ends !== undefined);
  const [breaking, setBreaking] = useState(false);
  const trouble = props.state.troubles.find((known) => known.vm === vm.name);
  return (
    <li class={`vm${open ? ' is-open' : ''}`} data-testid={`vm-${vm.name}`}>
      <div class="vm-head">
        <span class={`power power-${vm.power}`} title={vm.power} role="img" aria-label={vm.power} />
        <span class="vm-name" title={vm.name}>
          {vm.name}
        </span>
        {locksOn(vm, props.state.locks).map((lock) => (
          <span key={lock.name} class="lock" title={lock.notes}>
            locked: {lock.level === 'CanNotDelete' ? 'cannot delete' : 'read only'}
          </span>
        ))}
        <span class="vm-facts">
          {vm.os} · {vm.resourceGroup}
        </span>
        <BreakButton vm={vm.name} open={breaking} toggle={() => setBreaking(!breaking)} />
      </div>
      {trouble !== undefined && <TroubleLine trouble={trouble} />}
      {breaking && <BreakMenu vm={vm.name} close={() => setBreaking(false)} />}
      {now.length + gone.length > 0 && (
        <ul class="grants">
          {now.map((access) => (
            <GrantLine key={access.id} access={access} fresh={props.fresh.has(access.id)} gone={false} />
          ))}
          {gone.map((access) => (
            <GrantLine key={`${access.id}-gone`} access={access} fresh={false} gone={true} />
          ))}
        </ul>
      )}
    </li>
  );
}

function FarmRow({ farm }: { farm: Farm }) {
  const [shown, setShown] = useState(false);
  return (
    <li class="farm">
      <button type="button" class="farm-head" aria-expanded={shown} onClick={() => setShown(!shown)}>
        <span class="chevron" aria-hidden="true" />
        <span class="vm-name">{farm.name}</span>
        <span class="vm-facts">
          {farm.vms.length} machines · {farm.vms[0]?.resourceGroup}
        </span>
      </button>
      {shown && (
        <ul class="farm-vms">
          {farm.vms.map((vm) => (
            <li key={vm.vmId}>{vm.name}</li>
          ))}
        </ul>
      )}
    </li>
  );
}

/** Login roles on a whole subscription hold on every machine in it: said once. */
function SubscriptionWide({ state, all }: { state: State; all: readonly Access[] }) {
  const wide = all.filter((access) => access.level === 'subscription');
  if (wide.length === 0) return null;
  return (
    <ul class="grants wide">
      {wide.map((access) => (
        <li key={access.id} class="grant is-standing" data-testid="grant">
          <span class="grant-who">{access.who}</span>
          <span class={`role role-${access.role}`}>{access.role}</span>
          <span class="grant-when">
            standing, on all of{' '}
            {state.subscriptions.find(({ id }) => access.scope.includes(id))?.displayName ?? 'the tenant'}
          </span>
        </li>
      ))}
    </ul>
  );
}
