/**
 * `npm run playground`: a world for Microsoft's Agents Playground, which is started by hand beside it (CONTRIBUTING.md). The
 * playground plays Teams, the sandbox everything else, and the bot is the program of `npm start`. The playground can only get
 * tokens of login.microsoftonline.com and sends none otherwise; the bot takes nothing without one. So what passes between the
 * two is signed here, with the sandbox's issuer.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { stringify } from 'yaml';
import { startBot } from '../test/journeys/bot.ts';
import { startSandbox } from '../test/support/sandbox.ts';
import { playgroundConfig, playgroundPolicy } from './playground-world.ts';
import type { PlaygroundWorld } from './playground-world.ts';

const { values } = parseArgs({
  options: {
    /** Where the signer listens, and where the playground will. */
    port: { type: 'string', default: '3979' },
    playground: { type: 'string', default: 'http://localhost:56150' },
  },
});

const sandbox = await startSandbox();
// Anew each time, as the sandbox is; and outside the repository, which npx would otherwise take for the playground's home.
const folder = mkdtempSync(join(tmpdir(), 'latchkey-playground-'));
const world = (await sandbox.control('GET', 'state')) as PlaygroundWorld;
const policy = join(folder, 'access.yaml');
writeFileSync(policy, playgroundPolicy(world));
writeFileSync(join(folder, '.m365agentsplayground.yml'), stringify(playgroundConfig(world)));

const bot = await startBot({
  ...withoutSlack(sandbox.env),
  BOT_SERVICE_URL: `${values.playground}/_connector/`,
  LATCHKEY_POLICY: policy,
  LATCHKEY_DATA: folder,
  LOG_LEVEL: 'info',
});
const signer = createServer((request, response) => {
  void (async () => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { status, body } = await pass(Buffer.concat(chunks).toString());
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  })().catch((error: unknown) => {
    console.error(String(error));
    response.writeHead(502).end();
  });
});
signer.once('error', (error) => void end(1, error.message));
for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => void end(0, 'Ending …'));
// What is signed here is signed for anybody who asks: this door is not for other machines.
signer.listen(Number(values.port), '127.0.0.1', () =>
  console.log(`Latchkey is at ${bot.url}, signed for at http://127.0.0.1:${values.port}/api/messages.
In another shell:

  cd ${folder}
  npx --yes @microsoft/m365agentsplayground@0.2.28 start --channel-id msteams --disable-telemetry \\
    --port ${new URL(values.playground).port} --app-endpoint http://127.0.0.1:${values.port}/api/messages

Ctrl-C ends everything.`),
);

async function end(code: number, why: string): Promise<void> {
  console.log(why);
  signer.close();
  signer.closeAllConnections();
  await bot.stop();
  await sandbox.stop();
  rmSync(folder, { recursive: true, force: true });
  process.exit(code);
}

type Activity = {
  readonly name?: string;
  readonly value?: unknown;
  readonly from?: { readonly id: string };
  readonly conversation?: { readonly id: string };
  readonly replyToId?: string;
};

/** The playground's screen is one person's. Others press through the route that its own page uses. */
function repeatable({ name, value, from, conversation, replyToId }: Activity): void {
  const mia = world.people.find(({ key }) => key === 'mia')?.teams?.id;
  if (from?.id === mia || conversation?.id.startsWith('19:') !== true) return;
  const press = { name, value, from: { id: mia }, conversation: { id: conversation.id }, replyToId };
  console.log(`
Somebody pressed a button in the channel. To press it as Mia Chen:

  curl -s ${values.playground}/_conversation/v1/invoke -H 'content-type: application/json' -d '${JSON.stringify(press)}'`);
}

/** What the playground said, with a token for the service URL it names; the bot's answer. */
async function pass(said: string): Promise<{ status: number; body: string }> {
  // The playground looks whether somebody is there before it says anything.
  if (said === '') return { status: 200, body: '' };
  const { serviceUrl, ...activity } = JSON.parse(said) as Activity & { serviceUrl: string };
  if (activity.name === 'adaptiveCard/action') repeatable(activity);
  const { token } = (await sandbox.control('POST', 'teams/token', { serviceUrl })) as { token: string };
  const answer = await fetch(`${bot.url}/teams/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: said,
  });
  return { status: answer.status, body: await answer.text() };
}

/** One chat at a time: here Teams. */
function withoutSlack(env: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(?:SLACK_|AZURE_CLIENT_SECRET$)/.test(name)));
}
