/** Programs that run beside a script of ours, each with its own log file, and end with it. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createWriteStream, readFileSync } from 'node:fs';
import process from 'node:process';

export type Program = {
  readonly child: ChildProcess;
  /** Resolves with what became of it. */
  readonly ended: Promise<string>;
  /** The end of what it said. */
  tail(): string;
  /** Asks it to end; after `patience` milliseconds it is made to. */
  stop(patience: number): Promise<void>;
};

/**
 * Starts a TypeScript program on this very Node. It gets a process group of its own, so that Ctrl-C reaches the script
 * alone, which then ends its programs in the right order.
 */
export function startProgram(options: {
  readonly file: string;
  readonly args?: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly log: string;
}): Program {
  const child = spawn(process.execPath, [options.file, ...(options.args ?? [])], {
    cwd: options.cwd,
    env: options.env,
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
  });
  const log = createWriteStream(options.log);
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  child.stdin.on('error', () => {});
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) =>
      resolve(signal === null ? `it ended with code ${code}` : `it was ended by ${signal}`),
    );
  });
  return {
    child,
    ended,
    tail: () => readFileSync(options.log, 'utf8').trimEnd().split('\n').slice(-20).join('\n'),
    async stop(patience) {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), patience);
      await ended;
      clearTimeout(timer);
    },
  };
}
