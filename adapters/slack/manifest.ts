/** The app as Slack is told of it (docs.slack.dev, reference/app-manifest). */

/** What the bot token may do, each for a reason. */
export const SCOPES = {
  commands: 'the /vm command and the global shortcut',
  'chat:write': 'cards in channels the bot was invited to, and in direct messages',
  'im:write': 'opening the direct message with a person',
  'im:history': 'hearing what people write to the bot, and finding a card again whose reply was lost',
  'channels:read': 'seeing whether a public channel is shared with another organisation',
  'groups:read': 'the same for private channels',
  'channels:history': 'finding a card again in a public channel',
  'groups:history': 'finding a card again in a private channel',
  'users:read': 'seeing that a person is a full member of the workspace',
  'users:read.email': 'finding the same person in Entra ID',
} as const;

/** Without these a card may be posted twice after a lost reply; everything else works. */
export const OPTIONAL_SCOPES: readonly string[] = ['channels:history', 'groups:history'];

export type ManifestOptions = { readonly publicUrl?: string; readonly socketMode: boolean };

/** Throws when neither Socket Mode nor a public address is there: Slack would have no way to reach the bot. */
export function slackManifest({ publicUrl, socketMode }: ManifestOptions) {
  if (!socketMode && publicUrl === undefined)
    throw new Error('Set PUBLIC_URL, or SLACK_APP_TOKEN for Socket Mode: Slack needs a way to reach Latchkey');
  const url = socketMode ? undefined : new URL('/slack/events', publicUrl).href;
  return {
    display_information: {
      name: 'Latchkey',
      description: 'Ask for a VM. Someone approves. Access opens, and closes itself.',
      background_color: '#1f3a5f',
    },
    features: {
      app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: false },
      bot_user: { display_name: 'latchkey', always_online: true },
      shortcuts: [
        {
          name: 'Ask for a VM',
          type: 'global',
          callback_id: 'request_access',
          description: 'Opens the form to ask for access to a VM',
        },
      ],
      slash_commands: [
        {
          command: '/vm',
          description: 'Ask for access to a VM',
          usage_hint: '[request NAME 2h reason | help me … | mine | help]',
          should_escape: false,
          ...(url === undefined ? {} : { url }),
        },
      ],
    },
    oauth_config: { scopes: { bot: Object.keys(SCOPES) } },
    settings: {
      event_subscriptions: {
        bot_events: ['app_home_opened', 'message.im', 'user_change'],
        ...(url === undefined ? {} : { request_url: url }),
      },
      interactivity: {
        is_enabled: true,
        // The search for a VM asks at an address of its own in HTTP mode.
        ...(url === undefined ? {} : { request_url: url, message_menu_options_url: url }),
      },
      org_deploy_enabled: false,
      socket_mode_enabled: socketMode,
      token_rotation_enabled: false,
    },
  };
}
