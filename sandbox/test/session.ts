import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { ClientSecretCredential } from '@azure/identity';
import { vmId } from '../ids.ts';
import { startSandbox, type Sandbox } from '../server.ts';

export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON; null when there was none. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly body: any;
};

/** A running sandbox that this process trusts, and short ways to speak to it. */
export type Session = {
  readonly sandbox: Sandbox;
  readonly credential: ClientSecretCredential;
  /** A plain call to ARM with a good token; `api-version` is part of the path given. */
  arm(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  graph(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  control(method: string, path: string, body?: unknown): Promise<Answer>;
  /** ARM id of a VM by its name. */
  vm(name: string): string;
  /** One of the variables that a bot is given. */
  env(name: string): string;
  /** Entra object id of a person by their key. */
  person(key: string): string;
};

export async function startSession(): Promise<Session> {
  const sandbox = await startSandbox();
  setDefaultCACertificates([...getCACertificates('default'), sandbox.authority]);
  const { env, urls, world } = sandbox;
  const credential = new ClientSecretCredential(
    env['AZURE_TENANT_ID'] ?? '',
    env['AZURE_CLIENT_ID'] ?? '',
    env['AZURE_CLIENT_SECRET'] ?? '',
    { authorityHost: urls.entra, disableInstanceDiscovery: true },
  );
  const secure = async (
    base: string,
    method: string,
    path: string,
    body: unknown,
    headers: Record<string, string> = {},
  ) => {
    const { token } = await credential.getToken(`${base}/.default`);
    return call(base + path, method, body, { Authorization: `Bearer ${token}`, ...headers });
  };
  return {
    sandbox,
    credential,
    arm: (method, path, body, headers) => secure(urls.arm, method, path, body, headers),
    graph: (method, path, body, headers) => secure(urls.graph, method, path, body, headers),
    control: (method, path, body) => call(urls.control + path, method, body, {}),
    env: (name) => env[name] ?? missing(name),
    vm: (name) => vmId(world.vm(name) ?? missing(name)),
    person: (key) => (world.person(key) ?? missing(key)).id,
  };
}

function missing(name: string): never {
  throw new Error(`The sandbox has no ${name}.`);
}

export async function call(
  url: string,
  method: string,
  body: unknown,
  headers: Record<string, string>,
): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers: { ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text ? (JSON.parse(text) as unknown) : null };
}
