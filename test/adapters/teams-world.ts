/** Teams in the sandbox as a {@link ChatWorld}. */
import express from 'express';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createTeams } from '../../adapters/teams/index.ts';
import type { TeamsOptions } from '../../adapters/teams/index.ts';
import type { FieldProblems } from '../../workflows/card.ts';
import type { Handle, Memory } from '../../src/ports.ts';
import { forget, recordedReception } from '../conformance/chat-world.ts';
import type { ChatWorld, Seen, Told, Where, Who } from '../conformance/chat-world.ts';
import { machineClock } from '../support/clock.ts';
import { keptLog } from '../support/log.ts';
import { startSandbox } from '../support/sandbox.ts';
import type { Sandbox } from '../support/sandbox.ts';
import type { Delivered, Json } from '../support/sandbox-types.ts';
import { all, buttonsOf, isJson, pieces } from './teams-screen.ts';

export const PEOPLE: Record<Who, string> = {
  member: 'ana',
  approver: 'mia',
  guest: 'gus',
  outsider: 'erik',
  gone: 'dora',
};
export const CHANNEL = '19:approvals@thread.tacv2';

export type TeamsWorld = ChatWorld & {
  readonly sandbox: Sandbox;
  readonly lines: ReturnType<typeof keptLog>['lines'];
  /** Where the sandbox delivers to. */
  readonly endpoint: string;
  readonly memory: Map<string, string>;
  /** One person's client: `press`, `message`, `submit` and so on, as sandbox/README.md has them. */
  act(who: Who, what: string, order?: object): Promise<Json>;
};

export function memoryIn(kept: Map<string, string>): Memory {
  return { get: async (key) => kept.get(key), set: async (key, value) => void kept.set(key, value) };
}

export function teamsOptions(sandbox: Sandbox, kept: Map<string, string>): TeamsOptions & Pick<TeamsWorld, 'lines'> {
  const { env } = sandbox;
  const { log, lines } = keptLog();
  return {
    identity: {
      is: 'single_tenant',
      appId: env['MicrosoftAppId'] ?? '',
      tenant: env['MicrosoftAppTenantId'] ?? '',
      password: env['MicrosoftAppPassword'] ?? '',
    },
    tenant: env['AZURE_TENANT_ID'] ?? '',
    cloud: 'public',
    authorityHost: env['AZURE_AUTHORITY_HOST'] ?? '',
    openId: env['BOT_CONNECTOR_OPENID'] ?? '',
    serviceUrl: env['BOT_SERVICE_URL'] ?? '',
    memory: memoryIn(kept),
    clock: machineClock,
    log,
    lines,
  };
}

