/**
 * The log: one JSON object a line on standard output. No secret may reach it, by any way: fields that carry one are
 * struck out by name, and what looks like one is struck out of the finished line, whoever put it there.
 */
import { pino } from 'pino';
import type { DestinationStream, Logger } from 'pino';
import type { LogLevel } from './config.ts';
import { Fault } from './faults.ts';

export type Log = Logger;

const GONE = '[redacted]';

/** Names of fields that are never shown, wherever they lie up to three levels deep. */
const SECRET_FIELDS = [
  'authorization',
  'Authorization',
  'cookie',
  'password',
  'secret',
  'clientSecret',
  'client_secret',
  'token',
  'botToken',
  'appToken',
  'accessToken',
  'access_token',
  'refresh_token',
  'signingSecret',
  'response_url',
  'connectionString',
];

/** What a secret looks like. None of these may reach across a quotation mark, or the line would no longer be JSON. */
const SECRETS: readonly (readonly [RegExp, string])[] = [
  [/\bx(?:ox[a-z](?:\.xox[a-z])?|app)-[\w-]{6,}/g, GONE],
  [/\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?/g, GONE],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]{8,}/gi, `$1 ${GONE}`],
  [/(\b[a-z][a-z+]{1,15}:\/\/[^\s:@/"\\]*):[^\s@/"\\]+@/gi, `$1:${GONE}@`],
  [/\b(client_secret|client_assertion|access_token|refresh_token|password|sig|code)=[^\s&"\\]+/gi, `$1=${GONE}`],
];

/** The text without anything that looks like a token, a password in an address, or a signed value. */
export function scrub(text: string): string {
  return SECRETS.reduce((clean, [pattern, instead]) => clean.replace(pattern, instead), text);
}

/** @param destination where lines go; standard output when left out */
export function createLog(level: LogLevel, destination?: DestinationStream): Log {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: {
      paths: SECRET_FIELDS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`, `*.*.*.${name}`]),
      censor: GONE,
    },
    // Vendors' errors carry whole requests with their headers: only what `faultFields` picks is ever written.
    serializers: { err: faultFields, error: faultFields },
    hooks: { streamWrite: scrub },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

export type FaultFields = {
  /** The fault's code, or `unexpected` for anything that is not a fault. */
  readonly fault: string;
  readonly detail: string;
  /** The operator's next step. */
  readonly next?: string;
  /** What lies behind it, nearest first: name, code, HTTP status and message, no more. */
  readonly causes?: readonly string[];
  /** Only for what is not a fault, which is a mistake of ours: where it happened. */
  readonly stack?: string;
};

/** What a log line says of something thrown. */
export function faultFields(error: unknown): FaultFields {
  const causes = causesOf(error);
  const rest = causes.length === 0 ? {} : { causes };
  if (error instanceof Fault) return { fault: error.code, detail: scrub(error.message), next: error.next, ...rest };
  const stack = error instanceof Error && error.stack !== undefined ? { stack: scrub(error.stack) } : {};
  return { fault: 'unexpected', detail: describe(error), ...rest, ...stack };
}

/** Chains are cut at eight, so that one that bites its own tail ends. */
function causesOf(error: unknown): readonly string[] {
  const causes: string[] = [];
  let current = error;
  while (current instanceof Error && causes.length < 8) {
    if (current instanceof AggregateError) causes.push(...current.errors.slice(0, 3).map(describe));
    if (current.cause === undefined) break;
    current = current.cause;
    causes.push(describe(current));
  }
  return causes;
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return scrub(typeof error === 'string' ? error : `a thrown ${typeof error}`);
  const { code, statusCode } = error as { code?: unknown; statusCode?: unknown };
  const marks = [code, statusCode].filter((mark) => typeof mark === 'string' || typeof mark === 'number');
  return scrub(`${error.name}${marks.length === 0 ? '' : ` (${marks.join(', ')})`}: ${error.message}`.slice(0, 1000));
}
