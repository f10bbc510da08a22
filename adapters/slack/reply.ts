/** Reply tokens: the response URL of a command or press, and when it was handed out. */
import type { Instant } from '../../workflows/language.ts';

export type ReplyRoute = { readonly url: string; readonly issuedAt: Instant };

/** Slack takes up to five answers within 30 minutes (docs.slack.dev, interactivity/handling-user-interaction). */
export const REPLY_LASTS = 29 * 60_000;

export function replyToken(url: string, issuedAt: Instant): string {
  return url === '' ? '' : `${issuedAt} ${url}`;
}

/** Where to answer; undefined when the token is empty, too old, or leads anywhere but to Slack. */
export function replyRoute(token: string, now: Instant, apiUrl: string): ReplyRoute | undefined {
  const space = token.indexOf(' ');
  const issuedAt = Number(token.slice(0, Math.max(space, 0)));
  const url = token.slice(space + 1);
  if (space < 1 || !Number.isFinite(issuedAt) || now - issuedAt > REPLY_LASTS) return undefined;
  return isSlack(url, apiUrl) ? { url, issuedAt } : undefined;
}

/**
 * The token was stored and comes back later, so its host is looked at again before anything is sent there: nothing that
 * found its way into a payload or the record can make Latchkey call another server. GovSlack answers on its own domain.
 */
function isSlack(url: string, apiUrl: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, origin } = new URL(url);
  if (origin === new URL(apiUrl).origin) return true;
  return protocol === 'https:' && /(^|\.)slack(-gov)?\.com$/.test(hostname);
}
