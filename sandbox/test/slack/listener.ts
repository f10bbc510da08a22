/** A request URL that writes down what reaches it, byte for byte, and answers as it is told. */
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Taken = { headers: IncomingHttpHeaders; body: string };
export type Reply = { status?: number; headers?: Record<string, string>; body?: string; wait?: number };

export async function listen(reply: (taken: Taken, count: number) => Reply) {
  const taken: Taken[] = [];
  const server = createServer((request, response) => void take(request, response));

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const one = { headers: request.headers, body: Buffer.concat(chunks).toString('utf8') };
    taken.push(one);
    const { status = 200, headers = {}, body = '', wait = 0 } = reply(one, taken.length);
    setTimeout(() => response.writeHead(status, headers).end(body), wait);
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    taken,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The interaction in a form, the event in JSON, the command in fields. */
export function payloadOf({ headers, body }: Taken): Record<string, unknown> {
  if (headers['content-type'] === 'application/json') return JSON.parse(body) as Record<string, unknown>;
  const form = Object.fromEntries(new URLSearchParams(body));
  return (form['payload'] ? JSON.parse(form['payload']) : form) as Record<string, unknown>;
}
