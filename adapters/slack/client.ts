/** The Web API client, and Slack's talkative loggers on a leash. */
import { LogLevel } from '@slack/bolt';
import type { Logger, webApi } from '@slack/bolt';

export type Log = Record<'debug' | 'info' | 'warn' | 'error', (fields: object, message: string) => void>;

export const SLACK_API = 'https://slack.com/api/';

/**
 * No retries: Slack knows no idempotency key, so a call that is repeated after its reply was lost posts twice; the outbox
 * repeats, and looks first (send.ts). A call that is told to wait is refused at once: otherwise one busy channel would
 * hold up every other call of this client, people's clicks among them. The timeout leaves room within Slack's 3 seconds.
 */
export function clientOptions(apiUrl: string, log: Log): webApi.WebClientOptions {
  return {
    slackApiUrl: apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: 2500,
    logger: quiet(log),
  };
}

/** Slack's libraries log whole payloads at `debug`, which hold what people typed: only warnings and errors get through. */
export function quiet(log: Log): Logger {
  const say = (parts: unknown[]) => parts.map(String).join(' ');
  return {
    debug: () => {},
    info: () => {},
    warn: (...parts) => log.warn({ from: 'slack' }, say(parts)),
    error: (...parts) => log.error({ from: 'slack' }, say(parts)),
    setLevel: () => {},
    getLevel: () => LogLevel.WARN,
    setName: () => {},
  };
}
