/** Several people at once, the same delivery several times, and several bots on one record: one effect, one story. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBalancer } from '../support/balancer.ts';
import type { Balancer } from '../support/balancer.ts';
import type { Delivery } from '../support/sandbox-types.ts';
import { redisAvailable, startRedis } from '../support/redis.ts';
import { until } from '../support/until.ts';
import type { Bot } from './bot.ts';
import {
  approve,
  askFor,
  complaints,
  countSeen,
  expectToldOnce,
  held,
  LATEST,
  openFor,
  putNames,
  untilGone,
  untilHeld,
} from './evidence.ts';
import { openStage } from './stage.ts';
import type { Stage, StageOptions } from './stage.ts';

const KINDS = [
  { over: 'socket', bots: 1 },
  { over: 'socket', bots: 2 },
  { over: 'http', bots: 2 },
] as const;

describe.each(KINDS)('over $over, with $bots bot(s)', ({ over, bots: many }) => {
  let stage: Stage;
  let balancer: Balancer | undefined;
  const twice: Delivery = { times: 2, to: 'all' };
  beforeAll(async () => {
    stage = await openStage({ over });
    await Promise.all(Array.from({ length: many }, () => stage.bot()));
    if (over === 'http') {
      balancer = await startBalancer(() => stage.bots.map((bot) => bot.url));
      await stage.sandbox.requestUrl(`${balancer.url}/slack/events`);
    }
    await untilConnected(stage, over === 'socket' ? many : 0);
  });
  afterAll(async () => {
    await stage.close();
    balancer?.close();
  });

  it('two approvers at the same moment: one wins, and both see who', { timeout: 60_000 }, async () => {
    const vms = ['farm-011', 'farm-012', 'farm-013', 'farm-014'];
    await Promise.all(vms.map((vm) => askFor(stage, 'ana', vm, '1h')));
    for (const vm of vms) {
      await Promise.all([
        stage.press('mia', 'Approve', `asks for ${vm}`),
        stage.press('tom', 'Approve', `asks for ${vm}`),
      ]);
      const card = await stage.untilSees('mia', [`asks for ${vm}`, 'Access is open']);
      const winner = /Approved by (Mia Chen|Tom Okafor)\./.exec(card.text)?.[1];
      const loser = winner === 'Mia Chen' ? 'tom' : 'mia';
      const answer = await stage.untilSees(loser, ['Too late to approve', `by ${winner}.`]);
      expect(answer.ephemeral).toBe(true);
      await stage.untilSees(loser, [`asks for ${vm}`, `Approved by ${winner}.`]);
      await stage.untilSees('ana', [`${vm} is open for you`, `approved by ${winner}`]);
      expect(await putNames(stage, vm)).toHaveLength(1);
      expect(await countSeen(stage, 'ana', `${vm} is open for you`)).toBe(1);
      expect(await countSeen(stage, 'mia', `asks for ${vm}`)).toBe(1);
    }
    expect(complaints(stage.bots)).toEqual([]);
  });

  it('approved and denied at the same moment: one outcome, the same everywhere', { timeout: 60_000 }, async () => {
    for (const vm of ['farm-021', 'farm-022', 'farm-023']) {
      await askFor(stage, 'raj', vm, '1h');
      await stage.press('tom', 'Deny…', `asks for ${vm}`);
      const submitted = await denial(stage, 'tom', 'not today');
      await Promise.all([submitted(), stage.press('mia', 'Approve', `asks for ${vm}`)]);
      const settled = await until(
        async () => {
          const card = (await stage.sees('mia')).find((each) => each.text.includes(`asks for ${vm}`));
          return /Access is open|Denied by Tom Okafor/.exec(card?.text ?? '')?.[0];
        },
        { timeout: 15_000, what: `${vm} is decided` },
      );
      if (settled === 'Access is open') {
        await stage.untilSees('tom', ['Too late to deny', 'Mia Chen']);
        await stage.untilSees('raj', [`Your request for ${vm}`, 'Access is open', 'Approved by Mia Chen']);
        expect(await countSeen(stage, 'raj', `denied your request for ${vm}`)).toBe(0);
        expect(await putNames(stage, vm)).toHaveLength(1);
      } else {
        await stage.untilSees('mia', ['Too late to approve', 'Denied by Tom Okafor']);
        await stage.untilSees('raj', [`Your request for ${vm}`, 'Denied by Tom Okafor']);
        await stage.untilSees('raj', [`Tom Okafor denied your request for ${vm}`]);
        expect(await countSeen(stage, 'raj', `${vm} is open for you`)).toBe(0);
        expect(await putNames(stage, vm)).toEqual([]);
      }
    }
    expect(complaints(stage.bots)).toEqual([]);
  });

  it('every delivery twice, to every replica: one effect, one card, one word', { timeout: 60_000 }, async () => {
    const ana = stage.sandbox.person('ana');
    const [byCommand, byForm, denied] = ['farm-031', 'farm-032', 'farm-033'] as const;
    const text = `request ${byCommand} 1h everything twice`;
    const delivered = await ana.command({ command: '/vm', text, deliver: twice });
    expect([delivered, ...others(delivered)].map((each) => each.acked)).toEqual(Array(copies(over, many)).fill(true));
    await stage.untilSees('ana', [`Your request for ${byCommand}`]);
    await stage.untilSees('ana', [`Asked for ${byCommand}`]);
    await stage.press('mia', 'Approve', `asks for ${byCommand}`, twice);
    await stage.untilSees('ana', [`${byCommand} is open for you`]);
    await stage.press('ana', 'I’m done', byCommand, twice);
    await expectToldOnce(stage, 'ana', byCommand, { opened: true, why: 'was done', byRequester: 'You were done' });
    expect(await putNames(stage, byCommand)).toHaveLength(1);

    await ana.command({ command: '/vm', text: '', deliver: twice });
    await submitAsk(stage, 'ana', byForm, twice);
    await stage.press('mia', 'Approve', `asks for ${byForm}`, twice);
    await stage.untilSees('ana', [`${byForm} is open for you`]);
    await stage.press('mia', 'Revoke…', `asks for ${byForm}`, twice);
    await (
      await denial(stage, 'mia', 'enough', twice)
    )();
    await expectToldOnce(stage, 'ana', byForm, { opened: true, why: 'Revoked by Mia Chen' });

    await askFor(stage, 'bo', denied, '1h');
    await stage.press('tom', 'Deny…', `asks for ${denied}`, twice);
    await (
      await denial(stage, 'tom', 'no', twice)
    )();
    await stage.untilSees('bo', [`Tom Okafor denied your request for ${denied}`]);
    await stage.untilSees('tom', [`asks for ${denied}`, 'Denied by Tom Okafor']);

    await askFor(stage, 'bo', 'farm-034', '1h');
    await stage.press('bo', 'Withdraw', 'farm-034', twice);
    await stage.untilSees('mia', ['asks for farm-034', 'Withdrawn']);
    await stage.sandbox.person('olga').home({ deliver: twice });
    await stage.sandbox.person('olga').say({ text: 'help', deliver: twice });
    await until(async () => (await stage.sees('olga')).some((each) => each.text.includes('/vm request')));
    // Whatever else would come has had its time.
    await untilIdle(stage);

    expect({
      asked: await countSeen(stage, 'ana', `Asked for ${byCommand}`),
      told: await countSeen(stage, 'bo', `denied your request for ${denied}`),
      card: await countSeen(stage, 'mia', `asks for ${denied}`),
      help: await countSeen(stage, 'olga', '/vm request'),
    }).toEqual({ asked: 1, told: 1, card: 1, help: 1 });
    for (const who of ['ana', 'bo', 'mia', 'tom'])
      for (const words of ['This was not done', 'Something went wrong', 'already have a request'])
        expect(await countSeen(stage, who, words), `${who} sees ${words}`).toBe(0);
    expect(complaints(stage.bots)).toEqual([]);
  });

  it('asked for twice at the same moment: one request, and a word about it', async () => {
    const ask = (reason: string) =>
      stage.sandbox.person('bo').command({ command: '/vm', text: `request farm-041 1h ${reason}` });
    await Promise.all([ask('first'), ask('second')]);
    await stage.untilSees('bo', ['You already have a request for farm-041']);
    await stage.untilSees('mia', ['Bo Lindqvist asks for farm-041']);
    await untilIdle(stage);
    expect(await countSeen(stage, 'mia', 'asks for farm-041')).toBe(1);
  });
});

describe.concurrent('a replica goes away', () => {
  it('killed: a living one takes over what it was at, without a restart', { timeout: 200_000 }, () => takesOver());

  it.runIf(redisAvailable())('killed, with the queue on Redis: the same', { timeout: 200_000 }, async () => {
    const redis = await startRedis();
    if (redis === undefined) throw new Error('Redis did not start');
    try {
      await takesOver({ redisUrl: redis.url });
    } finally {
      await redis.remove();
    }
  });

  it(
    'frozen, and awake again when everything is over: what it still does is put right',
    { timeout: 240_000 },
    async () => {
      const { stage, first, second, letGo } = await twoBotsWithWorkInHand();
      try {
        first.freeze();
        await stage.untilSees('ana', ['farm-001 is open for you'], LATEST);
        await stage.untilSees('raj', ['farm-002 is open for you'], LATEST);
        await untilGone(stage, 'farm-003', LATEST);
        // Slack may still give it to the frozen one; then the person is told, and presses again.
        await until(async () => (await stage.press('ana', 'I’m done', 'farm-001')).acked, { timeout: 20_000 });
        await stage.untilSees('ana', ['Your access to farm-001 has ended'], 30_000);
        await untilGone(stage, 'farm-001', LATEST);
        // The frozen bot's order is carried out now, and it wakes up to hear of it.
        await letGo();
        await until(async () => (await held(stage, 'farm-001')).length === 1, { what: 'the order is carried out' });
        first.thaw();
        await untilGone(stage, 'farm-001', LATEST);
        await stage.untilSees('mia', ['asks for farm-001', 'Access has ended']);
        await stage.untilSees('raj', ['Your request for farm-002', 'Access is open']);
        await untilIdle(stage);
        expect({
          names: new Set(await putNames(stage, 'farm-001')).size,
          open: (await held(stage, 'farm-002')).length,
          ready: await countSeen(stage, 'ana', 'farm-001 is open for you'),
          readyToo: await countSeen(stage, 'raj', 'farm-002 is open for you'),
          ended: await countSeen(stage, 'ana', 'Your access to farm-001 has ended'),
          endedToo: await countSeen(stage, 'bo', 'Your access to farm-003 has ended'),
        }).toEqual({ names: 1, open: 1, ready: 1, readyToo: 1, ended: 1, endedToo: 1 });
        expect(complaints([first, second])).toEqual([]);
      } finally {
        first.thaw();
        await stage.close();
      }
    },
  );
});

async function takesOver(options: StageOptions = {}): Promise<void> {
  const { stage, first, second } = await twoBotsWithWorkInHand(options);
  try {
    await first.kill();
    const killed = Date.now();
    await stage.untilSees('ana', ['farm-001 is open for you'], LATEST);
    await stage.untilSees('raj', ['farm-002 is open for you'], LATEST);
    await untilGone(stage, 'farm-003', LATEST);
    expect(Date.now() - killed).toBeLessThan(LATEST);
    await expectToldOnce(stage, 'bo', 'farm-003', { opened: true, why: 'was done', byRequester: 'You were done' });
    await stage.press('ana', 'I’m done', 'farm-001');
    await stage.press('raj', 'I’m done', 'farm-002');
    await expectToldOnce(stage, 'ana', 'farm-001', { opened: true, why: 'was done', byRequester: 'You were done' });
    await expectToldOnce(stage, 'raj', 'farm-002', { opened: true, why: 'was done', byRequester: 'You were done' });
    expect(complaints([first, second])).toEqual([]);
  } finally {
    await stage.close();
  }
}

/** The first bot waits for Azure: before and after opening, and before closing. The second has nothing to do. */
async function twoBotsWithWorkInHand(options: StageOptions = {}) {
  const stage = await openStage(options);
  const first = await stage.bot();
  const path = (vm: string) => `virtualMachines/${vm}/providers/Microsoft.Authorization/roleAssignments/`;
  const hold = (vm: string, method: string, is: 'hold-before' | 'hold-after') =>
    stage.sandbox.fault({ service: 'arm', match: { method, path: path(vm) }, times: 1, fault: { is } });
  const holds = await Promise.all([
    hold('farm-001', 'PUT', 'hold-before'),
    hold('farm-002', 'PUT', 'hold-after'),
    hold('farm-003', 'DELETE', 'hold-before'),
  ]);
  await openFor(stage, 'bo', 'farm-003', '1h');
  await askFor(stage, 'ana', 'farm-001', '1h');
  await askFor(stage, 'raj', 'farm-002', '1h');
  await approve(stage, 'farm-001');
  await approve(stage, 'farm-002');
  await stage.press('bo', 'I’m done', 'farm-003');
  await untilHeld(stage, 3);
  const second: Bot = await stage.bot();
  return {
    stage,
    first,
    second,
    letGo: async () => {
      for (const go of holds) await go();
    },
  };
}

