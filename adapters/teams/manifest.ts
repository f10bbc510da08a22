/** The app as Teams is told of it (learn.microsoft.com, microsoftteams/platform, manifest schema 1.19), and its package. */
import { readFile } from 'node:fs/promises';
import { zipSync } from 'fflate';

/** What people are offered when they write to the bot; workflows/parse.ts understands them. */
const COMMANDS = [
  { title: 'request', description: 'Ask for a VM: opens the form, or “request NAME 2h reason” at once' },
  { title: 'mine', description: 'Your access, your requests, and what waits for your decision' },
  { title: 'status', description: 'The same as mine' },
  { title: 'done', description: 'End access that you no longer need' },
  { title: 'help me', description: 'Sign-in to a VM fails: say what happens, and Latchkey finds out why' },
  { title: 'help', description: 'How to use Latchkey' },
];

export type ManifestOptions = { readonly appId: string | undefined; readonly publicUrl: string | undefined };

/** Throws when the bot has no id, or Teams no way to reach it. */
export function teamsManifest({ appId, publicUrl }: ManifestOptions) {
  if (appId === undefined)
    throw new Error('Set MicrosoftAppId and the rest of Teams first: the manifest names the bot');
  if (publicUrl === undefined || !publicUrl.startsWith('https://'))
    throw new Error('Set PUBLIC_URL to an https address: Teams needs a way to reach Latchkey');
  return {
    $schema: 'https://developer.microsoft.com/json-schemas/teams/v1.19/MicrosoftTeams.schema.json',
    manifestVersion: '1.19',
    version: '1.0.0',
    id: appId,
    developer: { name: 'Latchkey', websiteUrl: publicUrl, privacyUrl: publicUrl, termsOfUseUrl: publicUrl },
    name: { short: 'Latchkey', full: 'Latchkey: access to VMs, for a while' },
    description: {
      short: 'Ask for a VM. Someone approves. Access opens, and closes itself.',
      full: 'Ask for access to an Azure VM from a chat. An approver decides on a card. Access opens for as long as was agreed, and closes itself.',
    },
    icons: { color: 'color.png', outline: 'outline.png' },
    accentColor: '#1F3A5F',
    bots: [
      {
        botId: appId,
        scopes: ['personal', 'team', 'groupChat'],
        supportsFiles: false,
        isNotificationOnly: false,
        commandLists: [{ scopes: ['personal', 'team', 'groupChat'], commands: COMMANDS }],
      },
    ],
    composeExtensions: [
      {
        botId: appId,
        commands: [
          {
            id: 'request',
            type: 'action',
            title: 'Ask for a VM',
            description: 'Opens the form to ask for access to a VM',
            context: ['compose', 'commandBox'],
            fetchTask: true,
          },
        ],
      },
    ],
    permissions: ['identity', 'messageTeamMembers'],
    validDomains: [new URL(publicUrl).host],
  };
}

/** The zip that is uploaded in Teams' admin centre. */
export async function teamsPackage(manifest: unknown): Promise<Uint8Array> {
  const icon = (name: string) => readFile(new URL(`./icons/${name}`, import.meta.url));
  const [color, outline] = await Promise.all([icon('color.png'), icon('outline.png')]);
  return zipSync({
    'manifest.json': new TextEncoder().encode(JSON.stringify(manifest, undefined, 2)),
    'color.png': color,
    'outline.png': outline,
  });
}
