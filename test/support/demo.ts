/** `npm run demo` as a child process with a folder of its own, so that it meets no demo that runs already. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './source.ts';
import { until } from './until.ts';

export type Demo = { readonly page: string; stop(): Promise<number | null> };

export async function startDemo(): Promise<Demo> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-demo-'));
  const args = [join(ROOT, 'scripts/demo.ts'), '--no-open', '--data', folder];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (said += text));

  async function stop(): Promise<number | null> {
    child.kill('SIGTERM');
    const code = await ended;
    await rm(folder, { recursive: true, force: true });
    return code;
  }

  try {
    const page = await until(
      () => {
        if (child.exitCode !== null) return 'ended';
        return said.includes('Ctrl-C ends everything') ? /^http:\S+$/m.exec(said)?.[0] : undefined;
      },
      { timeout: 90_000, every: 100, what: 'the demo prints its address' },
    );
    if (page === 'ended') throw new Error('It ended.');
    return { page, stop };
  } catch (error) {
    await stop();
    throw new Error(`The demo did not start. It said:\n${said}`, { cause: error });
  }
}
