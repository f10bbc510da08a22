/**
 * Whose activity is this? A token proves that Teams sent it, not that the person is ours: in shared channels and in chats
 * with other organisations strangers can write to the bot and press its buttons. So every tenant that an activity names must
 * be our own, and at least one must be named. Whether a person of our tenant is a guest there is told by `who`.
 */
import { z } from 'zod';

const Id = z.string().nullish();
const Named = z.object({
  conversation: z.object({ tenantId: Id }).nullish(),
  channelData: z.object({ tenant: z.object({ id: Id }).nullish() }).nullish(),
  from: z.object({ tenantId: Id }).nullish(),
});

/** @param tenant our own, in lower case */
export function isOurs(activity: unknown, tenant: string): boolean {
  const parsed = Named.safeParse(activity);
  if (!parsed.success) return false;
  const { conversation, channelData, from } = parsed.data;
  const named = [conversation?.tenantId, channelData?.tenant?.id, from?.tenantId].filter(
    (id) => typeof id === 'string' && id !== '',
  );
  return named.length > 0 && named.every((id) => id?.toLowerCase() === tenant);
}

type Claims = { getClaimValue(type: string): string | null };

/**
 * botbuilder has checked signature, time, audience and, on the way of Teams' own tokens, issuer and service URL. It has
 * other ways in, for skills and emulators; what came by one of those is refused here.
 */
export function isFromTeams(claims: Claims, expected: { issuer: string; appId: string; serviceUrl: string }): boolean {
  return (
    claims.getClaimValue('iss') === expected.issuer &&
    claims.getClaimValue('aud') === expected.appId &&
    claims.getClaimValue('serviceurl') === expected.serviceUrl
  );
}
