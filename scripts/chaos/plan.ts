/** What a storm is made of, laid out before it begins: the same seed and length give the same storm. */
import type { FaultOrder, SandboxService } from '../../test/support/sandbox-types.ts';
import { chanceOf } from './chance.ts';
import type { Chance } from './chance.ts';

/** `luck` chooses among what is there when the time comes. */
export type Step = {
  /** Milliseconds from the beginning of the storm. */
  readonly at: number;
} & (
  | { readonly is: 'ask'; readonly who: string; readonly text: string; readonly times: number }
  | { readonly is: 'decide' | 'finish' | 'revoke'; readonly who: string; readonly luck: number; readonly times: number }
  /** Presses a button that was on the card once, whatever the card shows by now. */
  | { readonly is: 'press_old'; readonly who: string; readonly luck: number; readonly times: number }
  | { readonly is: 'open_home'; readonly who: string }
  | { readonly is: 'fault'; readonly order: FaultOrder; readonly lasts: number }
  | { readonly is: 'kill'; readonly replica: number; readonly away: number }
  | { readonly is: 'empty_queue' }
  | { readonly is: 'stop_postgres'; readonly away: number }
  | { readonly is: 'cut_sockets' }
  /** Somebody in the portal: gives a role by hand, or takes one of Latchkey's away. */
  | { readonly is: 'portal_assign' | 'portal_remove'; readonly luck: number }
);

export const PEOPLE = ['ana', 'raj', 'bo', 'mia', 'tom', 'olga'] as const;
export const APPROVERS = ['mia', 'tom'] as const;
export const REPLICAS = 2;
export const VMS = [
  'sql-prod-01',
  'sql-prod-02',
  'web-prod-01',
  'web-prod-02',
  'jump-eu-01',
  'build-01',
  'dev-raj-01',
  'farm-001',
] as const;

/** Everything is in order again this long, in milliseconds, before the storm is over. */
const CALM = 1_000;

/** @param length of the storm, in milliseconds */
export function planStorm(seed: number, length: number): readonly Step[] {
  const chance = chanceOf(seed);
  const steps = [
    ...every(chance, length, 1_000, person),
    ...every(chance, length, 3_000, (at) => fault(chance, at, length)),
    ...every(chance, length, 12_000, (at) => kill(chance, at, length)),
    ...every(chance, length, 25_000, (at) => ({ at, is: 'empty_queue' })),
    ...every(chance, length, 40_000, (at) => stopPostgres(chance, at, length)),
    ...every(chance, length, 20_000, (at) => ({ at, is: 'cut_sockets' })),
    ...every(chance, length, 8_000, (at) => portal(chance, at)),
  ];
  return steps.toSorted((a, b) => a.at - b.at);
}

/** About every so many milliseconds, at uneven times. */
function every(chance: Chance, length: number, pace: number, make: (at: number, chance: Chance) => Step): Step[] {
  const steps: Step[] = [];
  for (let at = chance.between(0, pace); at < length; at += chance.between(pace / 2, (pace * 3) / 2))
    steps.push(make(Math.round(at), chance));
  return steps;
}

function person(at: number, chance: Chance): Step {
  const times = chance.often(0.2) ? 2 : 1;
  const luck = chance.next();
  const kind = chance.next();
  if (kind < 0.4) return { at, is: 'ask', who: chance.pick(PEOPLE), text: wish(chance), times };
  if (kind < 0.72) return { at, is: 'decide', who: chance.pick(APPROVERS), luck, times };
  if (kind < 0.82) return { at, is: 'finish', who: chance.pick(PEOPLE), luck, times };
  if (kind < 0.88) return { at, is: 'revoke', who: chance.pick(['mia', 'tom', 'olga']), luck, times };
  if (kind < 0.97) return { at, is: 'press_old', who: chance.pick(PEOPLE), luck, times };
  return { at, is: 'open_home', who: chance.pick(PEOPLE) };
}

function wish(chance: Chance): string {
  const role = chance.often(0.3) ? ' admin' : '';
  const reason = chance.pick(['restart the import', 'look at the logs', '<!channel> *now* &amp; here', 'patching']);
  return `${chance.pick(VMS)}${role} 1m ${reason}`;
}

function portal(chance: Chance, at: number): Step {
  return { at, is: chance.often(0.5) ? 'portal_assign' : 'portal_remove', luck: chance.next() };
}

function kill(chance: Chance, at: number, length: number): Step {
  return {
    at,
    is: 'kill',
    replica: chance.between(0, REPLICAS - 1),
    away: within(at, chance.between(0, 6_000), length),
  };
}

function stopPostgres(chance: Chance, at: number, length: number): Step {
  return { at, is: 'stop_postgres', away: within(at, chance.between(500, 5_000), length) };
}

/** Nothing is left broken by the plan itself. */
function within(at: number, wanted: number, length: number): number {
  return Math.max(0, Math.min(wanted, length - CALM - at));
}

function fault(chance: Chance, at: number, length: number): Step {
  const service: SandboxService = chance.pick(['arm', 'arm', 'arm', 'slack', 'slack', 'graph', 'entra']);
  return {
    at,
    is: 'fault',
    lasts: within(at, chance.between(1_000, 7_000), length),
    order: { service, ...matchFor(service, chance), fault: trouble(service, chance) },
  };
}

function matchFor(service: SandboxService, chance: Chance): Pick<FaultOrder, 'match'> {
  if (service === 'slack') return { match: { path: chance.pick(['chat\\.', 'chat\\.postMessage', 'chat\\.update']) } };
  if (service !== 'arm' || chance.often(0.3)) return {};
  const method = chance.pick(['PUT', 'DELETE', 'DELETE', 'GET']);
  return { match: { method, path: 'roleAssignments' } };
}

function trouble(service: SandboxService, chance: Chance): FaultOrder['fault'] {
  const retryAfter = chance.between(1, 4);
  const usual: readonly [FaultOrder['fault'], ...FaultOrder['fault'][]] = [
    { is: 'status', status: 429, retryAfter },
    { is: 'status', status: chance.pick([500, 502, 503, 504]) },
    { is: 'slow', ms: chance.between(300, 3_500) },
    { is: 'cut-before' },
    { is: 'cut-after' },
  ];
  switch (service) {
    case 'arm':
      return chance.pick([
        ...usual,
        { is: 'status', status: 403, code: 'AuthorizationFailed', message: 'not for now' },
        { is: 'cut-after' },
        { is: 'stale', ms: chance.between(5_000, 120_000) },
      ]);
    case 'graph':
      return chance.pick([...usual, { is: 'status', status: 403, code: 'Authorization_RequestDenied' }]);
    case 'slack':
    case 'entra':
    case 'identity':
      return chance.pick(usual);
    default:
      return service satisfies never;
  }
}
