/** `doctor`: everything that must be so, looked at from here, each failure with its next step. */
import { printProblems, readConfig } from '../config.ts';
import type { Config } from '../config.ts';
import { Fault } from '../faults.ts';
import { openPolicy } from '../policy-book.ts';
import { printPolicyProblems } from '../policy-file.ts';
import type { Examined } from '../ports.ts';
import type { Policy } from '../../workflows/policy.ts';
import { examineQueue } from '../main.ts';
import { chatMemory } from '../record/chat-memory.ts';
import type { Report } from './report.ts';
import { withRecord, world } from './session.ts';

const CLOCK = { now: () => Date.now() };

export async function doctor(): Promise<Report> {
  const config = readConfig(process.env);
  if (!('policyPath' in config))
    return { ok: false, lines: [printProblems(config)], data: { ok: false, problems: config } };
  const policy = await examinePolicy(config.policyPath);
  const { examineAzure, examineLook, directory } = await world(config);
  const all = (
    await Promise.all([
      Promise.resolve([policy.examined]),
      examineRecordAndChats(config, policy.policy),
      guarded('Azure', () => examineAzure()),
      guarded('Microsoft Graph', () => directory.examine()),
      guarded('Troubleshooting', () => examineLook()),
    ])
  ).flat();
  const failed = all.filter((each) => !each.ok);
  const lines = all.flatMap((each) => [
    `${each.ok ? 'ok    ' : 'FAILED'}  ${each.what}: ${each.seen}`,
    ...(each.ok ? [] : [`        Next: ${each.next}`]),
  ]);
  return {
    ok: failed.length === 0,
    lines: [...lines, failed.length === 0 ? 'All is well.' : `${failed.length} of ${all.length} need your attention.`],
    data: { ok: failed.length === 0, examined: all },
  };
}

async function examinePolicy(path: string): Promise<{ policy: Policy | undefined; examined: Examined }> {
  const what = `policy ${path}`;
  try {
    const book = await openPolicy(path);
    if ('policy' in book)
      return {
        policy: book.policy(),
        examined: { what, ok: true, seen: `${book.policy().rules.length} rules`, next: '' },
      };
    return {
      policy: undefined,
      examined: {
        what,
        ok: false,
        seen: printPolicyProblems(path, book),
        next: `Mend it, then run \`latchkey policy check ${path}\`.`,
      },
    };
  } catch (error) {
    return { policy: undefined, examined: failure(what, error) };
  }
}

/** The chats with what they remember, which is in the record; when that is away, without. */
async function examineRecordAndChats(config: Config, policy: Policy | undefined): Promise<readonly Examined[]> {
  const what = 'record (PostgreSQL)';
  try {
    return await withRecord(config, async ({ db, url }) => [
      { what, ok: true, seen: 'reachable, tables up to date', next: '' },
      ...(await examineQueue(config, url)),
      ...(await examineChats(await world(config, (chat) => chatMemory(db, chat, CLOCK)), policy)),
    ]);
  } catch (error) {
    return [failure(what, error), ...(await examineChats(await world(config), policy))];
  }
}

async function examineChats(
  { chats }: Awaited<ReturnType<typeof world>>,
  policy: Policy | undefined,
): Promise<readonly Examined[]> {
  const looks = chats.map((chat) => guarded(chat.name, () => chat.examine(channelsFor(policy, chat.name))));
  return (await Promise.all(looks)).flat();
}

/** What throws while being looked at has failed too. */
async function guarded(what: string, look: () => Promise<readonly Examined[]>): Promise<readonly Examined[]> {
  try {
    return await look();
  } catch (error) {
    return [failure(what, error)];
  }
}

function failure(what: string, error: unknown): Examined {
  const seen = error instanceof Error ? error.message : 'failed';
  return {
    what,
    ok: false,
    seen,
    next: error instanceof Fault ? error.next : 'Look at the message; run again with LOG_LEVEL=debug.',
  };
}

/** Addresses in this chat that the policy names. */
function channelsFor(policy: Policy | undefined, chat: string): readonly string[] {
  if (policy === undefined) return [];
  const all = [...policy.operators.channels, ...policy.rules.flatMap((rule) => rule.approve.channels)];
  return [...new Set(all)]
    .filter((channel) => channel.startsWith(`${chat}:`))
    .map((channel) => channel.slice(chat.length + 1));
}
