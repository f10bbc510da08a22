/** What the checks say when they cannot look, and how long all of them take together. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createAzureLookout } from '../../adapters/azure/look/index.ts';
import type { Lookout } from '../../src/ports.ts';
import { CHECK_PERMISSIONS } from '../../workflows/troubleshoot/permissions.ts';
import type { Permissions } from '../../workflows/troubleshoot/permissions.ts';
import { machineClock } from '../support/clock.ts';
import type { FaultOrder } from '../support/sandbox-types.ts';
import { renew, startLookWorld, VM } from './look-world.ts';
import type { LookWorld } from './look-world.ts';

let world: LookWorld;
let checks: readonly (keyof Lookout)[];
let permissions: { readonly azure: readonly string[]; readonly graph: readonly string[] };

beforeAll(async () => {
  world = await startLookWorld();
  checks = Object.keys(world.lookout) as (keyof Lookout)[];
  const { rules } = (await world.sandbox.state()) as unknown as { rules: { actions: string[] } };
  const { graphPermissions } = await world.sandbox.control('GET', 'entra');
  permissions = { azure: rules.actions, graph: graphPermissions };
});
beforeEach(() => renew(world.sandbox));
afterAll(() => world?.sandbox.stop());

const everything = (signal = AbortSignal.timeout(30_000)) =>
  Promise.all(checks.map(async (check) => ({ check, sight: await world.lookout[check](world.about, signal) })));

const whys = async (signal?: AbortSignal) =>
  Object.fromEntries(
    (await everything(signal)).map(({ check, sight }) => [check, sight.is === 'seen' ? 'seen' : sight.why]),
  );

const all = (why: string) => Object.fromEntries(checks.map((check) => [check, why]));

const both = async (fault: FaultOrder['fault']) => {
  await world.sandbox.fault({ service: 'arm', fault });
  await world.sandbox.fault({ service: 'graph', fault });
};

const without = async (kind: 'azure' | 'graph', name: string) => {
  const left = permissions[kind].filter((each) => each !== name);
  expect(left).toHaveLength(permissions[kind].length - 1);
  if (kind === 'azure') await world.sandbox.control('PATCH', 'azure/rules', { actions: left });
  else await world.sandbox.control('PATCH', 'entra', { graphPermissions: left });
};

test('there are fifteen checks, and with every permission all of them see', async () => {
  expect(checks).toHaveLength(15);
  expect(await whys()).toEqual(all('seen'));
});

describe('without a permission, the checks that need it say so, and the others go on', () => {
  const needs = Object.entries<Permissions>(CHECK_PERMISSIONS).filter(([check]) => check !== 'inside');
  // Whom a deny assignment is for matters only where there is one: see look.test.ts.
  const cases = needs.flatMap(([check, { azure, graph }]) => [
    ...azure.map((name) => ['azure', name, check] as const),
    ...(check === 'denials' ? [] : graph.map((name) => ['graph', name, check] as const)),
  ]);
  const names = new Map(cases.map(([kind, name]) => [name, kind]));

  test.each([...names])('%s (%s)', async (name, kind) => {
    // Rules are asked for only where there is a network security group.
    await world.sandbox.putVm(VM, { network: [] });
    await without(kind, name);
    // What one look remembers, another does not know.
    const { arm } = world.azure;
    const fresh = createAzureLookout({ arm, clock: machineClock, groupsOf: world.graphLook.groupsOf });
    const lookout: Lookout = { ...world.lookout, ...fresh };
    const signal = AbortSignal.timeout(30_000);
    const seen = await Promise.all(
      checks.map(async (check) => ({ check, sight: await lookout[check](world.about, signal) })),
    );
    const unseen = seen.filter(({ sight }) => sight.is === 'unseen');
    const wanted = cases.filter(([, each]) => each === name).map(([, , check]) => check);
    // Policy.Read.All covers Policy.Read.ConditionalAccess.
    expect(unseen.map(({ check }) => check).toSorted()).toEqual(
      name === 'Policy.Read.ConditionalAccess' ? [] : wanted.toSorted(),
    );
    for (const { sight } of unseen) {
      expect(sight).toMatchObject({ why: 'forbidden', permission: expect.stringContaining(name) });
      expect(sight.is === 'unseen' && sight.detail).toMatch(/^[A-Z][^{}]{10,120}\.$/);
    }
  });

  test('none at all', async () => {
    await world.sandbox.control('PATCH', 'entra', { graphPermissions: [] });
    await world.sandbox.control('PATCH', 'azure/rules', { actions: [] });
    expect(await whys()).toEqual(all('forbidden'));
  });
});

describe('what goes wrong outside', () => {
  const status = (code: number, more: object = {}) => ({ is: 'status', status: code, ...more }) as const;

  test.each([
    ['throttled', status(429, { retryAfter: 30 }), 'throttled'],
    ['down', status(503), 'unreachable'],
    ['cut off', { is: 'cut-before' } as const, 'unreachable'],
    ['refusing the question', status(400, { code: 'BadRequest' }), 'unreadable'],
    ['answering without sense', status(200, { code: 'Nonsense' }), 'unreadable'],
  ])('%s', async (_, fault, why) => {
    await both(fault);
    const seen = await everything();
    const odd = seen.filter(({ sight }) => !(sight.is === 'unseen' && sight.why === why));
    expect(odd.map(({ check, sight }) => ({ check, sight }))).toEqual([]);
    for (const { sight } of seen) expect(sight).not.toHaveProperty('permission');
  });

  test('late: the signal ends it at once, and nobody is left waiting', async () => {
    await both({ is: 'slow', ms: 20_000 });
    const before = Date.now();
    expect(await whys(AbortSignal.timeout(300))).toEqual(all('late'));
    expect(Date.now() - before).toBeLessThan(3000);
    expect(await whys(AbortSignal.abort())).toEqual(all('late'));
  });

  test('without a licence', async () => {
    await world.sandbox.control('PATCH', 'entra', { premium: false });
    expect(await whys()).toEqual({ ...all('seen'), signIns: 'unlicensed', conditionalAccess: 'unlicensed' });
  });

  test('nothing of an error’s own words is shown', async () => {
    await both({ is: 'status', status: 403, code: 'AuthorizationFailed', message: 'client 1234 with secret s3cret' });
    expect(JSON.stringify(await everything())).not.toMatch(/s3cret|1234/);
  });
});

test('all checks at once take hardly longer than the slowest call', async () => {
  const { sandbox } = world;
  // Once without looking at the clock: connections and tokens are there in a service that runs.
  await everything();
  await both({ is: 'slow', ms: 300 });
  const since = (await sandbox.calls()).at(-1)?.id ?? 0;
  const ratios: number[] = [];
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const from = (await sandbox.calls()).at(-1)?.id ?? 0;
    expect(await whys()).toEqual(all('seen'));
    const calls = (await sandbox.calls({ since: from })).map(({ at, ms }) => ({ at, ms: ms ?? 0 }));
    const whole = Math.max(...calls.map(({ at, ms }) => at + ms)) - Math.min(...calls.map(({ at }) => at));
    ratios.push(whole / Math.max(...calls.map(({ ms }) => ms)));
  }
  // A busy machine may hold one of the attempts up, not all of them.
  expect(Math.min(...ratios), ratios.join(', ')).toBeLessThanOrEqual(1.1);
  // And from the first call on, cold: definitions are read beside the assignments.
  const kinds = (await sandbox.calls({ since })).filter(({ service }) => service === 'arm').length;
  expect(kinds).toBeGreaterThanOrEqual(3 * 6);
});
