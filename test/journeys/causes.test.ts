/**
 * Every cause, made in the sandbox and seen by the real checks: somebody who answers truthfully is led to it. Without a chat and
 * without a bot, which would say the same a hundred times slower; troubleshoot.test.ts has the conversation itself.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lookout } from '../../src/ports.ts';
import { ALL_CAUSES } from '../../workflows/troubleshoot/causes/all.ts';
import { advance, begin, rankingOf } from '../../workflows/troubleshoot/conversation.ts';
import type { Setting, Step, Talk } from '../../workflows/troubleshoot/conversation.ts';
import { conclude } from '../../workflows/troubleshoot/infer.ts';
import type { RecordSight, SeenSoFar } from '../../workflows/troubleshoot/sights.ts';
import { renew, startLookWorld, VM } from '../adapters/look-world.ts';
import type { LookWorld } from '../adapters/look-world.ts';
import { TRUTH } from '../workflows/troubleshoot/truth.ts';

const MINUTE = 60_000;
const LONG = 60_000;

let world: LookWorld;

/** What the product's own record would say; the sandbox keeps none. */
function recordFor(cause: string, now: number): RecordSight {
  const latest = (state: 'pending' | 'active' | 'ended', minutesAgo: number): RecordSight => ({
    latest: { request: 'r1', role: 'user', state, at: now - minutesAgo * MINUTE },
    elsewhere: [],
  });
  switch (cause) {
    case 'never-asked':
    case 'manager-only':
      return { elsewhere: [] };
    case 'other-vm':
      return { elsewhere: [{ vm: 'web-prod-02', role: 'user' }] };
    case 'request-pending':
      return latest('pending', 10);
    case 'grant-ended':
      return latest('ended', 10);
    case 'just-granted':
      return latest('active', 2);
    default:
      return latest('active', 60);
  }
}

async function lookAround(cause: string, now: number): Promise<SeenSoFar> {
  const checks = await Promise.all(
    (Object.keys(world.lookout) as (keyof Lookout)[]).map(async (check) => [check, await world.look(check)] as const),
  );
  const seen: SeenSoFar = { ...Object.fromEntries(checks), record: { is: 'seen', value: recordFor(cause, now) } };
  const { machine } = seen;
  const running = machine?.is === 'seen' && machine.value.is === 'present' && machine.value.power === 'running';
  return running ? { ...seen, inside: await world.inside() } : seen;
}

/** From what they say to what they are told first, and after how many questions. */
async function led(
  cause: keyof typeof TRUTH,
  answers: Readonly<Record<string, string>>,
): Promise<{ first: string; questions: number; seen: SeenSoFar }> {
  const now = Date.now();
  const { vm, person } = world.about;
  const setting: Setting = {
    tenant: world.sandbox.env['AZURE_TENANT_ID'] ?? '',
    cloud: 'public',
    now,
    causes: ALL_CAUSES,
  };
  const whole = { ...vm, location: '', os: 'Windows', tags: {} } as const;
  const symptoms = { [TRUTH[cause].symptom]: 1 };
  const origin = { chat: 'chat', team: 't', id: 'u' };
  const started = begin(
    { id: 't', asker: person, origin, about: person, text: 'x', vm: whole as never, symptoms, startedAt: now },
    [],
    now,
  );
  const step = (talk: Talk, taken: Step): Talk => {
    const outcome = advance(talk, taken, setting);
    if (outcome.is === 'stale') throw new Error(`${taken.is} at ${talk.stage.is}`);
    return outcome.talk;
  };
  if (started.is === 'stale') throw new Error('it did not begin');
  const seen = await lookAround(cause, now);
  let talk = step(started.talk, { is: 'looked', seen });
  while (talk.stage.is === 'asking') {
    const { question } = talk.stage;
    talk = step(talk, { is: 'answer', question, option: answers[question] ?? 'unsure' });
  }
  const concluded = conclude(rankingOf(talk, whole as never, setting), talk.seen);
  const first =
    concluded.is === 'named'
      ? concluded.first.cause.id
      : `unsure: ${concluded.likely.map(({ cause: each, share }) => `${each.id} ${share.toFixed(2)}`).join(', ')}`;
  return { first, questions: Object.keys(talk.given).length, seen };
}

describe('led to the cause', () => {
  beforeAll(async () => {
    world = await startLookWorld();
    await renew(world.sandbox);
    // A hundred conversations in a few seconds are more than Azure lets anybody ask.
    await world.sandbox.control('PATCH', 'azure/rules', { throttling: false });
  }, LONG);
  afterAll(() => world.sandbox.stop());

  const causes = Object.keys(TRUTH) as (keyof typeof TRUTH)[];

  it.each(causes)('%s', { timeout: LONG }, async (cause) => {
    const order = { cause, vm: VM, person: 'ana', role: 'user' };
    const { truth } = await world.sandbox.control('POST', 'trouble', order);
    const { first, questions, seen } = await led(cause, truth);
    await world.sandbox.control('DELETE', 'trouble', { vm: VM, person: 'ana' });
    const unseen = Object.entries(seen).flatMap(([check, sight]) =>
      sight.is === 'unseen' ? [`${check}: ${sight.why}`] : [],
    );
    expect({ first, unseen: unseen.filter((each) => !each.startsWith('inside')) }).toMatchObject({ first: cause });
    expect(questions).toBeLessThanOrEqual(5);
  });
});
