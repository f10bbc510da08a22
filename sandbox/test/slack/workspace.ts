/** A workspace of its own for a test file, and a bot made with the vendor's SDK that is pointed at it. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { App, HTTPReceiver, LogLevel, webApi } from '@slack/bolt';
import type { AppOptions } from '@slack/bolt';
import express from 'express';
import { Calls } from '../../calls.ts';
import { SandboxClock } from '../../clock.ts';
import type { SandboxContext, Urls } from '../../context.ts';
import { Faults } from '../../faults.ts';
import { APP_TOKEN, BOT_TOKEN, SIGNING_SECRET } from '../../slack/credentials.ts';
import { slackService } from '../../slack/index.ts';
import { World } from '../../world.ts';

export type Answer = Record<string, unknown> & { acked: boolean; status: number; ms: number; error?: string };

export type Workspace = Awaited<ReturnType<typeof startWorkspace>>;

const quiet = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  setName() {},
  getLevel: () => LogLevel.ERROR,
};

export async function startWorkspace() {
  const clock = new SandboxClock();
  const world = new World(clock);
  const urls: Urls = { control: '', page: '', slack: '', teams: '', identity: '', entra: '', arm: '', graph: '' };
  const context: SandboxContext = {
    world,
    clock,
    faults: new Faults(clock, world),
    calls: new Calls(clock, world),
    urls,
  };
  const slack = slackService(context);
  const server = createServer(express().use(slack.router) as Parameters<typeof createServer>[1]);
  server.on('upgrade', (request, socket, head) => {
    if (!slack.upgrade(request, socket, head)) socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  urls.control = origin;
  urls.slack = `${origin}/slack`;
  const apps: App[] = [];

  async function ask(path: string, body?: unknown): Promise<{ status: number; body: Answer }> {
    const headers = { 'content-type': 'application/json' };
    const post = { method: 'POST', body: JSON.stringify(body), headers };
    const response = await fetch(origin + path, body === undefined ? {} : post);
    return { status: response.status, body: (await response.json()) as Answer };
  }

  const options = (more: AppOptions): AppOptions => ({
    token: BOT_TOKEN,
    logger: quiet,
    convoStore: false,
    clientOptions: { slackApiUrl: `${origin}/slack/api/`, retryConfig: { retries: 0 } },
    ...more,
  });

  return {
    ...context,
    origin,
    slack,
    ask,
    /** A person does something; the answer of the person API. */
    act: async (who: string, act: string, body: object): Promise<Answer> =>
      (await ask(`/sandbox/slack/people/${who}/${act}`, body)).body,
    screen: async (who: string) => (await ask(`/sandbox/slack/people/${who}/screen`)).body as unknown as Screen,
    client: (more: webApi.WebClientOptions = {}) =>
      new webApi.WebClient(BOT_TOKEN, {
        slackApiUrl: `${origin}/slack/api/`,
        retryConfig: { retries: 0 },
        logger: quiet,
        ...more,
      }),
    /** A Bolt app over Socket Mode, started after `prepare` has added its listeners. */
    async socketApp(prepare: (app: App) => void): Promise<App> {
      const app = new App(options({ socketMode: true, appToken: APP_TOKEN }));
      prepare(app);
      await app.start();
      apps.push(app);
      return app;
    },
    /** A Bolt app over HTTP at its request URL. */
    async httpApp(prepare: (app: App) => void, secret = SIGNING_SECRET): Promise<App> {
      const receiver = new HTTPReceiver({ signingSecret: secret, logger: quiet });
      const app = new App(options({ receiver }));
      prepare(app);
      const running = await app.start({ port: 0, host: '127.0.0.1' });
      apps.push(app);
      const { port } = (running as { address(): AddressInfo }).address();
      await ask('/sandbox/slack/app', { requestUrl: `http://127.0.0.1:${port}/slack/events` });
      return app;
    },
    async stopApps(): Promise<void> {
      for (const app of apps.splice(0)) await app.stop();
      await eventually(async () => (await ask('/sandbox/slack/app')).body['sockets'] === 0);
      await ask('/sandbox/slack/app', { requestUrl: null });
    },
    async stop(): Promise<void> {
      for (const app of apps.splice(0)) await app.stop();
      context.faults.offAll();
      slack.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export type Shown = Record<string, unknown> & {
  ts: string;
  text: string;
  ephemeral: boolean;
  edited: boolean;
  marks: unknown[];
};
export type Screen = {
  conversations: { id: string; name: string; is: string; messages: Shown[] }[];
  modal: (Record<string, unknown> & { id: string; blocks: Record<string, unknown>[] }) | null;
  modals: number;
  home: Record<string, unknown> | null;
};

export function messagesIn(screen: Screen, channel: string): Shown[] {
  return screen.conversations.find((entry) => entry.id === channel || entry.is === channel)?.messages ?? [];
}

export async function eventually(check: () => boolean | Promise<boolean>, patience = 15_000): Promise<void> {
  const until = performance.now() + patience;
  while (!(await check())) {
    if (performance.now() > until) throw new Error('It did not come about in time.');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
