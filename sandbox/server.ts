import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { armService } from './arm/index.ts';
import { Calls } from './calls.ts';
import { makeCertificate } from './certificate.ts';
import { SandboxClock } from './clock.ts';
import type { SandboxContext, Urls } from './context.ts';
import { controlErrors, controlService } from './control.ts';
import { makeTokens } from './entra/tokens.ts';
import { entraService } from './entra/index.ts';
import { identityService } from './entra/identity.ts';
import { environment } from './environment.ts';
import { Faults } from './faults.ts';
import { graphService } from './graph/index.ts';
import { pageService } from './page/index.ts';
import { slackService } from './slack/index.ts';
import { teamsService } from './teams/index.ts';
import { World } from './world.ts';

export type Sandbox = SandboxContext & {
  /** What a bot needs to be pointed at the sandbox, as environment variables. */
  readonly env: Readonly<Record<string, string>>;
  /** PEM of the authority behind the TLS certificate, for clients that take it as an option. */
  readonly authority: string;
  /** Back to the seed, faults off, clock as the machine's. */
  reset(): void;
  close(): Promise<void>;
};

/**
 * Starts every service on 127.0.0.1.
 *
 * @param options.port port of control, page, Slack, Teams and managed identity; Entra, ARM and Graph take the three after it.
 * Zero, the default, takes any free ports.
 */
export async function startSandbox(options: { port?: number } = {}): Promise<Sandbox> {
  const clock = new SandboxClock();
  const world = new World(clock);
  const faults = new Faults(clock, world);
  const calls = new Calls(clock, world);
  const urls: Urls = { control: '', page: '', slack: '', teams: '', identity: '', entra: '', arm: '', graph: '' };
  const context: SandboxContext = { world, clock, faults, calls, urls };
  const certificate = await makeCertificate();
  const tokens = await makeTokens(context);
  const slack = slackService(context);
  const teams = await teamsService(context, tokens);

  const reset = () => {
    clock.reset();
    faults.offAll();
    world.reset();
    calls.reset();
    slack.reset();
    teams.reset();
    world.changed('reset');
  };

  const plain = express().disable('x-powered-by');
  plain.use(slack.router, teams.router);
  plain.use(identityService(context, tokens));
  const env: Record<string, string> = {};
  plain.use(controlService(context, { env, reset, slackState: () => slack.state(), teamsState: () => teams.state() }));
  plain.use(pageService());
  plain.use('/sandbox', controlErrors);

  const secure = { key: certificate.key, cert: certificate.cert };
  const servers = [
    createServer(plain as RequestListener),
    createSecureServer(secure, entraService(context, tokens) as RequestListener),
    createSecureServer(secure, armService(context, tokens) as RequestListener),
    createSecureServer(secure, graphService(context, tokens) as RequestListener),
  ] as const;
  servers[0].on('upgrade', (request, socket, head) => {
    if (!slack.upgrade(request, socket, head)) socket.destroy();
  });
  const close = async () => {
    faults.offAll();
    slack.close();
    teams.close();
    await Promise.all(servers.map(stop));
    await certificate.remove();
  };
  const started = await Promise.allSettled(
    servers.map((server, index) => listen(server, options.port ? options.port + index : 0)),
  );
  const failed = started.find((one) => one.status === 'rejected');
  if (failed) {
    await close();
    throw failed.reason;
  }
  const [control, entra, arm, graph] = servers.map((server) => (server.address() as AddressInfo).port);
  urls.control = `http://127.0.0.1:${control}`;
  urls.page = `${urls.control}/`;
  urls.slack = `${urls.control}/slack`;
  urls.teams = `${urls.control}/teams`;
  urls.identity = `${urls.control}/identity/token`;
  urls.entra = `https://localhost:${entra}`;
  urls.arm = `https://localhost:${arm}`;
  urls.graph = `https://localhost:${graph}`;
  Object.assign(env, environment(context, certificate.file));
  return { ...context, env, authority: certificate.authority, reset, close };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    if (!server.listening) {
      resolve();
      return;
    }
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
