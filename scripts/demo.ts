/**
 * `npm run demo`: the sandbox, and the real bot against it. The bot is the program of `npm start`; only its environment
 * differs. `--no-open` opens no browser; `--data DIR` keeps logs, policy and record there, so that several can run.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, join, resolve } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { demoPolicy } from './demo-policy.ts';
import type { DemoWorld } from './demo-policy.ts';
import { startProgram } from './programs.ts';
import type { Program } from './programs.ts';
import { watchResets } from './resets.ts';

const root = join(import.meta.dirname, '..');
const { values } = parseArgs({
  options: {
    open: { type: 'boolean', default: true },
    data: { type: 'string', default: join(root, '.latchkey', 'demo') },
  },
  allowNegative: true,
});
const folder = resolve(values.data);
const claim = join(folder, 'demo.pid');

/** Newest first: the bot is to end before the world it talks to. */
let running: readonly Program[] = [];
let ending = false;
/** Milliseconds a program has to end by itself. */
const PATIENCE = 20_000;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end(0));
process.on('exit', () => running.forEach(({ child }) => child.kill('SIGKILL')));

try {
  await demo();
} catch (error) {
  stopAt(error);
}

async function demo(): Promise<void> {
  claimFolder();
  console.log('Starting the sandbox: Azure, Entra ID, Slack and Teams on this machine …');
  const sandbox = await startSandbox();
  const policyPath = join(folder, 'access.yaml');
  const world = (await (await fetch(`${sandbox.urls.control}/sandbox/state`)).json()) as DemoWorld;
  writeFileSync(policyPath, demoPolicy(world));
  console.log('Starting Latchkey with its own PostgreSQL; the first time takes a little longer …');
  const port = await freePort();
  const startBot = async () => {
    const bot = start('latchkey', 'src/main.ts', [], {
      ...bare(process.env),
      ...oneWayIn(sandbox.env),
      PORT: String(port),
      PUBLIC_URL: `http://localhost:${port}`,
      LATCHKEY_POLICY: policyPath,
      LATCHKEY_DATA: folder,
    });
    await ready(bot, `http://127.0.0.1:${port}/readyz`);
    await listenTo(sandbox.urls.control, `http://127.0.0.1:${port}/teams/events`);
    void watchOver(bot);
    return bot;
  };
  let bot = await startBot();
  void watchOver(sandbox.program);
  await watchResets(
    sandbox.urls.control,
    {
      async stop() {
        running = running.filter((program) => program !== bot);
        await listenTo(sandbox.urls.control, null);
        await bot.stop(PATIENCE);
        rmSync(join(folder, 'postgres'), { recursive: true, force: true });
      },
      async start() {
        if (!ending) bot = await startBot();
      },
    },
    stopAt,
  );
  console.log(`\n${sandbox.urls.page}\n`);
  console.log(
    'Open it. Ask as Ana in Teams, on the left; approve as Mia in Slack, beside her; watch the role appear in Azure.\n' +
      'Nobody can sign in to the VMs called broken-…: as Ana, write “help me broken-off-01 does not let me in”.',
  );
  console.log(`Latchkey’s own health and metrics: http://localhost:${port}/readyz and /metrics.`);
  console.log(`Logs and policy are in ${folder}. Ctrl-C ends everything.`);
  if (values.open) openBrowser(sandbox.urls.page);
}

async function watchOver(program: Program): Promise<void> {
  const how = await program.ended;
  if (ending || !running.includes(program)) return;
  console.error(`A part of the demo stopped: ${how}. The end of its log:\n${program.tail()}`);
  await end(1);
}

function stopAt(error: unknown): void {
  if (ending) return;
  console.error(error instanceof Error ? error.message : error);
  void end(1);
}

