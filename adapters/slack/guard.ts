/**
 * Whose payload is this? A signature proves that Slack sent it, not that the person is ours: in channels shared with
 * other organisations (Slack Connect) strangers can press our buttons, and `is_stranger` is false for them once they
 * share a channel with the app. So every team a payload names must be our own workspace. Where Slack names none for the
 * person (`app_home_opened`), `who` finds out before anything is done for them.
 */
import { z } from 'zod';

/** From `auth.test`. `enterprise` is empty outside Enterprise Grid. */
export type Own = {
  readonly team: string;
  readonly enterprise: string;
  readonly botUser: string;
  readonly bot: string;
};

const Id = z.string().nullish();
const Owned = z.object({
  team_id: Id,
  context_team_id: Id,
  team: z.object({ id: Id, enterprise_id: Id }).nullish(),
  enterprise: z.object({ id: Id }).nullish(),
  user: z.union([z.string(), z.object({ team_id: Id })]).nullish(),
  view: z.object({ team_id: Id, app_installed_team_id: Id }).nullish(),
  event: z
    .object({
      team: z.union([z.string(), z.object({})]).nullish(),
      user_team: Id,
      source_team: Id,
    })
    .nullish(),
});

/** True when every team named is ours, and at least one is named. */
export function isOurs(body: unknown, own: Own): boolean {
  const parsed = Owned.safeParse(body);
  if (!parsed.success) return false;
  const { team_id, context_team_id, team, enterprise, user, view, event } = parsed.data;
  const named = [team_id, context_team_id, team?.id, view?.team_id, view?.app_installed_team_id];
  named.push(typeof event?.team === 'string' ? event.team : undefined, event?.user_team, event?.source_team);
  const teams = named.filter((id) => typeof id === 'string');
  if (teams.length === 0 || teams.some((id) => id !== own.team)) return false;
  const home = typeof user === 'object' ? user?.team_id : undefined;
  if (home === undefined || home === null || home === own.team) return true;
  // On Enterprise Grid a colleague's home workspace may be another one of the same organisation.
  return own.enterprise !== '' && (enterprise?.id ?? team?.enterprise_id) === own.enterprise;
}

/** Slack's own rule is five minutes; Bolt enforces it for the past only, so that a captured request dated ahead would last. */
export const SKEW = 5 * 60_000;

/** @param header `x-slack-request-timestamp`, in seconds */
export function isTimely(header: unknown, now: number): boolean {
  if (typeof header !== 'string' || !/^\d{1,12}$/.test(header)) return false;
  return Math.abs(now - Number(header) * 1000) <= SKEW;
}
