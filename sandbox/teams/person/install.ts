import { z } from 'zod';
import { installActivity, updateActivity } from '../activities.ts';
import { manner, type Outcome } from '../delivery.ts';
import type { Store } from '../store.ts';
import { told, type Stage, type Told } from './act.ts';

const order = z.strictObject({ deliver: manner }).prefault({});

/** Installs the app for this person. */
export async function install(stage: Stage, body: unknown): Promise<Told> {
  const { deliver } = order.parse(body);
  const { store, member, courier } = stage;
  setInstalled(store, member.key, true);
  const conversation = store.personal(member);
  const more = { membersAdded: [{ id: store.botId }, { id: member.teams.id, aadObjectId: member.id }] };
  const outcomes = await courier.deliver(
    { activity: updateActivity(store, { member, conversation, more }), invoke: false },
    deliver,
  );
  const then = await courier.deliver(
    { activity: installActivity(store, { member, conversation, action: 'add' }), invoke: false },
    deliver,
  );
  return told(both(outcomes, then), { conversation: conversation.id });
}

/** Takes the app away, or blocks it, which the bot is told alike. */
export async function uninstall(stage: Stage, body: unknown): Promise<Told> {
  const { deliver } = order.parse(body);
  const { store, member, courier } = stage;
  const conversation = store.personal(member);
  setInstalled(store, member.key, false);
  const activity = installActivity(store, { member, conversation, action: 'remove' });
  return told(await courier.deliver({ activity, invoke: false }, deliver), { conversation: conversation.id });
}

function setInstalled(store: Store, key: string, installed: boolean): void {
  store.context.world.editPerson(key, (before) => ({
    ...before,
    teams: before.teams && { ...before.teams, installed },
  }));
}

/** The outcome that failed, if one did, in front. */
export function both(
  first: readonly [Outcome, ...Outcome[]],
  second: readonly [Outcome, ...Outcome[]],
): [Outcome, ...Outcome[]] {
  return first[0].acked ? [...second, ...first] : [...first, ...second];
}
