import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

export type Wire = {
  /** The same address, through here. */
  readonly url: string;
  /** From now on no byte passes, on connections old and new, and none is closed: as behind a failover. */
  mute(): void;
  /** New connections work; those that were open stay dead. */
  speak(): void;
  close(): void;
};

/** A wire to a server of TCP that can go dead without a word. */
export async function wireTo(target: string): Promise<Wire> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let muted = false;
  const server = createServer((near) => {
    near.on('error', () => near.destroy());
    sockets.add(near);
    if (muted) return;
    const far = connect(Number(port), hostname);
    sockets.add(far);
    far.on('error', () => near.destroy());
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(target);
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: url.href,
    mute() {
      muted = true;
      for (const socket of sockets) socket.unpipe();
    },
    speak() {
      muted = false;
    },
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
