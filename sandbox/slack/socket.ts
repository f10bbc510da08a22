import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { hostname } from 'node:os';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import { z } from 'zod';
import type { Delivery, Outcome } from './delivery.ts';
import { PATIENCE } from './delivery.ts';
import type { Store } from './store.ts';

const MOST_CONNECTIONS = 10;
const PING_EVERY = 10_000;
const TICKET_LIFE = 30_000;

const answer = z.object({ envelope_id: z.string(), payload: z.unknown().optional() });

type Connection = { readonly socket: WebSocket; readonly waiting: Map<string, ((payload: unknown) => void)[]> };

/** Socket Mode: up to ten connections, any one of which may be given a payload (docs.slack.dev, using-socket-mode). */
export class SocketMode {
  readonly #server = new WebSocketServer({ noServer: true });
  readonly #connections = new Set<Connection>();
  readonly #tickets = new Map<string, number>();
  readonly #store: Store;
  readonly #pings: NodeJS.Timeout;
  #turn = 0;

  constructor(store: Store) {
    this.#store = store;
    this.#pings = setInterval(() => {
      for (const { socket } of this.#connections) socket.ping(`Ping from ${hostname()}`);
    }, PING_EVERY);
    this.#pings.unref();
  }

  get count(): number {
    return this.#connections.size;
  }

  /** A URL that opens one connection. */
  ticket(): string {
    const ticket = randomBytes(16).toString('hex');
    this.#tickets.set(ticket, Date.now() + TICKET_LIFE);
    const { host } = new URL(this.#store.context.urls.slack);
    return `ws://${host}/slack/socket?ticket=${ticket}&app_id=${this.#store.workspace.bot.app_id}`;
  }

  /** Takes a connection; false when the request is not for Socket Mode. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (url.pathname !== '/slack/socket') return false;
    const ticket = url.searchParams.get('ticket') ?? '';
    const until = this.#tickets.get(ticket) ?? 0;
    this.#tickets.delete(ticket);
    if (until < Date.now()) {
      socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n');
      return true;
    }
    this.#server.handleUpgrade(request, socket, head, (opened) => this.#take(opened));
    return true;
  }

  /** Ends every connection: announced, as happens every few hours, or cut without a word. */
  end(how: 'warning' | 'refresh_requested' | 'link_disabled' | 'cut'): void {
    for (const { socket } of this.#connections) {
      if (how === 'cut') socket.terminate();
      else socket.send(JSON.stringify({ type: 'disconnect', reason: how, debug_info: { host: hostname() } }));
      if (how === 'refresh_requested' || how === 'link_disabled') setTimeout(() => socket.close(1000), 500).unref();
    }
  }

  /** Sends the payload down one connection, each time the next one, or down all at once. */
  deliver(delivery: Delivery, to: 'any' | 'all'): Promise<Outcome>[] {
    const connections = [...this.#connections];
    const envelope = { id: randomUUID(), delivery };
    if (to === 'all') return connections.map((connection) => this.#send(connection, envelope));
    const chosen = connections[this.#turn++ % connections.length];
    return chosen ? [this.#send(chosen, envelope)] : [];
  }

  close(): void {
    clearInterval(this.#pings);
    for (const { socket } of this.#connections) socket.terminate();
    this.#server.close();
  }

  #take(socket: WebSocket): void {
    if (this.#connections.size >= MOST_CONNECTIONS) {
      socket.send(JSON.stringify({ type: 'disconnect', reason: 'too_many_websockets' }));
      socket.close(1000);
      return;
    }
    const connection: Connection = { socket, waiting: new Map() };
    this.#connections.add(connection);
    socket.on('message', (data) => this.#heard(connection, (data as Buffer).toString('utf8')));
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      this.#connections.delete(connection);
      this.#store.changed();
    });
    socket.send(
      JSON.stringify({
        type: 'hello',
        num_connections: this.#connections.size,
        connection_info: { app_id: this.#store.workspace.bot.app_id },
        debug_info: { host: hostname(), build_number: 1, approximate_connection_time: 18_060 },
      }),
    );
    this.#store.changed();
  }

  #heard(connection: Connection, text: string): void {
    const parsed = answer.safeParse(jsonOf(text));
    if (!parsed.success) return;
    connection.waiting.get(parsed.data.envelope_id)?.shift()?.(parsed.data.payload);
  }

  #send({ socket, waiting }: Connection, { id, delivery }: { id: string; delivery: Delivery }): Promise<Outcome> {
    const started = performance.now();
    const ms = () => Math.round(performance.now() - started);
    return new Promise((resolve) => {
      const settle = (outcome: Outcome) => {
        clearTimeout(timer);
        socket.off('close', lost);
        resolve(outcome);
      };
      const lost = () => settle({ acked: false, status: 0, ms: ms(), reason: 'connection_failed' });
      const timer = setTimeout(() => settle({ acked: false, status: 0, ms: ms(), reason: 'timeout' }), PATIENCE);
      const acked = (payload: unknown) => {
        const response = delivery.takesAnswer && !isEmpty(payload) ? { response: payload } : {};
        settle({ acked: true, status: 200, ms: ms(), ...response });
      };
      waiting.set(id, [...(waiting.get(id) ?? []), acked]);
      socket.once('close', lost);
      socket.send(
        JSON.stringify({
          envelope_id: id,
          type: delivery.kind,
          accepts_response_payload: delivery.takesAnswer,
          payload: delivery.payload,
          ...(delivery.kind === 'events_api'
            ? { retry_attempt: delivery.retry?.number ?? 0, retry_reason: delivery.retry?.reason ?? '' }
            : {}),
        }),
      );
    });
  }
}

function isEmpty(payload: unknown): boolean {
  if (payload === undefined || payload === null || payload === '') return true;
  return typeof payload === 'object' && Object.keys(payload).length === 0;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
