/** For `doctor`: what must be so in Teams, and whether it is. Reads only; each finding stands by itself. */
import type { Examined } from '../../src/ports.ts';
import type { Book } from './book.ts';
import type { Connector } from './connector.ts';
import { CALL_WITHIN } from './connector.ts';
import type { Signer } from './credentials.ts';
import { faultOf, refusalOf } from './faults.ts';
import type { Sender } from './send.ts';

export type Examining = {
  readonly signer: Signer;
  readonly connector: Connector;
  readonly sender: Sender;
  readonly book: Book;
  readonly appId: string;
  readonly openId: string;
};

export async function examine(addresses: readonly string[], parts: Examining): Promise<readonly Examined[]> {
  const [token, keys, ...known] = await Promise.all([
    examineToken(parts),
    examineKeys(parts.openId),
    examineHeard(parts.book),
    examineDoors(parts.book),
  ]);
  // Nothing else can be asked without a token.
  if (!token.ok) return [token, keys, ...known];
  const rooms = await Promise.all(addresses.map((address) => examineChannel(address, parts)));
  return [token, keys, ...rooms, ...known];
}

export const SIGNING_IN = 'asking Entra ID for the bot’s token';

async function examineToken({ signer, appId }: Examining): Promise<Examined> {
  const what = 'Teams bot sign-in';
  try {
    await signer.token();
    return { what, ok: true, seen: `Entra ID gives a token to ${appId}`, next: '' };
  } catch (error) {
    const fault = faultOf(error, SIGNING_IN);
    const refused =
      'Check MicrosoftAppId, MicrosoftAppType, MicrosoftAppTenantId and MicrosoftAppPassword against the Azure Bot’s configuration.';
    const next = fault.retryable ? 'Let Latchkey reach Entra ID by HTTPS.' : refused;
    return { what, ok: false, seen: fault.message, next };
  }
}

async function examineKeys(openId: string): Promise<Examined> {
  const what = 'Teams token keys';
  const next = `Let Latchkey reach ${new URL(openId).host} by HTTPS: without the keys nothing that Teams sends can be verified.`;
  try {
    const response = await fetch(openId, { signal: AbortSignal.timeout(CALL_WITHIN) });
    await response.body?.cancel();
    return {
      what,
      ok: response.ok,
      seen: `HTTP ${response.status} from ${new URL(openId).host}`,
      next: response.ok ? '' : next,
    };
  } catch (error) {
    return { what, ok: false, seen: String(error), next };
  }
}

const ALLOW = 'Allow Latchkey again in the Teams admin centre, under Manage apps.';

/** What to do about refusals that the fault's own next step does not tell apart. */
const NEXT: Readonly<Record<string, string>> = {
  BotDisabledByAdmin: ALLOW,
  InvalidBotApiHost: 'Set BOT_SERVICE_URL to the address of your Teams: GCC has one of its own.',
};

async function examineChannel(address: string, { connector, sender }: Examining): Promise<Examined> {
  const what = `Teams channel ${address}`;
  try {
    const page = await connector.call(await sender.service(address), what, (conversations) =>
      conversations.getConversationPagedMembers(address, { pageSize: 50, continuationToken: '', timeout: CALL_WITHIN }),
    );
    return { what, ok: true, seen: `the bot is in it, with ${page.members?.length ?? 0} people or more`, next: '' };
  } catch (error) {
    const fault = faultOf(error, what);
    const missing =
      'Install Latchkey in that team, or correct the channel in access.yaml: its id is in “Get link to channel”.';
    const next = NEXT[refusalOf(error)?.code ?? ''] ?? (fault.code === 'chat_place_gone' ? missing : fault.next);
    return { what, ok: false, seen: fault.message, next };
  }
}

/** Nobody can look at the Azure Bot's settings from here; that something has come in proves them right. */
async function examineHeard(book: Book): Promise<Examined> {
  const what = 'Teams messaging endpoint';
  try {
    const service = await book.service('');
    const seen =
      service === undefined
        ? 'nothing heard from Teams yet: the Azure Bot’s messaging endpoint is to be PUBLIC_URL/teams/events'
        : `Teams has written here, last by way of ${service}`;
    return { what, ok: true, seen, next: '' };
  } catch (error) {
    return { what, ok: false, seen: String(error), next: RECORD_AWAY };
  }
}

const RECORD_AWAY = 'Check DATABASE_URL: what is known of Teams is kept in the record.';

/** A person who has blocked or removed the bot is their own affair; that everybody has lost it is not. */
async function examineDoors(book: Book): Promise<Examined> {
  const what = 'Teams people and channels out of reach';
  try {
    const shut = await book.shut();
    if (shut.length === 0) return { what, ok: true, seen: 'none', next: '' };
    const banned = shut.some(({ code }) => code === 'BotDisabledByAdmin');
    const seen = shut
      .map(({ where, code, at }) => `${where} (${code}, ${new Date(at).toISOString().slice(0, 16)}Z)`)
      .join('; ');
    return {
      what,
      ok: !banned,
      seen,
      next: banned ? ALLOW : '',
    };
  } catch (error) {
    return {
      what,
      ok: false,
      seen: String(error),
      next: RECORD_AWAY,
    };
  }
}
