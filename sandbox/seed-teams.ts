import { uuidOf } from './ids.ts';
import type { TeamsWorkspace } from './model.ts';
import { people } from './seed-people.ts';

/** The team "Contoso VMs", with the bot in it. A team's id is that of its channel General. */
export function teamsWorkspace(): TeamsWorkspace {
  const team = '19:contosovms@thread.tacv2';
  return {
    app: {
      id: uuidOf('application:latchkey-teams'),
      secret: 'sandbox-bot-secret',
      objectId: uuidOf('principal:latchkey-teams'),
      name: 'Latchkey',
    },
    issuer: 'https://api.botframework.com',
    team: { id: team, name: 'Contoso VMs', aadGroupId: uuidOf('team:Contoso VMs'), installed: true },
    channels: [
      {
        id: team,
        name: 'General',
        members: people()
          .filter(({ key, teams }) => key !== 'erik' && teams !== null && !teams.deleted)
          .map(({ key }) => key),
      },
      { id: '19:approvals@thread.tacv2', name: 'vm-approvals', members: ['mia', 'tom', 'olga'] },
      { id: '19:platformops@thread.tacv2', name: 'platform-ops', members: ['olga', 'bo'] },
    ],
  };
}
