/** Whether somebody is a full, present member of our own workspace, and what Slack knows of them. */
import type { webApi } from '@slack/bolt';
import { z } from 'zod';
import type { ChatUser } from '../../workflows/language.ts';
import type { ChatProfile, IdentityProblem } from '../../src/ports.ts';
import { faultOf, slackError } from './faults.ts';
import type { Own } from './guard.ts';

export type Identity =
  | { readonly is: 'profile'; readonly profile: ChatProfile }
  | { readonly is: 'problem'; readonly problem: IdentityProblem };

const problem = (name: IdentityProblem): Identity => ({ is: 'problem', problem: name });

/** Asked of Slack each time. Throws Fault. */
export async function who(client: webApi.WebClient, user: ChatUser, own: Own): Promise<Identity> {
  if (user.team !== own.team) return problem('chat_external');
  try {
    const answer = await client.users.info({ user: user.id });
    return identityOf(answer.user, own);
  } catch (error) {
    const refusal = slackError(error);
    if (refusal === 'user_not_found' || refusal === 'users_not_found' || refusal === 'user_not_visible')
      return problem('chat_external');
    throw faultOf(error, 'users.info');
  }
}

const flag = z.boolean().default(false);
const User = z.object({
  id: z.string(),
  team_id: z.string().default(''),
  name: z.string().default(''),
  real_name: z.string().default(''),
  deleted: flag,
  is_bot: flag,
  is_workflow_bot: flag,
  is_connector_bot: flag,
  is_restricted: flag,
  is_ultra_restricted: flag,
  is_stranger: flag,
  is_email_confirmed: flag,
  enterprise_user: z.object({ enterprise_id: z.string() }).optional(),
  profile: z.object({ email: z.string().default(''), real_name: z.string().default('') }).prefault({}),
});

/**
 * Every mark counts by itself: `is_stranger` is false for outsiders who share a channel with the app (Slack Connect), so
 * the team is compared too; and an address that nobody confirmed may be somebody else's.
 */
export function identityOf(answer: unknown, own: Own): Identity {
  const parsed = User.safeParse(answer);
  if (!parsed.success) return problem('chat_external');
  const user = parsed.data;
  if (user.deleted) return problem('chat_deactivated');
  if (user.is_bot || user.is_workflow_bot || user.is_connector_bot || user.id === 'USLACKBOT')
    return problem('chat_bot');
  if (user.is_stranger || !isMember(user, own)) return problem('chat_external');
  if (user.is_restricted || user.is_ultra_restricted) return problem('chat_guest');
  if (user.profile.email === '') return problem('mail_missing');
  if (!user.is_email_confirmed) return problem('mail_unconfirmed');
  const name = [user.profile.real_name, user.real_name, user.name].find((each) => each.trim() !== '') ?? user.id;
  return { is: 'profile', profile: { mail: user.profile.email, name } };
}

function isMember(user: z.infer<typeof User>, own: Own): boolean {
  return user.team_id === own.team || (own.enterprise !== '' && user.enterprise_user?.enterprise_id === own.enterprise);
}
