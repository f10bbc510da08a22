import { pino, type Logger } from 'pino';

export type LoggedLine = { readonly level: number; readonly msg: string; readonly [field: string]: unknown };

/** A real logger whose lines are kept instead of printed. */
export function keptLog(): { log: Logger; lines: LoggedLine[] } {
  const lines: LoggedLine[] = [];
  const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(JSON.parse(line) as LoggedLine) });
  return { log, lines };
}