/** A web server with the router where the bot's messaging endpoint points. */
export async function serveTeams(router: express.Router): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer(express().use('/teams/events', router));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/teams/events`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

type Message = { id: string; bot: boolean; deleted: unknown; card: Json; marks: Json[] };
type Conversation = { id: string; is: string; messages: Message[] };
type Client = { conversations: Conversation[]; dialog: Json };

export async function teamsWorld(): Promise<TeamsWorld> {
  const sandbox = await startSandbox();
  const memory = new Map<string, string>();
  const { lines, ...options } = teamsOptions(sandbox, memory);
  const reception = recordedReception();
  /** Made anew by each reset: an app that has just started has sent nothing yet, and need not keep to any pace. */
  let chat = createTeams(options);
  await chat.start(reception);
  const server = await serveTeams(
    express.Router().use((request, response, next) => chat.router(request, response, next)),
  );
  const deliverHere = async () => {
    await sandbox.control('POST', 'teams/app', { endpoint: server.url, throttling: true });
    // Other organisations may allow the app for themselves; then its bot hears their people, too.
    await sandbox.control('PATCH', `people/${PEOPLE.outsider}`, { teams: { installed: true } });
  };
  await deliverHere();
  const { people } = await sandbox.state();
  const homes = new Set<Handle>();

  const act = (who: Who, what: string, order: object = {}): Promise<Json> =>
    sandbox.control('POST', `teams/people/${PEOPLE[who]}/${what}`, order);
  const client = (who: Who): Promise<Client> => sandbox.control('GET', `teams/people/${PEOPLE[who]}/screen`);
  const isHome = (conversation: Conversation, message: Message) =>
    homes.has(`message ${conversation.id} ${message.id}`);

  /** The form in a message: the newest that has fields, or that says it is coming. */
  function formMessage({ conversations }: Client): { conversation: Conversation; message: Message } | undefined {
    const conversation = conversations.find(({ is }) => is === 'personal');
    const message = conversation?.messages.findLast((each) => each.bot && isForm(each.card));
    return conversation === undefined || message === undefined ? undefined : { conversation, message };
  }

  return {
    get chat() {
      return {
        ...chat,
        draw: async (order: Parameters<typeof chat.draw>[0]) => {
          const handle = await chat.draw(order);
          if (order.place.is === 'home') homes.add(handle);
          return handle;
        },
      };
    },
    reception,
    sandbox,
    lines,
    memory,
    endpoint: server.url,
    act,
    channel: CHANNEL,
    nowhere: '19:nowhere@thread.tacv2',
    // Seven seconds are insisted on storing what was said (handle.ts).
    patience: 7_000,
    looksBack: false,
    user: (who) => {
      const person = people.find(({ key }) => key === PEOPLE[who]);
      const team = String(person?.['teams']?.tenantId ?? options.tenant);
      return { chat: 'teams', team, id: person?.id ?? '' };
    },
    sees: async (who) => {
      const seen = await client(who);
      const { conversations, dialog } = seen;
      const said = (wanted: (conversation: Conversation) => boolean, isPrivate: boolean) =>
        conversations
          .filter(wanted)
          .flatMap((conversation) =>
            conversation.messages
              .filter(
                (message) => message.bot && !message.deleted && !isForm(message.card) && !isHome(conversation, message),
              )
              .map(({ card, marks }) => seenOf(card, isPrivate, marks)),
          );
      const home = conversations.flatMap((each) => each.messages.filter((message) => isHome(each, message))).at(-1);
      const form = formMessage(seen)?.message.card;
      return {
        channel: said(({ id }) => id === CHANNEL, false),
        direct: said(({ is }) => is === 'personal', true),
        home: home === undefined ? undefined : seenOf(home.card, true),
        form: dialog ? seenOf(dialog.card, true) : form === undefined ? undefined : seenOf(form, true),
      };
    },
    // In Teams a command is a message like any other; one without words asks for the form.
    command: async (who, line, times = 1) =>
      toldOf(await act(who, 'message', { text: line === '' ? 'request' : line, deliver: { times } })),
    write: async (who, line) => {
      const told = act(who, 'message', { text: line }).then(toldOf);
      // The client waits up to fifteen seconds for the app; whoever wrote it sees nothing until then.
      const late = new Promise<Told>((resolve) => setTimeout(() => resolve({ ok: false }), 1_500));
      return Promise.race([told, late]);
    },
    openHome: async (who) => toldOf(await act(who, 'install')),
    press: async (who, where, label, { times = 1, forged, oldest = false } = {}) => {
      const { conversations } = await client(who);
      const found = buttonOn(conversations, where, label, oldest, isHome);
      const { button, ...target } = found;
      const data = forged === undefined ? {} : { data: { ...(button['data'] as object), subject: forged } };
      return toldOf(await act(who, 'press', { ...target, ...data, action: String(button['id']), deliver: { times } }));
    },
    search: async (who, text) => {
      const seen = await client(who);
      const form = formMessage(seen);
      const where =
        seen.dialog || form === undefined
          ? { dialog: true }
          : { conversation: form.conversation.id, message: form.message.id };
      const { choices = [] } = await act(who, 'search', { ...where, input: 'vm', text });
      // What tells VMs of one name apart stands behind the name.
      return choices.map((choice: Json) => String(choice.title).split(' · ')[0]);
    },
    submit: async (who, answers) => {
      const seen = await client(who);
      if (seen.dialog)
        return toldOfForm(await act(who, 'submit', { inputs: answers }), (await client(who)).dialog?.card);
      const form = formMessage(seen);
      if (form === undefined) throw new Error(`${who} has no form before them.`);
      const { conversation, message } = form;
      const told = await act(who, 'press', {
        conversation: conversation.id,
        message: message.id,
        action: 'submit',
        inputs: answers,
      });
      return toldOfForm(told, formMessage(await client(who))?.message.card);
    },
    fail: async (how) => {
      const fault =
        how === 'throttled'
          ? ({ is: 'status', status: 429, retryAfter: 7 } as const)
          : how === 'lost'
            ? ({ is: 'cut-after' } as const)
            : ({ is: 'cut-before' } as const);
      await sandbox.control('POST', 'faults', {
        service: 'teams',
        match: { method: 'POST', path: '/activities' },
        times: 1,
        fault,
      });
    },
    remove: async (handle) => {
      const [, conversation = '', activity = ''] = handle.split(' ');
      const path = `v3/conversations/${encodeURIComponent(conversation)}/activities/${activity}`;
      const response = await fetch(new URL(path, options.serviceUrl), {
        method: 'DELETE',
        headers: { authorization: `Bearer ${await tokenOf(sandbox)}` },
      });
      if (!response.ok) throw new Error(`removing ${handle}: ${response.status} ${await response.text()}`);
    },
    reset: async () => {
      await sandbox.reset();
      await deliverHere();
      memory.clear();
      homes.clear();
      forget(reception);
      chat = createTeams(options);
      await chat.start(reception);
    },
    stop: async () => {
      await chat.stop();
      await server.close();
      await sandbox.stop();
    },
  };
}

/** The bot's own token for the connector. */
export async function tokenOf({ env }: Sandbox): Promise<string> {
  const response = await fetch(
    `${env['AZURE_AUTHORITY_HOST'] ?? ''}/${env['MicrosoftAppTenantId'] ?? ''}/oauth2/v2.0/token`,
    {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: env['MicrosoftAppId'] ?? '',
        client_secret: env['MicrosoftAppPassword'] ?? '',
        scope: 'https://api.botframework.com/.default',
      }),
    },
  );
  const { access_token: token } = (await response.json()) as { access_token: string };
  return token;
}

function isForm(card: Json): boolean {
  if (!isJson(card)) return false;
  const words = pieces(card).map(({ text }) => text);
  return all(card, 'Input.Text').length > 0 || words.join('').trim() === 'One moment…';
}

function toldOf({ acked, error }: Delivered): Told {
  return { ok: acked && error === undefined };
}

function toldOfForm(told: Json, card: Json): Told {
  const problems: FieldProblems = {};
  for (const block of all(card, 'RichTextBlock')) {
    const [, name] = /^problem\.(\w+)$/.exec(String(block['id'])) ?? [];
    if (name !== undefined)
      problems[name as keyof FieldProblems] = pieces(block['inlines'])
        .map(({ text }) => text)
        .join('');
  }
  return { ...toldOf(told as Delivered), closed: card === undefined || card === null, problems };
}

function seenOf(card: Json, isPrivate: boolean, marks: readonly Json[] = []): Seen {
  const words = pieces(card);
  const loud = words
    .filter(({ as }) => !['literal', 'time', 'link'].includes(as))
    .map(({ as, text }) => `${as}: ${text}`);
  return {
    text: words.map(({ text }) => text).join(''),
    buttons: buttonsOf(card).map((button) => String(button['title'])),
    alive: [
      ...all(card, 'Action.OpenUrl').map((action) => String(action['url'])),
      ...loud,
      ...marks.filter(({ is }) => is !== 'date' && is !== 'link').map((mark) => JSON.stringify(mark)),
    ],
    isPrivate,
  };
}

function buttonOn(
  conversations: readonly Conversation[],
  where: Where,
  label: string,
  oldest: boolean,
  isHome: (conversation: Conversation, message: Message) => boolean,
): { conversation: string; message: string; button: Record<string, unknown> } {
  for (const conversation of conversations) {
    if (where === 'channel' ? conversation.id !== CHANNEL : conversation.is !== 'personal') continue;
    for (const message of oldest ? conversation.messages : conversation.messages.toReversed()) {
      if (!message.bot || message.deleted || isHome(conversation, message) !== (where === 'home')) continue;
      const button = buttonsOf(message.card).find(({ title }) => title === label);
      if (button !== undefined) return { conversation: conversation.id, message: message.id, button };
    }
  }
  throw new Error(`There is no button “${label}” in the ${where}.`);
}
