import type { Methods } from './method.ts';

export const auth: Methods = {
  'auth.test': {
    scopes: [],
    run(_args, { store }) {
      const { team, bot } = store.workspace;
      return {
        url: `https://${team.domain}.slack.com/`,
        team: team.name,
        user: bot.name,
        team_id: team.id,
        user_id: bot.user_id,
        bot_id: bot.bot_id,
        is_enterprise_install: false,
      };
    },
  },
  'apps.connections.open': {
    token: 'app',
    scopes: [],
    run: (_args, { sockets }) => ({ url: sockets.ticket() }),
  },
};