/** The sandbox begins anew each time, and so must the record. Another demo that still runs keeps its folder. */
function claimFolder(): void {
  const other = existsSync(claim) ? Number(readFileSync(claim, 'utf8')) : 0;
  if (other > 0 && other !== process.pid && isAlive(other))
    throw new Error(
      `A demo runs already (process ${other}). Next: end it with Ctrl-C where it was started, then run this again.`,
    );
  // What is deleted is a demo's own and nothing else, whatever folder was named.
  const there = existsSync(folder) ? readdirSync(folder) : [];
  if (there.length > 0 && !there.some((name) => name === 'demo.pid' || name === 'sandbox.log'))
    throw new Error(`${folder} holds something else than a demo. Next: name an empty folder.`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(claim, String(process.pid));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function start(name: string, file: string, args: readonly string[], env: NodeJS.ProcessEnv): Program {
  const program = startProgram({ file: join(root, file), args, env, cwd: root, log: join(folder, `${name}.log`) });
  running = [program, ...running];
  return program;
}

async function startSandbox() {
  const args = ['--port', '0', '--json', '--with-parent'];
  const program = start('sandbox', 'sandbox/main.ts', args, bare(process.env));
  const { stdout } = program.child;
  if (stdout === null) throw new Error('The sandbox has no output.');
  const line = await Promise.race([
    new Promise<string>((resolve) => createInterface({ input: stdout }).once('line', resolve)),
    program.ended.then((how) => {
      throw new Error(`The sandbox did not start: ${how}.\n${program.tail()}`);
    }),
  ]);
  const said = JSON.parse(line) as {
    urls: Readonly<Record<'control' | 'page', string>>;
    env: Readonly<Record<string, string>>;
  };
  return { ...said, program };
}

/** Without what this shell has set for a real bot: the demo must never reach a real tenant, chat or database. */
function bare(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const real =
    /^(?:SLACK_|AZURE_|MicrosoftApp|BOT_|IDENTITY_|MSI_|LATCHKEY_|DATABASE_URL$|REDIS_URL$|PG|PORT$|PUBLIC_URL$)/;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !real.test(name)));
}

/** Tells the sandbox's Teams where the bot listens: as an administrator sets it once, on the bot's page in Azure. */
async function listenTo(control: string, endpoint: string | null): Promise<void> {
  const answer = await fetch(`${control}/sandbox/teams/app`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ endpoint }),
  });
  if (!answer.ok) throw new Error(`The sandbox’s Teams did not take the address of the bot: ${await answer.text()}`);
}

/** The sandbox offers two ways of listening to Slack and of signing in to Azure: the demo takes the socket and the managed identity. */
function oneWayIn(env: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const other = /^(?:SLACK_SIGNING_SECRET$|AZURE_CLIENT_SECRET$)/;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !other.test(name)));
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(address !== null && typeof address === 'object' ? address.port : 0));
    });
  });
}

/** Ready means: the record answers and no chat is away. */
async function ready(bot: Program, url: string): Promise<void> {
  let gone: string | undefined;
  void bot.ended.then((how) => (gone = how));
  const until = Date.now() + 120_000;
  while (Date.now() < until) {
    if (gone !== undefined) throw new Error(`Latchkey did not start: ${gone}. The end of its log:\n${bot.tail()}`);
    if (await isReady(url)) return;
    await pause(200);
  }
  throw new Error(`Latchkey was not ready after two minutes. The end of its log:\n${bot.tail()}`);
}

async function isReady(url: string): Promise<boolean> {
  try {
    const answer = await fetch(url);
    const said = (await answer.json()) as { ready?: boolean; away?: object };
    return said.ready === true && Object.keys(said.away ?? {}).length === 0;
  } catch {
    return false;
  }
}

/** Only where there is a desktop to open it on. */
function openBrowser(url: string): void {
  const desktop = Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);
  const opener =
    process.platform === 'darwin'
      ? (['open', url] as const)
      : process.platform === 'win32'
        ? (['explorer.exe', url] as const)
        : desktop && onPath('xdg-open')
          ? (['xdg-open', url] as const)
          : undefined;
  if (opener === undefined) return;
  spawn(opener[0], [opener[1]], { stdio: 'ignore', detached: true })
    .on('error', () => {})
    .unref();
}

function onPath(program: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((each) => existsSync(join(each, program)));
}

async function end(code: number): Promise<void> {
  if (ending) return;
  ending = true;
  if (running.length > 0) console.log('\nEnding …');
  for (const program of running) await program.stop(PATIENCE);
  if (existsSync(claim) && readFileSync(claim, 'utf8') === String(process.pid)) rmSync(claim);
  process.exit(code);
}
