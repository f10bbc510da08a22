/** What happens to the team, as its owners would have it happen. */
import express, { Router } from 'express';
import { z } from 'zod';
import type { TeamsWorkspace } from '../model.ts';
import { refuse } from '../refusal.ts';
import { installActivity, updateActivity } from './activities.ts';
import type { Courier } from './courier.ts';
import { manner, type Manner } from './delivery.ts';
import type { Json } from './json.ts';
import type { Member } from './model.ts';
import { told, type Told } from './person/act.ts';
import { both } from './person/install.ts';
import type { Store } from './store.ts';

const deliver = { deliver: manner };

const order = z.union([
  z.strictObject({ rename: z.string().min(1), ...deliver }),
  z.strictObject({ renameChannel: z.strictObject({ id: z.string(), name: z.string().min(1) }), ...deliver }),
  z.strictObject({ deleteChannel: z.string(), ...deliver }),
  z.strictObject({ addMember: z.string(), ...deliver }),
  z.strictObject({ removeMember: z.string(), ...deliver }),
  z.strictObject({ install: z.literal(true), ...deliver }),
  z.strictObject({ uninstall: z.literal(true), ...deliver }),
]);

export function teamApi(store: Store, courier: Courier): Router {
  const router = Router();
  router.use('/sandbox/teams/team', express.json());
  router.post('/sandbox/teams/team', async (request, response) => {
    response.json(await happen(store, courier, order.parse(request.body)));
  });
  return router;
}

async function happen(store: Store, courier: Courier, given: z.infer<typeof order>): Promise<Told> {
  const { team } = store.workspace;
  const tell = (event: string, extra: { more?: Json; data?: Json } = {}) =>
    update(store, courier, event, extra, given.deliver);
  if ('rename' in given) {
    change(store, { team: { ...team, name: given.rename } });
    return tell('teamRenamed');
  }
  if ('renameChannel' in given) {
    const { id, name } = given.renameChannel;
    mustHave(store, id);
    change(store, { channels: store.workspace.channels.map((one) => (one.id === id ? { ...one, name } : one)) });
    return tell('channelRenamed', { data: { channel: { id, name } } });
  }
  if ('deleteChannel' in given) {
    const { id, name } = mustHave(store, given.deleteChannel);
    if (id === team.id) return refuse(400, 'The channel General goes only with its team.');
    change(store, { channels: store.workspace.channels.filter((one) => one.id !== id) });
    return tell('channelDeleted', { data: { channel: { id, name } } });
  }
  if ('addMember' in given) {
    const member = known(store, given.addMember);
    change(store, {
      channels: store.workspace.channels.map((one) =>
        one.id === team.id ? { ...one, members: [...new Set([...one.members, member.key])] } : one,
      ),
    });
    return tell('teamMemberAdded', { more: { membersAdded: [account(member)] } });
  }
  if ('removeMember' in given) {
    const member = known(store, given.removeMember);
    change(store, {
      channels: store.workspace.channels.map((one) => ({
        ...one,
        members: one.members.filter((key) => key !== member.key),
      })),
    });
    return tell('teamMemberRemoved', { more: { membersRemoved: [account(member)] } });
  }
  const added = 'install' in given;
  change(store, { team: { ...team, installed: added } });
  const bot = [{ id: store.botId }];
  const first = await deliverUpdate(
    store,
    courier,
    added ? 'teamMemberAdded' : 'teamMemberRemoved',
    { more: added ? { membersAdded: bot } : { membersRemoved: bot } },
    given.deliver,
  );
  const activity = installActivity(store, { ...general(store), action: added ? 'add' : 'remove' });
  return told(both(first, await courier.deliver({ activity, invoke: false }, given.deliver)));
}

async function update(
  store: Store,
  courier: Courier,
  event: string,
  extra: { more?: Json; data?: Json },
  how: Manner,
): Promise<Told> {
  return told(await deliverUpdate(store, courier, event, extra, how));
}

async function deliverUpdate(
  store: Store,
  courier: Courier,
  event: string,
  extra: { more?: Json; data?: Json },
  how: Manner,
) {
  return courier.deliver(
    { activity: updateActivity(store, { ...general(store), event, ...extra }), invoke: false },
    how,
  );
}

function change(store: Store, what: Partial<TeamsWorkspace>): void {
  store.context.world.edit('teams', ({ teams }) => ({ teams: { ...teams, ...what } }));
}

function account({ teams, id }: Member): Json {
  return { id: teams.id, aadObjectId: id };
}

function mustHave(store: Store, id: string) {
  return store.workspace.channels.find((one) => one.id === id) ?? refuse(404, `There is no channel ${id}.`);
}

function known(store: Store, who: string): Member {
  return store.member(who) ?? refuse(404, `Teams knows nobody called ${who}.`);
}

/** Events of a team come by its channel General, and of one of its owners. */
function general(store: Store) {
  const conversation = store.conversation(store.workspace.team.id);
  const member = store.member('olga');
  if (!conversation || !member) return refuse(500, 'The team has no channel General.');
  return { conversation, member };
}
