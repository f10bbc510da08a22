/** Slack in the sandbox as a {@link ChatWorld}. */
import express from 'express';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSlack } from '../../adapters/slack/index.ts';
import type { SlackOptions } from '../../adapters/slack/index.ts';
import type { Answers } from '../../workflows/card.ts';
import { forget, recordedReception } from '../conformance/chat-world.ts';
import type { ChatWorld, Seen, Told, Where, Who } from '../conformance/chat-world.ts';
import { machineClock } from '../support/clock.ts';
import { keptLog } from '../support/log.ts';
import { startSandbox } from '../support/sandbox.ts';
import type { Sandbox } from '../support/sandbox.ts';
import type { Delivered, Json, Screen } from '../support/sandbox-types.ts';
import { all, pieces } from './slack-screen.ts';

export const PEOPLE: Record<Who, string> = {
  member: 'ana',
  approver: 'mia',
  guest: 'gus',
  outsider: 'erik',
  gone: 'dora',
};
export const CHANNEL = 'C0APPROVE';

export type SlackWorld = ChatWorld & {
  readonly sandbox: Sandbox;
  readonly lines: ReturnType<typeof keptLog>['lines'];
  /** Moves Slack's clock and the chat's own on together. */
  advance(ms: number): Promise<void>;
};

export function slackOptions(sandbox: Sandbox, over: 'socket' | 'http'): SlackOptions & Pick<SlackWorld, 'lines'> {
  const { SLACK_BOT_TOKEN = '', SLACK_APP_TOKEN = '', SLACK_SIGNING_SECRET = '', SLACK_API_URL = '' } = sandbox.env;
  const { log, lines } = keptLog();
  const line = over === 'socket' ? { appToken: SLACK_APP_TOKEN } : { signingSecret: SLACK_SIGNING_SECRET };
  return { botToken: SLACK_BOT_TOKEN, apiUrl: SLACK_API_URL, clock: machineClock, log, lines, ...line };
}

