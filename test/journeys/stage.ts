/** A stage for journeys: a sandbox, a record, bots, and people who ask, press and look. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freshDatabase } from '../support/postgres.ts';
import { startSandbox } from '../support/sandbox.ts';
import type { Sandbox } from '../support/sandbox.ts';
import type { Delivered, Delivery, Json, SandboxState, ScreenMessage } from '../support/sandbox-types.ts';
import { until } from '../support/until.ts';
import { startBot } from './bot.ts';
import type { Bot } from './bot.ts';

export type Seen = {
  readonly channel: string;
  readonly ts: string;
  readonly text: string;
  readonly buttons: readonly string[];
  readonly ephemeral: boolean;
  readonly raw: ScreenMessage;
};

export type Stage = {
  readonly sandbox: Sandbox;
  readonly databaseUrl: string;
  readonly bots: Bot[];
  /** Environment that every bot of this stage gets. */
  readonly env: Readonly<Record<string, string>>;
  /** One more replica, or the same again after it was killed. */
  bot(extra?: Readonly<Record<string, string>>): Promise<Bot>;
  policy(yaml: string): Promise<void>;
  /** Asks by command and waits until the approvers see it; returns the request's id. */
  ask(who: string, text: string): Promise<string>;
  /** Presses the newest button with this label that the person sees, on a card that holds `on`. */
  press(who: string, label: string, on?: string, deliver?: Delivery): Promise<Delivered>;
  /** Fills in the reason form that the last press opened. */
  giveReason(who: string, reason: string): Promise<Delivered>;
  /** What this person sees now, oldest first. */
  sees(who: string): Promise<readonly Seen[]>;
  /** Waits until the person sees a message that holds all these texts. */
  untilSees(who: string, texts: readonly string[], timeout?: number): Promise<Seen>;
  /** Role assignments that Latchkey made. */
  grants(): Promise<SandboxState['roleAssignments']>;
  untilGrants(many: number, timeout?: number): Promise<SandboxState['roleAssignments']>;
  close(): Promise<void>;
};

export type StageOptions = {
  readonly databaseUrl?: string;
  readonly redisUrl?: string;
  /** How Slack reaches the bot. */
  readonly over?: 'socket' | 'http';
  /** With Teams beside Slack, each delivery to the next replica in turn. */
  readonly teams?: boolean;
  readonly policy?: (ids: { approvers: string; operators: string }) => string;
};

