/** The app's credentials in this workspace: the same after every start, and what environment.ts tells a bot. */
export const BOT_TOKEN = 'xoxb-sandbox-bot-token';
export const APP_TOKEN = 'xapp-sandbox-app-token';
export const SIGNING_SECRET = 'sandbox-signing-secret';
/** The old verification token that every payload still carries. */
export const VERIFICATION_TOKEN = 'sandbox-verification-token';

/** What the app may do until told otherwise (`POST /sandbox/slack/app`). */
export const SCOPES: readonly string[] = [
  'app_mentions:read',
  'channels:history',
  'channels:read',
  'chat:write',
  'commands',
  'groups:history',
  'groups:read',
  'im:history',
  'im:write',
  'users:read',
  'users:read.email',
];
