import { printProblems } from '../config.ts';
import type { Problem } from '../config.ts';
import { printable, printableJson } from '../printable.ts';

/** What a command answers: lines for people, data for machines. */
export type Report = {
  readonly ok: boolean;
  readonly lines: readonly string[];
  readonly data: unknown;
  /** The exit code of a failure; 1 when left out. */
  readonly code?: number;
};

/** Prints it, and returns the exit code. As JSON it goes to standard output whatever it says: a script reads only there. */
export async function say(
  report: Report,
  json: boolean,
  stream: NodeJS.WritableStream = process.stdout,
): Promise<number> {
  const text = json ? printableJson(JSON.stringify(report.data, undefined, 2)) : printable(report.lines.join('\n'));
  const to = json ? process.stdout : stream;
  await new Promise<void>((resolve) => to.write(`${text}\n`, () => resolve()));
  return report.ok ? 0 : (report.code ?? 1);
}

export function usageError(sentence: string): Report {
  return { ok: false, lines: [sentence], data: { error: sentence } };
}

/** The environment is not one to work with. */
export class Unconfigured extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(printProblems(problems));
    this.name = 'Unconfigured';
    this.problems = problems;
  }
}
