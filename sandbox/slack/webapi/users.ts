import { botUserJson, userJson } from '../users.ts';
import type { Member } from '../store.ts';
import { ApiError } from './method.ts';
import type { Api, Methods } from './method.ts';

export const users: Methods = {
  'users.info': {
    scopes: ['users:read'],
    run(args, api) {
      const { store } = api;
      const id = args.need('user', 'user_not_found');
      if (id === store.workspace.bot.user_id) return { user: botUserJson(store) };
      const member = members(api).find((entry) => entry.slack.id === id);
      if (!member) throw new ApiError('user_not_found');
      return { user: userJson(store, member, { mail: store.app.scopes.includes('users:read.email') }) };
    },
  },
  'users.lookupByEmail': {
    scopes: ['users:read.email'],
    run(args, api) {
      const { store } = api;
      const mail = args.need('email', 'users_not_found').toLowerCase();
      const member = members(api).find(
        ({ slack }) =>
          slack.email.toLowerCase() === mail && !slack.deleted && slack.team_id === store.workspace.team.id,
      );
      if (!member) throw new ApiError('users_not_found');
      return { user: userJson(store, member, { mail: true }) };
    },
  },
};

function members({ store, request }: Api): Member[] {
  const { world, faults } = store.context;
  const stale = faults.staleAt('slack', request, request.res);
  const { people } = stale === undefined ? world.now : world.at(stale);
  return people.filter((person): person is Member => person.slack !== null);
}
