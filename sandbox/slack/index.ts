/** A Slack workspace with one app in it: Web API, Socket Mode, signed HTTP, response URLs, and its people. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { Router } from 'express';
import type { SandboxContext } from '../context.ts';
import { appApi } from './app.ts';
import { Courier } from './courier.ts';
import { echoTo } from './echo.ts';
import { Events } from './events.ts';
import { personApi } from './person/router.ts';
import { responseUrls } from './responses.ts';
import { SocketMode } from './socket.ts';
import { Store } from './store.ts';
import { Timetable } from '../timetable.ts';
import { ProfileWatch } from './watch.ts';
import { messageJson } from './shapes.ts';
import { viewJson } from './views.ts';
import { webApi } from './webapi/router.ts';

export type SlackService = {
  /** Serves `/slack/**` and `/sandbox/slack/**`. */
  readonly router: Router;
  /** Takes a WebSocket for Socket Mode; false when the request is for something else. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  state(): unknown;
  /** Forgets messages, views and ids; connections and the request URL stay. */
  reset(): void;
  close(): void;
};

export function slackService(context: SandboxContext): SlackService {
  const store = new Store(context);
  const sockets = new SocketMode(store);
  const timetable = new Timetable(context.clock);
  const courier = new Courier(store, sockets);
  const events = new Events(store, courier, timetable);
  store.onMessage = echoTo(events, store);
  const watch = new ProfileWatch(store, events);
  const router = Router();
  router.use('/slack', context.calls.record('slack'));
  router.use(webApi(store, sockets), responseUrls(store), appApi(store, sockets), personApi(store, courier, events));
  return {
    router,
    upgrade: (request, socket, head) => sockets.upgrade(request, socket, head),
    state: () => stateOf(store, sockets),
    reset: () => {
      store.reset();
      timetable.clear();
      watch.reset();
      store.changed();
    },
    close: () => {
      timetable.close();
      watch.close();
      sockets.close();
    },
  };
}

function stateOf(store: Store, sockets: SocketMode) {
  return {
    app: { ...store.app, sockets: sockets.count },
    directs: store.directs,
    messages: store.messages.map((message) => ({
      ...messageJson(store, message, { metadata: true }),
      channel: message.channel,
      ephemeralTo: message.ephemeralTo ?? null,
    })),
    views: [...store.stacks.values()].flat().map((view) => ({ ...viewJson(store, view), user: view.user })),
    homes: [...store.homes.values()].map((view) => ({ ...viewJson(store, view), user: view.user })),
  };
}
