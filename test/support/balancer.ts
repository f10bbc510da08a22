/** A load balancer as simple as can be: each request goes to the next server. */
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Balancer = { readonly url: string; close(): void };

/** @param servers origins, asked for at each request, so that a replica may come and go */
export async function startBalancer(servers: () => readonly string[]): Promise<Balancer> {
  let turn = 0;
  const server = createServer((inbound, outbound) => {
    const all = servers();
    const chosen = all[turn++ % all.length];
    if (chosen === undefined) {
      outbound.writeHead(503).end();
      return;
    }
    const { method = 'GET', headers, url = '/' } = inbound;
    const onward = request(new URL(url, chosen), { method, headers }, (answer) => {
      outbound.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outbound);
    });
    onward.on('error', () => outbound.writeHead(502).end());
    inbound.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