/** A web server with the router where Slack's request URL points. */
export async function serve(router: express.Router): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer(express().use('/slack/events', router));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/slack/events`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export async function slackWorld(over: 'socket' | 'http'): Promise<SlackWorld> {
  const sandbox = await startSandbox();
  const { lines, ...options } = slackOptions(sandbox, over);
  let ahead = 0;
  const chat = createSlack({ ...options, clock: { now: () => machineClock.now() + ahead } });
  const reception = recordedReception();
  await chat.start(reception);
  const server = chat.router === undefined ? undefined : await serve(chat.router);
  if (server !== undefined) await sandbox.requestUrl(server.url);
  const { slack } = await sandbox.state();
  const person = (who: Who) => sandbox.person(PEOPLE[who]);
  const user = (who: Who) => {
    const found = slack.users.find(({ id }) => id === `U0${PEOPLE[who].toUpperCase()}`);
    return { chat: 'slack', team: String(found?.['team_id'] ?? slack.team.id), id: `U0${PEOPLE[who].toUpperCase()}` };
  };

  return {
    chat,
    reception,
    sandbox,
    lines,
    channel: CHANNEL,
    nowhere: 'C0NOWHERE',
    patience: 2_300,
    looksBack: true,
    user,
    sees: async (who) => screenOf(await person(who).screen()),
    command: async (who, line, times = 1) =>
      toldOf(await person(who).command({ command: '/vm', text: line, deliver: { times } })),
    write: async (who, line) => toldOf(await person(who).say({ text: line })),
    openHome: async (who) => {
      // The sandbox waits for a home to be drawn; here nobody draws one.
      void person(who)
        .home()
        .catch(() => {});
      return { ok: true };
    },
    press: async (who, where, label, { times = 1, forged } = {}) => {
      const target = buttonOn(await person(who).screen(), where, label);
      const value = forged === undefined ? {} : { value: forged };
      return toldOf(
        await person(who).press({ ...target, ...value, deliver: { times } } as Parameters<
          ReturnType<typeof person>['press']
        >[0]),
      );
    },
    search: async (who, text) => {
      const { modal } = await person(who).screen();
      const { options = [] } = await person(who).type({ view: modal.id, block_id: 'vm', action_id: 'vm', value: text });
      return options.map((option: Json) => String(option.text.text));
    },
    submit: async (who, answers) => {
      const { modal } = await person(who).screen();
      return toldOf(await person(who).submit({ view: modal.id, values: valuesOf(answers) }));
    },
    fail: async (how) => {
      const fault =
        how === 'throttled'
          ? ({ is: 'status', status: 429, retryAfter: 7 } as const)
          : how === 'lost'
            ? ({ is: 'cut-after' } as const)
            : ({ is: 'cut-before' } as const);
      await sandbox.fault({ service: 'slack', match: { path: 'chat\\.postMessage' }, times: 1, fault });
    },
    remove: async (handle) => {
      const [, channel = '', ts = ''] = handle.split(' ');
      await fetch(`${options.apiUrl ?? ''}chat.delete`, {
        method: 'POST',
        headers: { authorization: `Bearer ${options.botToken}`, 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ channel, ts }),
      });
    },
    advance: async (ms) => {
      ahead += ms;
      await sandbox.advance(ms);
    },
    reset: async () => {
      await sandbox.reset();
      ahead = (await sandbox.state()).clock - machineClock.now();
      forget(reception);
    },
    stop: async () => {
      await chat.stop();
      await server?.close();
      await sandbox.stop();
    },
  };
}

function toldOf({ acked, error, closed, errors }: Delivered): Told {
  return {
    ok: acked && error === undefined,
    ...(closed === undefined ? {} : { closed }),
    ...(errors === undefined ? {} : { problems: errors }),
  };
}

function valuesOf(answers: Answers): Record<string, Record<string, unknown>> {
  return Object.fromEntries(Object.entries(answers).map(([name, value]) => [name, { [name]: value }]));
}

/** The channel and the direct message with the bot. What people said themselves is left out. */
function screenOf({ conversations, modal, home }: Screen): Awaited<ReturnType<ChatWorld['sees']>> {
  const said = (wanted: (conversation: Screen['conversations'][number]) => boolean) =>
    conversations
      .filter(wanted)
      .flatMap(({ messages }) => messages)
      .filter((message) => (message as Json).bot !== false)
      .map((message) => seenOf(message.blocks, message.ephemeral, (message as Json).marks ?? []));
  return {
    channel: said(({ id }) => id === CHANNEL),
    direct: said(({ is }) => is === 'im'),
    home: home ? seenOf(home.blocks, true) : undefined,
    form: modal ? seenOf([modal.title, modal.blocks], true) : undefined,
  };
}

function seenOf(blocks: unknown, isPrivate: boolean, marks: readonly unknown[] = []): Seen {
  const words = pieces(blocks);
  const loud = words
    .filter(({ as }) => !['literal', 'time', 'link'].includes(as))
    .map(({ as, text }) => `${as}: ${text}`);
  return {
    text: words.map(({ text }) => text).join(''),
    buttons: all(blocks, 'button').map((button) => String((button['text'] as Json).text)),
    alive: [
      ...all(blocks, 'link').map((link) => String(link['url'])),
      ...loud,
      ...marks.map((mark) => JSON.stringify(mark)),
    ],
    isPrivate,
  };
}

function buttonOn(screen: Screen, where: Where, label: string): object {
  const matching = (blocks: unknown) =>
    (Array.isArray(blocks) ? blocks : []).flatMap((block: Json) =>
      all(block, 'button')
        .filter((button) => (button['text'] as Json).text === label)
        .map((button) => ({ action_id: button['action_id'], block_id: block.block_id })),
    );
  if (where === 'home') {
    const found = matching(screen.home?.blocks)[0];
    if (found !== undefined) return { view: screen.home.id, ...found };
  }
  for (const { id, is, messages } of screen.conversations)
    if (where === 'channel' ? id === CHANNEL : is === 'im')
      for (const { ts, blocks } of messages.toReversed()) {
        const found = matching(blocks)[0];
        if (found !== undefined) return { channel: id, ts, ...found };
      }
  throw new Error(`There is no button “${label}” in the ${where}.`);
}
