/** A repair that was approved is done only where it is still allowed, as the VM is then. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Vm } from '../../workflows/language.ts';
import type { Policy } from '../../workflows/policy.ts';
import type { LoginExtension } from '../../workflows/troubleshoot/login-extension.ts';
import type { Doing, MendState } from '../../workflows/troubleshoot/mending.ts';
import { Fault } from '../../src/faults.ts';
import type { Mender } from '../../src/ports.ts';
import type { Database } from '../../src/record/database.ts';
import type { Work } from '../../src/record/task.ts';
import { opensOrCloses } from '../../src/relay.ts';
import { idle } from '../../src/troubleshoot/forgetting.ts';
import { createMending } from '../../src/troubleshoot/mending.ts';
import { readMend, writeMend } from '../../src/troubleshoot/mends.ts';
import { createKnowledge } from '../../src/troubleshoot/setting.ts';
import { keptLog } from '../support/log.ts';
import { ownDatabase } from '../support/postgres.ts';
import { ana, mia, NOW, policy, vm } from '../workflows/given.ts';

const { log, lines } = keptLog();
let ticks = NOW;

let db: Database;
let close: () => Promise<void>;

beforeAll(async () => {
  ({ db, close } = await ownDatabase());
});
afterAll(() => close());

const tagged: Vm = { ...vm, id: vm.id.replace(/[^/]+$/, 'cloud'), tags: { ...vm.tags, mend: 'yes' } };
const where = { subscriptions: [], resourceGroups: [], vms: [], tags: { mend: 'yes' }, roles: [] };
const allowing: Policy = {
  ...policy,
  troubleshooting: [{ match: where, inside: false, mend: ['start', 'extension'] }],
};
const nobody = async () => {
  throw new Fault('azure_rejected', 'Nobody asked for this.');
};
const NONE: Mender = { start: nobody, extension: nobody, takeOff: nobody, putOn: nobody, createApp: nobody };

const isFor = (mend: string) => sql<boolean>`task ->> 'is' = 'mend' and task ->> 'mend' = ${mend}`;

/** A repair that was approved, and what carries it out. */
async function approved(doing: Doing, mender: Mender, allows: () => Policy, now: () => Vm | undefined = () => tagged) {
  const id = randomUUID();
  const order = {
    id,
    talk: randomUUID(),
    doing,
    vm: tagged,
    asker: ana,
    about: ana,
    askedAt: ticks,
    lapsesAt: NOW + 1000,
    needed: 1,
    channels: [],
  };
  const state: MendState = { is: 'doing', order, approvals: [{ by: mia, at: ticks }], since: ticks };
  await writeMend(db, 0, { state, now: NOW });
  const mending = createMending({
    db,
    mender,
    people: { groups: async () => ({}) },
    estate: { vm: async () => now() },
    policy: allows,
    knowledge: createKnowledge({ tenant: '00000000-0000-4000-8000-000000000000', cloud: 'public' }),
    clock: { now: () => (ticks += 1) },
    log,
    wake: () => {},
  });
  const [work] = await db.selectFrom('work').select(['id', 'lane']).where(isFor(id)).execute();
  return {
    id,
    lane: work?.lane,
    abandon: () => mending.abandon(id),
    perform: (attempts = 1) => mending.perform({ id: work?.id, attempts } as Work, id),
    state: async () => (await readMend(db, id))?.state,
    steps: async () =>
      (await db.selectFrom('talk_log').select('details').where('talk', '=', order.talk).orderBy('id').execute()).map(
        ({ details }) => (details as { step?: string; state: string }).step ?? (details as { state: string }).state,
      ),
  };
}

describe('starting a VM', () => {
  async function performed(by: Policy, now: Vm) {
    const done: string[] = [];
    const start = async (which: string) => void done.push(which);
    const mend = await approved(
      { is: 'start_vm' },
      { ...NONE, start },
      () => by,
      () => now,
    );
    await mend.perform();
    return { done, state: await mend.state() };
  }

  it('is done while it is allowed', async () => {
    const { done, state } = await performed(allowing, tagged);
    expect(done).toEqual([tagged.id]);
    expect(state?.is).toBe('done');
  });

  it.each([
    ['the policy has changed', policy, tagged],
    ['the tags of the VM have changed', allowing, { ...tagged, tags: {} }],
  ])('is not done when meanwhile %s', async (_why, by, now) => {
    const { done, state } = await performed(by, now);
    expect(done).toEqual([]);
    expect(state).toMatchObject({ is: 'failed', fault: 'mend_not_allowed' });
  });
});

