import { isRecord, listOf, recordOf, textOf, type Json } from '../json.ts';
import { same } from '../../ids.ts';
import type { Store } from '../store.ts';
import { post } from './activities.ts';
import { mustBeIn, placeOf } from './place.ts';
import type { Pace } from './pace.ts';
import { badSyntax, ConnectorError } from './refusal.ts';

/** Opens the conversation with one person, or a thread in a channel; with an activity it begins with that. */
export function create(store: Store, pace: Pace, body: unknown): Json {
  const order = recordOf(body);
  const channel = textOf(recordOf(recordOf(order['channelData'])['channel'])['id']);
  return channel === undefined ? personal(store, pace, order) : thread(store, pace, order, channel);
}

function personal(store: Store, pace: Pace, order: Json): Json {
  const { members, activity } = order;
  const given = listOf(members).filter(isRecord);
  const [first] = given;
  if (given.length !== 1 || !first || order['isGroup'] === true) {
    return badSyntax('Incorrect conversation creation parameters: exactly one member, and no group.');
  }
  const tenant = textOf(order['tenantId']) ?? textOf(recordOf(recordOf(order['channelData'])['tenant'])['id']);
  if (tenant === undefined) return badSyntax('Incorrect conversation creation parameters: tenantId is missing.');
  const id = textOf(first['id']) ?? '';
  const member = store.members.find((one) => one.teams.id === id || same(one.id, id));
  if (!member) return badSyntax('Bad format of conversation ID or of a member of it.');
  pace.count('create', member.key);
  if (store.app.disabledByAdmin) mustBeIn(store, { is: 'personal', id: '', name: '', member: member.key });
  if (!same(tenant, member.teams.tenantId) || (!member.teams.installed && !store.hasOpened(member))) {
    throw new ConnectorError(403, 'BotNotInConversationRoster', 'The bot is not part of the conversation roster.');
  }
  const conversation = store.personal(member);
  mustBeIn(store, conversation);
  const activityId = isRecord(activity) ? { activityId: post(store, conversation, activity) } : {};
  store.changed();
  return { id: conversation.id, ...activityId };
}

function thread(store: Store, pace: Pace, order: Json, channel: string): Json {
  const conversation = placeOf(store, channel);
  if (conversation.is !== 'channel') return badSyntax('Incorrect conversation creation parameters.');
  if (!isRecord(order['activity'])) return badSyntax('A thread begins with an activity.');
  pace.count('create', conversation.id);
  const id = post(store, conversation, order['activity']);
  return { id: `${conversation.id};messageid=${id}`, activityId: id };
}
