/** The sandbox's people and its channel of approvers, as Agents Playground's configuration and as a policy. */

/** What is used of the sandbox's `GET /sandbox/state`. */
export type PlaygroundWorld = {
  readonly tenant: { readonly id: string };
  readonly groups: readonly { readonly id: string; readonly displayName: string }[];
  readonly people: readonly {
    readonly key: string;
    readonly id: string;
    readonly displayName: string;
    readonly userPrincipalName: string;
    readonly mail: string;
    readonly teams: { readonly id: string } | null;
  }[];
  readonly teams: {
    readonly bot: { readonly id: string; readonly name: string };
    readonly team: { readonly id: string; readonly name: string; readonly aadGroupId: string };
    readonly channels: readonly { readonly id: string; readonly name: string }[];
  };
};

/** Ana is at the screen. The playground wants five others at least. */
const SCREEN = 'ana';
const OTHERS = ['raj', 'bo', 'mia', 'tom', 'olga'];

/** The playground has one team of one channel beside General. */
const CHANNEL = 'vm-approvals';

/** `.m365agentsplayground.yml`, version 0.1.1 of its schema (aka.ms/teams-app-test-tool-config/0.1.1/config.schema.json). */
export function playgroundConfig(world: PlaygroundWorld): object {
  const { bot } = world.teams;
  const { id, name, aadGroupId } = world.teams.team;
  return {
    version: '0.1.1',
    tenantId: world.tenant.id,
    bot: { id: `28:${bot.id}`, name: bot.name },
    currentUser: userOf(world, SCREEN),
    users: OTHERS.map((key) => userOf(world, key)),
    personalChat: { id: `a:1${SCREEN}` },
    groupChat: { id: '19:group@thread.v2', name: 'Nobody is here' },
    team: { id, name, aadGroupId, channels: [channelOf(world)] },
  };
}

export function playgroundPolicy(world: PlaygroundWorld): string {
  const { id } = channelOf(world);
  const group = (name: string) => world.groups.find(({ displayName }) => displayName === name)?.id ?? '';
  return `operators: { groups: ${group('Platform Operators')}, channels: "teams:${id}" }
rules:
  - name: Everything
    ask: everyone
    approve: { groups: ${group('VM Approvers')}, channels: "teams:${id}" }
    duration: { longest: 4h, default: 1h }
`;
}

function channelOf({ teams }: PlaygroundWorld): { id: string; name: string } {
  const { id = '', name = '' } = teams.channels.find((channel) => channel.name === CHANNEL) ?? {};
  return { id, name };
}

function userOf({ people }: PlaygroundWorld, key: string): object {
  const person = people.find((each) => each.key === key);
  if (person === undefined) throw new Error(`The sandbox knows no “${key}”.`);
  const [givenName = '', surname = ''] = person.displayName.split(' ');
  return {
    id: person.teams?.id,
    name: person.displayName,
    userPrincipleName: person.userPrincipalName,
    aadObjectId: person.id,
    givenName,
    surname,
    email: person.mail,
  };
}