describe('putting the extension on anew', () => {
  const OWN: LoginExtension = {
    name: 'OurLogin',
    location: 'westeurope',
    typeHandlerVersion: '1.0',
    autoUpgradeMinorVersion: false,
    enableAutomaticUpgrade: true,
    tags: { owner: 'desk' },
    settings: { mdmId: '0000000a-0000-0000-c000-000000000000' },
  };
  const BARE: LoginExtension = {
    name: 'AADLoginForWindows',
    location: 'westeurope',
    typeHandlerVersion: '2.0',
    autoUpgradeMinorVersion: true,
  };
  const POINTS = ['extension', 'takeOff', 'putOn'].flatMap((call) => [`before ${call}`, `after ${call}`]);

  /** A VM with this extension; who works on it is stopped once where `stop` says. */
  function machine(stop?: string, fault: () => Fault = () => new Fault('record_unreachable', 'The process died.')) {
    const it = { id: randomUUID(), on: OWN as LoginExtension | undefined, stop, calls: [] as string[] };
    async function at<T>(call: string, work: () => T): Promise<T> {
      it.calls.push(call);
      const here = (when: string) => {
        if (it.stop !== `${when} ${call}`) return;
        it.stop = undefined;
        throw fault();
      };
      here('before');
      const result = work();
      here('after');
      return result;
    }
    const mender: Mender = {
      ...NONE,
      extension: () =>
        at('extension', () => ({
          machine: it.id,
          is: it.on === undefined ? 'absent' : 'installed',
          extension: it.on ?? BARE,
        })),
      takeOff: () => at('takeOff', () => void (it.on = undefined)),
      putOn: (_vm, extension) => at('putOn', () => void (it.on = extension)),
    };
    return { it, mender };
  }
  const anew = (mender: Mender, allows: () => Policy = () => allowing, now?: () => Vm | undefined) =>
    approved({ is: 'reinstall_extension' }, mender, allows, now);

  it.each(POINTS)('goes on with what it was when the process dies %s', async (stop) => {
    const { it: vm, mender } = machine(stop);
    const mend = await anew(mender);
    await expect(mend.perform()).rejects.toMatchObject({ code: 'record_unreachable' });
    await mend.perform(2);
    expect(vm.on).toEqual(OWN);
    expect(await mend.state()).toMatchObject({ is: 'done' });
    expect(await mend.state()).not.toHaveProperty('renewal');
    expect(await mend.steps()).toEqual(['doing', 'remembered', 'taking off', 'taken off', 'done']);
    expect(vm.calls.filter((call) => call !== 'extension').length).toBeLessThanOrEqual(3);
  });

  it('is put on again, once it is off, whatever the policy says by then; and not begun otherwise', async () => {
    const begun = machine('before putOn');
    let allows = allowing;
    const mend = await anew(begun.mender, () => allows);
    await expect(mend.perform()).rejects.toThrow('died');
    allows = policy;
    await mend.perform(2);
    expect(begun.it.on).toEqual(OWN);
    const late = machine('before takeOff');
    allows = allowing;
    const other = await anew(late.mender, () => allows);
    await expect(other.perform()).rejects.toThrow('died');
    allows = policy;
    await other.perform(2);
    expect(await other.state()).toMatchObject({ is: 'failed', fault: 'mend_not_allowed' });
    expect(late.it.on).toEqual(OWN);
  });

  it('failed half-way, the next repair of that machine puts on what it was; one of the same name does not', async () => {
    const { it: vm, mender } = machine('before putOn', () => new Fault('azure_rejected', 'No.'));
    const first = await anew(mender);
    await first.perform();
    expect(await first.state()).toMatchObject({ is: 'failed', renewal: { extension: OWN, off: true } });
    expect(vm.on).toBeUndefined();
    // Operators find out why, and nothing of what it was put on with.
    expect(lines.at(-1)).toMatchObject({ msg: 'a repair is given up', fault: 'azure_rejected', detail: 'No.' });
    expect(JSON.stringify(lines)).not.toContain('mdmId');
    const rebuilt = machine();
    rebuilt.it.on = undefined;
    await (await anew(rebuilt.mender)).perform();
    expect(rebuilt.it.on).toEqual(BARE);
  });

  it.each([
    ['the policy changes', new Fault('record_unreachable', 'The process died.'), policy, 1],
    ['there are no more attempts', new Fault('azure_unreachable', 'No answer in time.'), allowing, 16],
  ])(
    'dies after Azure took it off and before that was written down, and then %s: nothing is lost',
    async (...given) => {
      const [, fault, allows, attempts] = given;
      const { it: vm, mender } = machine('after takeOff', () => fault);
      const first = await anew(mender);
      await first.perform(attempts).catch(() => {});
      expect(vm.on).toBeUndefined();
      const second = await anew(mender, () => allowing);
      await (allows === policy ? first : second).perform(2);
      expect(vm.on).toEqual(OWN);
    },
  );

  it('two repairs of one machine at once leave what was there', async () => {
    const { it: vm, mender } = machine();
    const [one, two] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const hold = (until: Promise<void>): Mender => ({
      ...mender,
      takeOff: async (which, signal) => {
        await mender.takeOff(which, signal);
        await until;
      },
    });
    const first = await anew(hold(one.promise));
    const second = await anew(hold(two.promise));
    const going = first.perform();
    await expect.poll(() => vm.on).toBeUndefined();
    const also = second.perform();
    await expect.poll(() => vm.calls.filter((call) => call === 'takeOff').length).toBe(2);
    one.resolve();
    await going;
    two.resolve();
    await also;
    expect(vm.on).toEqual(OWN);
  });

  it('asked for by two people, is done once', async () => {
    const { it: vm, mender } = machine();
    const [first, second] = [await anew(mender), await anew(mender)];
    // One after the other, whichever replica is at it.
    expect(second.lane).toBe(first.lane);
    await first.perform();
    await second.perform();
    expect(vm.calls.filter((call) => call === 'takeOff')).toHaveLength(1);
    expect([(await first.state())?.is, (await second.state())?.is]).toEqual(['done', 'done']);
    expect(await second.state()).toMatchObject({ instead: first.id });
    // Its lane is none of those that open and close access, whatever the VM is called.
    expect(opensOrCloses(first.lane ?? '')).toBe(false);
    const later = await anew(mender);
    await later.perform();
    expect(vm.calls.filter((call) => call === 'takeOff')).toHaveLength(2);
  });

  it('what was done instead of it is no repair of its own: the next one is done', async () => {
    const { it: vm, mender } = machine();
    const [first, second] = [await anew(mender), await anew(mender)];
    await first.perform();
    const third = await anew(mender);
    await second.perform();
    await third.perform();
    expect(await second.state()).toMatchObject({ is: 'done', instead: first.id });
    expect(await third.state()).toMatchObject({ is: 'done', machine: vm.id });
    expect(vm.calls.filter((call) => call === 'takeOff')).toHaveLength(2);
  });

  it('approved before another failed half-way, puts on what that one took off', async () => {
    const { it: vm, mender } = machine();
    const waits = await anew(mender);
    await (await anew(mender)).perform();
    const half = machine('before putOn', () => new Fault('azure_rejected', 'No.'));
    half.it.id = vm.id;
    await (await anew(half.mender)).perform();
    vm.on = half.it.on;
    expect(vm.on).toBeUndefined();
    await waits.perform();
    expect(vm.on).toEqual(OWN);
  });

  it('done to a machine that was replaced since, is done to the new one', async () => {
    const { it: vm, mender } = machine();
    const [first, second] = [await anew(mender), await anew(mender)];
    await first.perform();
    vm.id = randomUUID();
    vm.on = BARE;
    await second.perform();
    expect(vm.calls.filter((call) => call === 'takeOff')).toHaveLength(2);
    expect(await second.state()).toMatchObject({ is: 'done', machine: vm.id });
  });

  it('taken off by hand after another had put it on, is put on', async () => {
    const { it: vm, mender } = machine();
    const [first, second] = [await anew(mender), await anew(mender)];
    await first.perform();
    vm.on = undefined;
    await second.perform();
    expect(vm.on).toEqual(BARE);
  });

  it('is not put on a machine that has taken the name meanwhile', async () => {
    const { it: vm, mender } = machine('before putOn', () => new Fault('azure_throttled', 'Busy.'));
    const mend = await anew(mender);
    await expect(mend.perform()).rejects.toThrow('Busy');
    vm.id = randomUUID();
    vm.on = BARE;
    await mend.perform(2);
    expect(vm.on).toEqual(BARE);
    expect(await mend.state()).toMatchObject({ is: 'failed', fault: 'vm_gone' });
  });

  it('with the extension off, has more attempts than otherwise', async () => {
    const { it: vm, mender } = machine('before putOn', () => new Fault('azure_throttled', 'Busy.'));
    const mend = await anew(mender);
    await expect(mend.perform(8)).rejects.toThrow('Busy');
    await mend.perform(9);
    expect(vm.on).toEqual(OWN);
  });

  it('given up by the relay, is tidied up as failed and may be asked for again', async () => {
    const { mender } = machine('before putOn');
    const mend = await anew(mender);
    await expect(mend.perform()).rejects.toThrow('died');
    expect((await idle(db, 0, 0, 1000)).abandoned).not.toContain(mend.id);
    await db.updateTable('work').set({ done_at: new Date() }).where(isFor(mend.id)).execute();
    expect((await idle(db, 0, 0, 1000)).abandoned).toContain(mend.id);
    await mend.abandon();
    expect(await mend.state()).toMatchObject({ is: 'failed', fault: 'defect', renewal: { extension: OWN } });
  });

  it('failed half-way, and asked for again', async () => {
    const { it: vm, mender } = machine('before putOn', () => new Fault('azure_rejected', 'No.'));
    await (await anew(mender)).perform();
    const second = await anew(mender);
    await second.perform();
    expect(vm.on).toEqual(OWN);
    // Mended since: whoever takes it off by hand after that wants it off, or gives it other settings.
    vm.on = undefined;
    await (await anew(mender)).perform();
    expect(vm.on).toEqual(BARE);
  });
});
