/** The access.yaml of the demo, for the people, machines and channels that the sandbox begins with. */

/** What is used of the sandbox's `GET /sandbox/state`. */
export type DemoWorld = {
  readonly groups: readonly { readonly id: string; readonly displayName: string }[];
  readonly slack: { readonly channels: readonly { readonly id: string; readonly name: string }[] };
  readonly teams: { readonly channels: readonly { readonly id: string; readonly name: string }[] };
};

export function demoPolicy(world: DemoWorld): string {
  const group = (name: string) => `${idOf(world.groups, (each) => each.displayName, name)} # ${name}`;
  /** The channel of that name in each chat, as a list with this much space before it. */
  const channels = (name: string, space: string) =>
    (['slack', 'teams'] as const)
      .map((chat) => `\n${space}- ${chat}:${idOf(world[chat].channels, (each) => each.name, name)} # ${name}`)
      .join('');
  return `# yaml-language-server: $schema=../../docs/access.schema.json
#
# The demo's policy. Change it while the demo runs: it is read again within seconds.

operators:
  groups: ${group('Platform Operators')}
  channels:${channels('platform-ops', '    ')}

rules:
  - name: Production databases, as administrator
    match:
      tags: { env: prod, tier: db }
      role: admin
    ask:
      groups: ${group('Engineers')}
    approve:
      groups: ${group('VM Approvers')}
      needed: 2
      channels:${channels('vm-approvals', '        ')}
    duration: { longest: 2h, default: 30m }
    lapse: 4h

  - name: Production
    match:
      tags: { env: prod }
    ask:
      groups: ${group('Engineers')}
    approve:
      groups: ${group('VM Approvers')}
      channels:${channels('vm-approvals', '        ')}
    duration: { longest: 4h, default: 1h }

  - name: Development
    match:
      tags: { env: dev }
    ask: everyone
    approve:
      groups:
        - ${group('VM Approvers')}
        - ${group('Engineers')}
      channels:${channels('vm-approvals', '        ')}
    duration: { longest: 1d, default: 2h }
    reason: optional

# Where sign-in fails: Latchkey may look inside these, and mend what somebody agrees to.
troubleshooting:
  - match:
      tags: { env: dev }
    inside: true
    mend: [start, extension, application]
`;
}

function idOf<Thing extends { readonly id: string }>(
  all: readonly Thing[],
  nameOf: (thing: Thing) => string,
  name: string,
): string {
  const found = all.find((each) => nameOf(each) === name);
  if (found === undefined) throw new Error(`The sandbox knows no “${name}”.`);
  return found.id;
}
