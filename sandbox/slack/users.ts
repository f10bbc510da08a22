/** People as the Web API shows them (docs.slack.dev, reference/objects/user-object). */
import type { Json } from './model.ts';
import type { Member, Store } from './store.ts';

/** @param options.mail whether the app may see addresses (`users:read.email`) */
export function userJson(store: Store, member: Member, options: { mail: boolean }): Json {
  const { slack, displayName } = member;
  const name = slack.email.split('@')[0] ?? member.key;
  const foreign = slack.team_id !== store.workspace.team.id;
  return {
    id: slack.id,
    team_id: slack.team_id,
    name,
    deleted: slack.deleted,
    color: '9f69e7',
    real_name: displayName,
    ...(slack.deleted ? {} : { tz: slack.tz, tz_label: slack.tz_label, tz_offset: offset(slack.tz, store.now()) }),
    profile: {
      title: '',
      phone: '',
      real_name: displayName,
      real_name_normalized: displayName,
      display_name: displayName,
      display_name_normalized: displayName,
      status_text: '',
      status_emoji: '',
      team: slack.team_id,
      ...(options.mail ? { email: slack.email } : {}),
    },
    is_admin: false,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: slack.is_restricted,
    is_ultra_restricted: slack.is_ultra_restricted,
    is_bot: slack.is_bot,
    is_app_user: false,
    updated: Math.floor(member.createdAt / 1000),
    is_email_confirmed: slack.is_email_confirmed,
    ...(foreign ? { is_stranger: slack.is_stranger } : {}),
    who_can_share_contact_card: 'EVERYONE',
  };
}

/** The bot's own account. */
export function botUserJson(store: Store): Json {
  const { bot, team } = store.workspace;
  return {
    id: bot.user_id,
    team_id: team.id,
    name: bot.name,
    deleted: false,
    real_name: bot.name,
    profile: { real_name: bot.name, display_name: bot.name, api_app_id: bot.app_id, bot_id: bot.bot_id, team: team.id },
    is_admin: false,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: false,
    is_ultra_restricted: false,
    is_bot: true,
    is_app_user: false,
    is_email_confirmed: false,
  };
}

/** Seconds that the time zone is ahead of UTC at this instant. */
function offset(zone: string, at: number): number {
  const shown = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' }).formatToParts(at);
  const [, sign, hours, minutes] = /GMT([+-])(\d\d):(\d\d)/.exec(shown.map((part) => part.value).join('')) ?? [];
  if (!sign) return 0;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60);
}
