/** What a command answers: lines for people, data for machines. */
export type Report = { readonly ok: boolean; readonly lines: readonly string[]; readonly data: unknown };

/** Prints it, and returns the exit code. */
export async function say(report: Report, json: boolean): Promise<number> {
  const text = json ? JSON.stringify(report.data, undefined, 2) : report.lines.join('\n');
  await new Promise<void>((resolve) => process.stdout.write(`${text}\n`, () => resolve()));
  return report.ok ? 0 : 1;
}

export function usageError(sentence: string): Report {
  return { ok: false, lines: [sentence], data: { error: sentence } };
}
