/** For `doctor`: what must be so in Slack, and whether it is. Reads only; each finding stands by itself. */
import type { webApi } from '@slack/bolt';
import type { Examined } from '../../src/ports.ts';
import type { Channels } from './channels.ts';
import { faultOf } from './faults.ts';
import type { Line } from './line.ts';
import { OPTIONAL_SCOPES, SCOPES } from './manifest.ts';

export async function examine(
  client: webApi.WebClient,
  channels: Channels,
  addresses: readonly string[],
  line: Pick<Line, 'examine'>,
): Promise<readonly Examined[]> {
  const token = await examineToken(client);
  // Nothing else can be asked with a token that Slack does not take.
  if (token.some(({ ok, what }) => !ok && what === 'Slack bot token')) return token;
  const rooms = await Promise.all(addresses.map((address) => examineChannel(channels, address)));
  return [...token, await line.examine(), ...rooms];
}

async function examineToken(client: webApi.WebClient): Promise<readonly Examined[]> {
  try {
    const answer = await client.auth.test();
    const seen = `${answer.user ?? 'the bot'} in ${answer.team ?? 'a workspace'} (${answer.team_id ?? 'unknown'})`;
    const token = { what: 'Slack bot token', ok: answer.bot_id !== undefined, seen, next: '' };
    return [
      answer.bot_id === undefined
        ? { ...token, next: 'Set SLACK_BOT_TOKEN to the token that begins with xoxb-.' }
        : token,
      examineScopes(answer.response_metadata?.scopes ?? []),
    ];
  } catch (error) {
    const fault = faultOf(error, 'auth.test');
    return [{ what: 'Slack bot token', ok: false, seen: fault.message, next: fault.next }];
  }
}

function examineScopes(granted: readonly string[]): Examined {
  const what = 'Slack scopes';
  const missing = Object.keys(SCOPES).filter((scope) => !granted.includes(scope));
  if (missing.length === 0) return { what, ok: true, seen: granted.join(', '), next: '' };
  const needed = missing.filter((scope) => !OPTIONAL_SCOPES.includes(scope));
  const next = `Add ${missing.join(', ')} under OAuth & Permissions, or take \`latchkey manifest slack\`, and reinstall the app.`;
  return {
    what,
    ok: needed.length === 0,
    seen: `missing: ${missing.join(', ')}`,
    next: needed.length === 0 ? '' : next,
  };
}

async function examineChannel(channels: Channels, address: string): Promise<Examined> {
  const what = `Slack channel ${address}`;
  try {
    const { name, id, member, archived, shared } = await channels.facts(address);
    const seen = `#${name} (${id})`;
    if (archived) return { what, ok: false, seen: `${seen} is archived`, next: 'Name another channel in access.yaml.' };
    if (shared)
      return {
        what,
        ok: false,
        seen: `${seen} is shared with another organisation`,
        next: 'Name a channel in access.yaml that only your own workspace can read.',
      };
    if (!member)
      return { what, ok: false, seen: `the bot is not in ${seen}`, next: `Type /invite @latchkey in #${name}.` };
    return { what, ok: true, seen, next: '' };
  } catch (error) {
    const fault = faultOf(error, what);
    return { what, ok: false, seen: fault.message, next: fault.next };
  }
}
