/** Who we are: asked of Slack once, and again after a failure. */
import type { webApi } from '@slack/bolt';
import { Fault } from '../../src/faults.ts';
import { faultOf } from './faults.ts';
import type { Own } from './guard.ts';

export type AskOwn = {
  /** From Slack, or remembered. Throws Fault. */
  ask(): Promise<Own>;
  /** What is remembered. */
  known(): Own | undefined;
};

export function askOwn(client: webApi.WebClient): AskOwn {
  let known: Own | undefined;
  return {
    known: () => known,
    ask: async () => {
      if (known !== undefined) return known;
      const answer = await client.auth.test().catch((error: unknown) => {
        throw faultOf(error, 'auth.test');
      });
      const { team_id: team = '', user_id: botUser = '', bot_id: bot = '', enterprise_id: enterprise = '' } = answer;
      if (team === '' || bot === '')
        throw new Fault('chat_forbidden', 'auth.test: this token is not that of a bot in a workspace');
      known = { team, botUser, bot, enterprise };
      return known;
    },
  };
}
