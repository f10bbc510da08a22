/** The sandbox as a program of its own, driven over its control API as anybody else would. */
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import tls from 'node:tls';
import type {
  Delivered,
  FaultOrder,
  Json,
  SandboxCall,
  SandboxPerson,
  SandboxService,
  SandboxState,
  Screen,
} from './sandbox-types.ts';

const PROGRAM = join(import.meta.dirname, '../../sandbox/main.ts');
const START_MS = 20_000;

export type Sandbox = {
  readonly urls: Record<'control' | 'page' | 'slack' | 'identity' | 'entra' | 'arm' | 'graph', string>;
  /** Everything a bot needs in its environment. */
  readonly env: Record<string, string>;
  state(): Promise<SandboxState>;
  calls(filter?: { service?: SandboxService | 'teams'; since?: number }): Promise<SandboxCall[]>;
  /** Switches a fault on; the answer switches it off again. */
  fault(order: FaultOrder): Promise<() => Promise<void>>;
  clearFaults(): Promise<void>;
  /** Moves the sandbox's own clock on, in milliseconds. */
  advance(ms: number): Promise<void>;
  /** Back to the seed, faults off. */
  reset(): Promise<void>;
  putVm(name: string, change: Record<string, unknown>): Promise<Json>;
  deleteVm(name: string): Promise<void>;
  assign(order: {
    scope: string;
    principalId: string;
    role: 'user' | 'admin';
    description?: string;
    name?: string;
  }): Promise<Json>;
  unassign(name: string): Promise<void>;
  lock(order: { scope: string; level: 'CanNotDelete' | 'ReadOnly'; name?: string }): Promise<Json>;
  unlock(name: string): Promise<void>;
  changePerson(key: string, change: Record<string, unknown>): Promise<Json>;
  /** Where Slack delivers signed HTTP to while no socket is open. */
  requestUrl(url: string): Promise<void>;
  /** A person by key (`ana`) or Slack user id. */
  person(key: string): SandboxPerson;
  /** Any other call of the control API, by its path below `/sandbox/`. */
  control(method: string, path: string, body?: unknown): Promise<Json>;
  stop(): Promise<void>;
};

/** Starts a sandbox on free ports. This process trusts its certificate from then on. */
export async function startSandbox(): Promise<Sandbox> {
  const { NODE_EXTRA_CA_CERTS: _left, ...env } = process.env;
  const child = spawn(process.execPath, [PROGRAM, '--port', '0', '--json', '--with-parent'], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env,
  });
  let words = '';
  child.stderr.on('data', (chunk: Buffer) => (words = (words + chunk.toString()).slice(-4000)));
  child.stdin.on('error', () => undefined);
  const gone = new Promise<void>((settle) => child.once('exit', () => settle()));
  const first = await new Promise<string>((settle, fail) => {
    const timer = setTimeout(() => fail(new Error(`The sandbox said nothing for ${START_MS} ms.\n${words}`)), START_MS);
    createInterface({ input: child.stdout }).once('line', (line) => {
      clearTimeout(timer);
      settle(line);
    });
    void gone.then(() => {
      clearTimeout(timer);
      fail(new Error(`The sandbox ended before it was ready.\n${words}`));
    });
  }).catch((error: unknown) => {
    child.kill('SIGKILL');
    throw error;
  });
  child.stdout.resume();
  const told = JSON.parse(first) as Pick<Sandbox, 'urls' | 'env'>;
  const authority = told.env['NODE_EXTRA_CA_CERTS'];
  if (authority) await trust(authority);
  return {
    ...told,
    ...client(told.urls.control),
    async stop() {
      child.stdin.end();
      const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
      await gone;
      clearTimeout(timer);
    },
  };
}

function client(base: string): Omit<Sandbox, 'urls' | 'env' | 'stop'> {
  async function control(method: string, path: string, body?: unknown): Promise<Json> {
    const response = await fetch(new URL(`/sandbox/${path}`, base), {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} /sandbox/${path} answered ${response.status}: ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }
  const name = encodeURIComponent;
  return {
    control,
    state: () => control('GET', 'state'),
    calls({ service, since } = {}) {
      const query = new URLSearchParams();
      if (service !== undefined) query.set('service', service);
      if (since !== undefined) query.set('since', String(since));
      return control('GET', `calls?${query.toString()}`);
    },
    async fault(order) {
      const { id } = (await control('POST', 'faults', order)) as { id: string };
      return async () => void (await control('DELETE', `faults/${name(id)}`));
    },
    clearFaults: () => control('DELETE', 'faults'),
    advance: (ms) => control('POST', 'clock', { advance: ms }),
    reset: () => control('POST', 'reset', {}),
    putVm: (vm, change) => control('PUT', `azure/vms/${name(vm)}`, change),
    deleteVm: (vm) => control('DELETE', `azure/vms/${name(vm)}`),
    assign: (order) => control('POST', 'azure/roleAssignments', order),
    unassign: (assignment) => control('DELETE', `azure/roleAssignments/${name(assignment)}`),
    lock: (order) => control('POST', 'azure/locks', order),
    unlock: (lock) => control('DELETE', `azure/locks/${name(lock)}`),
    changePerson: (key, change) => control('PATCH', `people/${name(key)}`, change),
    requestUrl: (url) => control('POST', 'slack/app', { requestUrl: url }),
    person(key) {
      const act = (what: string) => (order: object) =>
        control('POST', `slack/people/${name(key)}/${what}`, order) as Promise<Delivered>;
      return {
        command: act('command'),
        shortcut: act('shortcut'),
        press: act('press'),
        type: act('type'),
        submit: act('submit'),
        close: act('close'),
        home: (order = {}) => act('home')(order),
        say: act('say'),
        screen: () => control('GET', `slack/people/${name(key)}/screen`) as Promise<Screen>,
      };
    },
  };
}

/** NODE_EXTRA_CA_CERTS is read when a process starts; a test process that runs already is told here. */
async function trust(file: string): Promise<void> {
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), await readFile(file, 'utf8')]);
}
