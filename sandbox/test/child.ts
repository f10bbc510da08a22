import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

export type Started = {
  readonly process: ChildProcess;
  readonly urls: Record<string, string>;
  readonly env: Record<string, string>;
  /** Resolves with the exit code. */
  readonly ended: Promise<number | null>;
};

/** Starts the sandbox's own command and waits for its first line. `main` is its program, the source by default. */
export async function startChild(options: { main?: string; arguments: readonly string[] }): Promise<Started> {
  const main = options.main ?? join(import.meta.dirname, '..', 'main.ts');
  const child = spawn(process.execPath, [main, '--port', '0', '--json', ...options.arguments], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const line = await new Promise<string>((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
      const end = text.indexOf('\n');
      if (end >= 0) resolve(text.slice(0, end));
    });
    child.once('exit', () => reject(new Error('The sandbox ended before it was ready.')));
  });
  const { urls, env } = JSON.parse(line) as Pick<Started, 'urls' | 'env'>;
  return { process: child, urls, env, ended };
}

/** Runs a script with this environment alone and answers what it printed. Throws when it fails. */
export async function runScript(script: string, env: Record<string, string>): Promise<string> {
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(AZURE|IDENTITY|MSI|NODE_)/.test(name)),
  ) as Record<string, string>;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: import.meta.dirname,
    env: { ...inherited, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let complaints = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString('utf8')));
  child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString('utf8')));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`The script failed: ${complaints}${out}`);
  return out.trim();
}
