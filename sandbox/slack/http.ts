/** Deliveries over HTTP, signed as Slack signs them (docs.slack.dev, authentication/verifying-requests-from-slack). */
import { createHmac } from 'node:crypto';
import { SIGNING_SECRET } from './credentials.ts';
import { PATIENCE } from './delivery.ts';
import type { Delivery, Outcome } from './delivery.ts';

export function signature(secret: string, seconds: number, body: string): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${seconds}:${body}`).digest('hex')}`;
}

export async function postSigned(
  url: string,
  delivery: Delivery,
  how: { skewSeconds: number; badSignature: boolean; now: number },
): Promise<Outcome> {
  const { body, type } = encoded(delivery);
  const seconds = Math.floor(how.now / 1000) + how.skewSeconds;
  const secret = how.badSignature ? 'somebody-elses-signing-secret' : SIGNING_SECRET;
  const headers: Record<string, string> = {
    'content-type': type,
    'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
    'x-slack-request-timestamp': String(seconds),
    'x-slack-signature': signature(secret, seconds, body),
  };
  if (delivery.retry) {
    headers['x-slack-retry-num'] = String(delivery.retry.number);
    headers['x-slack-retry-reason'] = delivery.retry.reason;
  }
  const started = performance.now();
  const ms = () => Math.round(performance.now() - started);
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE),
    });
    const text = await response.text();
    const noRetry = response.headers.get('x-slack-no-retry') === '1';
    if (!response.ok) return { acked: false, status: response.status, ms: ms(), reason: 'http_error', noRetry };
    const answer = delivery.takesAnswer && text !== '' ? { response: answered(text, response) } : {};
    return { acked: true, status: response.status, ms: ms(), ...answer };
  } catch (error) {
    const late = error instanceof Error && error.name === 'TimeoutError';
    return { acked: false, status: 0, ms: ms(), reason: late ? 'http_timeout' : 'connection_failed' };
  }
}

/** Commands are forms, interactions a form with one JSON field, events JSON. */
function encoded(delivery: Delivery): { body: string; type: string } {
  switch (delivery.kind) {
    case 'events_api':
      return { body: JSON.stringify(delivery.payload), type: 'application/json' };
    case 'slash_commands':
      return { body: form(delivery.payload), type: 'application/x-www-form-urlencoded' };
    case 'interactive':
      return { body: form({ payload: JSON.stringify(delivery.payload) }), type: 'application/x-www-form-urlencoded' };
  }
}

function form(fields: Record<string, unknown>): string {
  return new URLSearchParams(Object.entries(fields).map(([name, value]) => [name, String(value)])).toString();
}

function answered(text: string, response: Response): unknown {
  if (!response.headers.get('content-type')?.includes('json')) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
