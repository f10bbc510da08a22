import { startSession, type Answer, type Session } from '../session.ts';
import type { Json } from '../../teams/json.ts';
import { startBot, type Bot } from './bot.ts';

export const APPROVALS = '19:approvals@thread.tacv2';

// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Loose = any;

/** A sandbox with a bot in its Teams, and short ways to act as its people. */
export type Stage = {
  readonly session: Session;
  readonly bot: Bot;
  /** An act of a person; throws when the order itself was refused. */
  act(user: string, what: string, order?: Json): Promise<Loose>;
  screen(user: string, query?: string): Promise<Loose>;
  /** The messages this person sees in a conversation; in their own with the bot unless another is named. */
  messages(user: string, conversation?: string): Promise<Loose[]>;
  /** A call of the connector with the bot's own good token. */
  connector(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** A token of Entra for this application. */
  token(form: Record<string, string>): Promise<Loose>;
  close(): Promise<void>;
};

export async function startStage(): Promise<Stage> {
  const session = await startSession();
  const { sandbox } = session;
  const bot = await startBot(sandbox);
  await session.control('POST', '/sandbox/teams/app', { endpoint: bot.endpoint });

  const token = async (form: Record<string, string>) => {
    const response = await fetch(`${sandbox.urls.entra}/${session.env('MicrosoftAppTenantId')}/oauth2/v2.0/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: session.env('MicrosoftAppId'),
        client_secret: session.env('MicrosoftAppPassword'),
        scope: 'https://api.botframework.com/.default',
        ...form,
      }),
    });
    return response.json();
  };

  const screen = async (user: string, query = '') => {
    const { status, body } = await session.control('GET', `/sandbox/teams/people/${user}/screen${query}`);
    if (status !== 200) throw new Error(String(body.error));
    return body;
  };

  return {
    session,
    bot,
    screen,
    token,
    async act(user, what, order = {}) {
      const { status, body } = await session.control('POST', `/sandbox/teams/people/${user}/${what}`, order);
      if (status !== 200) throw new Error(String(body.error));
      return body;
    },
    async messages(user, conversation) {
      const { conversations } = await screen(user);
      const found = conversations.find((one: Loose) =>
        conversation === undefined ? one.is === 'personal' : one.id === conversation,
      );
      return found?.messages ?? [];
    },
    async connector(method, path, body, headers) {
      const { access_token } = await token({});
      const { urls } = sandbox;
      const response = await fetch(`${urls.teams}/connector/${path}`, {
        method,
        headers: {
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
          Authorization: `Bearer ${access_token}`,
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : null };
    },
    async close() {
      await bot.close();
      await sandbox.close();
    },
  };
}
