/** What Slack's errors mean to us. */
import { webApi } from '@slack/bolt';
import { Fault } from '../../src/faults.ts';
import type { FaultCode } from '../../src/faults.ts';

/** Slack's error codes (docs.slack.dev, reference/methods); what is not here is a message that Slack refused. */
const CODES: Readonly<Record<string, FaultCode>> = Object.fromEntries([
  ...each(
    'chat_unreachable',
    'internal_error',
    'fatal_error',
    'service_unavailable',
    'request_timeout',
    'accesslimited',
  ),
  ...each('chat_throttled', 'ratelimited', 'rate_limited', 'message_limit_exceeded'),
  ...each('chat_place_gone', 'channel_not_found', 'is_archived', 'not_in_channel', 'message_not_found'),
  ...each('chat_place_gone', 'user_not_found', 'users_not_found', 'user_disabled', 'user_not_visible', 'cannot_dm_bot'),
  ...each('chat_place_gone', 'messages_tab_disabled', 'channel_is_limited_access'),
  ...each('chat_forbidden', 'invalid_auth', 'not_authed', 'token_revoked', 'token_expired', 'account_inactive'),
  ...each('chat_forbidden', 'missing_scope', 'no_permission', 'access_denied', 'not_allowed_token_type'),
  ...each('chat_forbidden', 'org_login_required', 'ekm_access_denied', 'enterprise_is_restricted'),
  ...each('chat_forbidden', 'team_access_not_granted', 'restricted_action', 'restricted_action_read_only_channel'),
  ...each('chat_forbidden', 'user_removed_from_team', 'team_disabled'),
]);

function each(code: FaultCode, ...errors: string[]): [string, FaultCode][] {
  return errors.map((error) => [error, code]);
}

/** The `error` that Slack named, if this is a refusal by Slack. */
export function slackError(error: unknown): string | undefined {
  return error instanceof webApi.WebAPIPlatformError ? error.data.error : undefined;
}

/** @param doing what was tried, for the operator: a method of the Web API */
export function faultOf(error: unknown, doing: string): Fault {
  if (error instanceof Fault) return error;
  const fault = (code: FaultCode, detail: string, retryAfter?: number) =>
    new Fault(code, `${doing}: ${detail}`, { cause: error, ...(retryAfter === undefined ? {} : { retryAfter }) });
  if (error instanceof webApi.WebAPIRateLimitedError)
    return fault('chat_throttled', `Slack asks to wait ${error.retryAfter} s`, error.retryAfter * 1000);
  if (error instanceof webApi.WebAPIPlatformError) {
    const { data } = error;
    const details = data.response_metadata?.messages?.join('; ') ?? '';
    const needed = 'needed' in data && typeof data.needed === 'string' ? ` (needs ${data.needed})` : '';
    return fault(CODES[data.error] ?? 'chat_rejected', `${data.error}${needed}${details === '' ? '' : `: ${details}`}`);
  }
  if (error instanceof webApi.WebAPIHTTPError)
    return fault(error.statusCode >= 500 ? 'chat_unreachable' : 'chat_rejected', `HTTP ${error.statusCode}`);
  return fault('chat_unreachable', error instanceof Error ? error.message : String(error));
}