export async function openStage(options: StageOptions = {}): Promise<Stage> {
  const sandbox = await startSandbox();
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-journey-'));
  const database =
    options.databaseUrl === undefined ? await freshDatabase() : { url: options.databaseUrl, drop: async () => {} };
  const { groups } = await sandbox.state();
  const ids = { approvers: idOf(groups, 'VM Approvers'), operators: idOf(groups, 'Platform Operators') };
  const policyPath = join(folder, 'access.yaml');
  await writeFile(policyPath, (options.policy ?? defaultPolicy)(ids));
  const env = { ...environment(sandbox.env, options), DATABASE_URL: database.url, LATCHKEY_POLICY: policyPath };
  const bots: Bot[] = [];

  async function sees(who: string): Promise<readonly Seen[]> {
    const screen = await sandbox.person(who).screen();
    return screen.conversations
      .flatMap((conversation) =>
        conversation.messages.map((raw) => ({
          channel: conversation.id,
          ts: raw.ts,
          text: textOf(raw.blocks),
          buttons: buttonsOf(raw.blocks).map((each) => each.label),
          ephemeral: raw.ephemeral,
          raw,
        })),
      )
      .toSorted((a, b) => a.ts.localeCompare(b.ts));
  }

  async function grants(): Promise<SandboxState['roleAssignments']> {
    return (await sandbox.state()).roleAssignments.filter((each) => each.description?.startsWith('Latchkey ') === true);
  }

  const stage: Stage = {
    sandbox,
    databaseUrl: database.url,
    bots,
    env,
    async bot(extra = {}) {
      const bot = await startBot({ ...env, ...extra });
      bots.push(bot);
      if (options.over === 'http') await sandbox.requestUrl(`${bot.url}/slack/events`);
      if (options.teams === true)
        await sandbox.control('POST', 'teams/app', { endpoint: bots.map(({ url }) => `${url}/teams/events`) });
      return bot;
    },
    policy: (yaml) => writeFile(policyPath, yaml),
    async ask(who, text) {
      const before = new Set((await sees('mia')).map((each) => each.ts));
      const [vm = ''] = text.split(' ');
      const command = () => sandbox.person(who).command({ command: '/vm', text: `request ${text}` });
      // Whoever is told that it took too long writes it again. Where the machine stalls, it may come to that.
      await until(
        async () => {
          const delivered = await command();
          if (!delivered.acked) throw new Error(`not acknowledged: ${JSON.stringify(delivered)}`);
          return true;
        },
        { timeout: 15_000, what: `what ${who} wrote is acknowledged` },
      );
      const card = await until(
        async () =>
          (await sees('mia')).find(
            (each) => !before.has(each.ts) && each.buttons.includes('Approve') && each.text.includes(vm),
          ),
        // Slack takes about one message a second in a channel.
        { timeout: 60_000, what: `approvers see the request of ${who}` },
      );
      return buttonsOf(card.raw.blocks).find((each) => each.label === 'Approve')?.value ?? '';
    },
    async press(who, label, on = '', deliver) {
      const { card, button } = await until(
        async () => {
          const card = (await sees(who)).findLast((each) => each.buttons.includes(label) && each.text.includes(on));
          const button = buttonsOf(card?.raw.blocks ?? []).find((each) => each.label === label);
          return card !== undefined && button !== undefined ? { card, button } : undefined;
        },
        { timeout: 45_000, what: `${who} sees the button ${label} on a card with “${on}”` },
      );
      return sandbox.person(who).press({
        channel: card.channel,
        ts: card.ts,
        action_id: button.action,
        ...(deliver === undefined ? {} : { deliver }),
      });
    },
    async giveReason(who, reason) {
      const modal = await until(async () => (await sandbox.person(who).screen()).modal, {
        what: `${who} sees the form`,
      });
      const input = (modal.blocks as Json[]).find((block) => block.type === 'input');
      return sandbox
        .person(who)
        .submit({ view: String(modal.id), values: { [input.block_id]: { [input.element.action_id]: reason } } });
    },
    sees,
    untilSees: (who, texts, timeout = 45_000) =>
      until(
        async () => {
          const all = await sees(who);
          const found = all.findLast((each) => texts.every((text) => each.text.includes(text)));
          if (found === undefined) throw new Error(`${who} sees:\n${all.map((each) => each.text).join('\n---\n')}`);
          return found;
        },
        { timeout, every: 50, what: `${who} sees ${texts.join(' + ')}` },
      ),
    grants,
    untilGrants: (many, timeout = 45_000) =>
      until(
        async () => {
          const all = await grants();
          if (all.length !== many) throw new Error(`${all.length} grants`);
          return all;
        },
        { timeout, every: 50, what: `${many} grants in Azure` },
      ),
    async close() {
      await Promise.all(bots.map((bot) => bot.kill()));
      await sandbox.stop();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
  return stage;
}

/** Everybody may ask for everything for up to four hours; one approver. */
export function defaultPolicy({ approvers, operators }: { approvers: string; operators: string }): string {
  return `operators: { groups: ${operators}, channels: "slack:C0OPS" }
rules:
  - name: Everything
    ask: everyone
    approve: { groups: ${approvers}, channels: "slack:C0APPROVE" }
    duration: { longest: 4h, default: 1h }
`;
}

function environment(env: Record<string, string>, options: StageOptions): Record<string, string> {
  const { SLACK_APP_TOKEN: appToken = '', SLACK_SIGNING_SECRET: signingSecret = '', ...both } = env;
  const rest = options.teams === true ? both : withoutTeams(both);
  const receive = options.over === 'http' ? { SLACK_SIGNING_SECRET: signingSecret } : { SLACK_APP_TOKEN: appToken };
  return { ...rest, ...receive, ...(options.redisUrl === undefined ? {} : { REDIS_URL: options.redisUrl }) };
}

/** The sandbox speaks both chats; a bot that is not told of Teams has Slack alone. */
function withoutTeams(env: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(?:MicrosoftApp|BOT_)/.test(name)));
}

function idOf(groups: SandboxState['groups'], name: string): string {
  return groups.find((group) => group.displayName === name)?.id ?? '';
}

/** The words of Block Kit, in reading order. Times are shown as their fallback. */
export function textOf(value: Json): string {
  if (Array.isArray(value))
    return value
      .map(textOf)
      .filter((text) => text !== '')
      .join(' ');
  if (typeof value !== 'object' || value === null) return '';
  if (value.type === 'date') return String(value.fallback);
  if (typeof value.text === 'string') return value.text;
  return Object.entries(value)
    .filter(([key]) => ['text', 'elements', 'fields', 'blocks', 'label', 'element'].includes(key))
    .map(([, inner]) => textOf(inner))
    .filter((text) => text !== '')
    .join(' ');
}

export function buttonsOf(blocks: Json): readonly { label: string; action: string; block: string; value: string }[] {
  return (blocks as Json[])
    .filter((block) => block.type === 'actions')
    .flatMap((block) =>
      (block.elements as Json[])
        .filter((element) => element.type === 'button')
        .map((element) => ({
          label: String(element.text.text),
          action: String(element.action_id),
          block: String(block.block_id),
          value: String(element.value ?? ''),
        })),
    );
}
