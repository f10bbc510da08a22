import type { Json } from '../json.ts';
import { same } from '../../ids.ts';
import type { Conversation, Member } from '../model.ts';
import type { Store } from '../store.ts';
import { badSyntax, ConnectorError } from './refusal.ts';

const SMALLEST_PAGE = 50;
const LARGEST_PAGE = 500;

export function memberJson(member: Member): Json {
  const { id, displayName, userPrincipalName, mail, teams } = member;
  const [givenName = displayName, ...rest] = displayName.split(' ');
  return {
    id: teams.id,
    name: displayName,
    givenName,
    surname: rest.join(' '),
    objectId: id,
    aadObjectId: id,
    email: mail ?? userPrincipalName,
    userPrincipalName,
    tenantId: teams.tenantId,
    userRole: teams.userRole,
  };
}

/** A team's channel tells all people of the team, whoever may read it. */
function peopleOf(store: Store, conversation: Conversation): readonly Member[] {
  if (conversation.is === 'personal') return store.membersOf(conversation);
  const everybody = new Set(store.workspace.channels.flatMap((channel) => channel.members));
  return store.members.filter((member) => everybody.has(member.key));
}

export function members(store: Store, conversation: Conversation): readonly Json[] {
  return peopleOf(store, conversation).map(memberJson);
}

export function member(store: Store, conversation: Conversation, id: string): Json {
  const found = peopleOf(store, conversation).find(
    (one) => one.teams.id === id || same(one.id, id) || same(one.userPrincipalName, id),
  );
  if (!found) throw new ConnectorError(404, 'MemberNotFoundInConversation', 'The member is not in the conversation.');
  return memberJson(found);
}

export function pagedMembers(store: Store, conversation: Conversation, size: number, token: string | undefined): Json {
  const all = members(store, conversation);
  const start = token === undefined ? 0 : Number(Buffer.from(token, 'base64url').toString());
  if (!Number.isInteger(start)) return badSyntax('The continuation token is not one of ours.');
  const asked = Number.isFinite(size) && size > 0 ? size : LARGEST_PAGE;
  const end = start + Math.min(Math.max(asked, SMALLEST_PAGE), LARGEST_PAGE);
  const more = end < all.length ? { continuationToken: Buffer.from(String(end)).toString('base64url') } : {};
  return { members: all.slice(start, end), ...more };
}