async function untilConnected(stage: Stage, sockets: number): Promise<void> {
  if (sockets === 0) return;
  await until(
    async () => {
      const calls = await stage.sandbox.calls({ service: 'slack' });
      return calls.filter((call) => call.path.includes('apps.connections.open')).length >= sockets;
    },
    { timeout: 10_000, what: `${sockets} sockets are open` },
  );
  await new Promise((resolve) => setTimeout(resolve, 300));
}

/** Nothing was called for a while: whatever would still follow has had its time. */
async function untilIdle(stage: Stage): Promise<void> {
  const last = async () => (await stage.sandbox.calls({ service: 'slack' })).at(-1)?.id;
  let seen = await last();
  for (let quiet = 0; quiet < 3;) {
    await new Promise((resolve) => setTimeout(resolve, 400));
    const now = await last();
    quiet = now === seen ? quiet + 1 : 0;
    seen = now;
  }
}

/** Fills in the reason form that is open; the answer submits it. */
async function denial(stage: Stage, who: string, reason: string, deliver?: Delivery): Promise<() => Promise<unknown>> {
  const person = stage.sandbox.person(who);
  const modal = await until(async () => (await person.screen()).modal, { what: `${who} sees the form` });
  const input = modal.blocks.find((block: { type: string }) => block.type === 'input');
  const values = { [input.block_id]: { [input.element.action_id]: reason } };
  return () => person.submit({ view: String(modal.id), values, ...(deliver === undefined ? {} : { deliver }) });
}

async function submitAsk(stage: Stage, who: string, vm: string, deliver: Delivery): Promise<void> {
  const person = stage.sandbox.person(who);
  const modal = await until(async () => (await person.screen()).modal, { what: 'the form' });
  const input = (label: string) =>
    modal.blocks.find((block: { label?: { text: string } }) => block.label?.text === label);
  const at = (label: string) => [input(label).block_id, input(label).element.action_id] as const;
  const [block_id, action_id] = at('VM');
  const { options = [] } = await person.type({ view: modal.id, block_id, action_id, value: vm });
  const filled = { VM: options[0]?.value, Role: 'user', 'For how long': '1h', Reason: 'by the form' };
  const values = Object.fromEntries(
    Object.entries(filled).map(([label, value]) => [at(label)[0], { [at(label)[1]]: value }]),
  );
  const answer = await person.submit({ view: modal.id, values, deliver });
  expect(answer.closed).toBe(true);
}

function others(delivered: { [more: string]: unknown }): readonly { acked: boolean }[] {
  return (delivered['others'] as { acked: boolean }[] | undefined) ?? [];
}

/** Two copies over HTTP, one to each bot; over sockets two to each. */
function copies(over: string, bots: number): number {
  return over === 'http' ? 2 : 2 * bots;
}
