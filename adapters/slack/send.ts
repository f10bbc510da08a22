/** Calls that show something: post, redraw, find again, publish, answer privately, open and change views. */
import type { types, webApi } from '@slack/bolt';
import type { Card } from '../../workflows/card.ts';
import type { ChatUser } from '../../workflows/language.ts';
import { Fault } from '../../src/faults.ts';
import type { Clock } from '../../src/ports.ts';
import type { Log } from './client.ts';
import { faultOf, slackError } from './faults.ts';
import type { Own } from './guard.ts';
import { paintHome, paintMessage } from './paint.ts';
import { replyRoute } from './reply.ts';

/** Where a message stands. */
export type Spot = { readonly channel: string; readonly ts: string };

export type Sender = {
  /** @param channel a channel's id; or a person's, which posts to the direct message with them */
  post(channel: string, card: Card, key: string): Promise<Spot>;
  /** False when there is no such message any more. */
  update(spot: Spot, card: Card): Promise<boolean>;
  /** A message of ours with this key among the newest 100; undefined too when the bot may not look. */
  find(channel: string, key: string): Promise<Spot | undefined>;
  /** The id of the conversation with this person, opened if need be. */
  direct(user: ChatUser): Promise<string>;
  publish(user: ChatUser, card: Card): Promise<void>;
  /** Privately, where the person spoke; false when that way is closed, for ever or by now. */
  answer(token: string, card: Card): Promise<boolean>;
  /** Opens a modal and answers its id. */
  open(trigger: string, view: types.ModalView): Promise<string>;
  change(viewId: string, view: types.ModalView): Promise<void>;
};

const EVENT_TYPE = 'latchkey_card';

export type SenderOptions = {
  readonly client: webApi.WebClient;
  readonly apiUrl: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly own: () => Promise<Own>;
};

export function senderOf({ client, apiUrl, clock, log, own }: SenderOptions): Sender {
  const publishing = new Map<string, Promise<void>>();
  let toldOfScope = false;

  return {
    post: async (channel, card, key) => {
      const answer = await client.chat
        .postMessage({
          channel,
          ...paintMessage(card),
          metadata: { event_type: EVENT_TYPE, event_payload: { key } },
          mrkdwn: false,
          unfurl_links: false,
          unfurl_media: false,
        })
        .catch((error: unknown) => {
          throw faultOf(error, 'chat.postMessage');
        });
      if (answer.channel === undefined || answer.ts === undefined)
        throw new Fault('chat_rejected', 'chat.postMessage: Slack did not say where the message stands');
      return { channel: answer.channel, ts: answer.ts };
    },

    update: async (spot, card) => {
      try {
        await client.chat.update({ ...spot, ...paintMessage(card) });
        return true;
      } catch (error) {
        const refusal = slackError(error);
        if (refusal === 'message_not_found' || refusal === 'cant_update_message') return false;
        throw faultOf(error, 'chat.update');
      }
    },

    find: async (channel, key) => {
      const { bot } = await own();
      try {
        const { messages = [] } = await client.conversations.history({
          channel,
          limit: 100,
          include_all_metadata: true,
        });
        // Metadata can be written by any app in the channel, so only what we posted ourselves is ours to redraw.
        const found = messages.find((message) => message.bot_id === bot && keyOf(message) === key);
        return found?.ts === undefined ? undefined : { channel, ts: found.ts };
      } catch (error) {
        if (slackError(error) !== 'missing_scope') throw faultOf(error, 'conversations.history');
        if (!toldOfScope)
          log.warn({ method: 'conversations.history' }, 'Without the history scopes a card may be posted twice');
        toldOfScope = true;
        return undefined;
      }
    },

    direct: async (user) => {
      const { channel } = await client.conversations.open({ users: user.id }).catch((error: unknown) => {
        throw faultOf(error, 'conversations.open');
      });
      if (channel?.id === undefined)
        throw new Fault('chat_rejected', 'conversations.open: Slack named no conversation');
      return channel.id;
    },

    publish: async (user, card) => {
      // One at a time for each person: two at once could leave the older one standing.
      const before = publishing.get(user.id) ?? Promise.resolve();
      const mine = before.catch(() => {}).then(() => publishOnce(client, user.id, paintHome(card)));
      publishing.set(user.id, mine);
      try {
        await mine;
      } finally {
        if (publishing.get(user.id) === mine) publishing.delete(user.id);
      }
    },

    answer: async (token, card) => {
      const route = replyRoute(token, clock.now(), apiUrl);
      if (route === undefined) return false;
      const body = { response_type: 'ephemeral', replace_original: false, ...paintMessage(card) };
      const response = await fetch(route.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: JSON.stringify(body),
        redirect: 'error',
        signal: AbortSignal.timeout(2500),
      }).catch((error: unknown) => {
        throw faultOf(error, 'response_url');
      });
      await response.body?.cancel();
      if (response.status === 429) {
        const seconds = Number(response.headers.get('retry-after') ?? '1');
        throw new Fault('chat_throttled', 'response_url', {
          retryAfter: (Number.isFinite(seconds) ? seconds : 1) * 1000,
        });
      }
      if (response.status >= 500) throw new Fault('chat_unreachable', `response_url: HTTP ${response.status}`);
      if (!response.ok)
        log.info({ status: response.status }, 'A response URL is used up; answering in the direct message');
      return response.ok;
    },

    open: async (trigger, view) => {
      const answer = await client.views.open({ trigger_id: trigger, view }).catch((error: unknown) => {
        throw faultOf(error, 'views.open');
      });
      return answer.view?.id ?? '';
    },

    change: async (viewId, view) => {
      await client.views.update({ view_id: viewId, view }).catch((error: unknown) => {
        throw faultOf(error, 'views.update');
      });
    },
  };
}

function keyOf(message: { metadata?: { event_type?: string; event_payload?: object } }): unknown {
  const payload = message.metadata?.event_payload;
  if (message.metadata?.event_type !== EVENT_TYPE || payload === undefined) return undefined;
  return 'key' in payload ? payload.key : undefined;
}

/** Slack refuses with `hash_conflict` when it saw two changes at once; ours is made from the newest state, so once more. */
async function publishOnce(client: webApi.WebClient, user: string, view: types.HomeView, again = true): Promise<void> {
  try {
    await client.views.publish({ user_id: user, view });
  } catch (error) {
    if (again && slackError(error) === 'hash_conflict') return publishOnce(client, user, view, false);
    throw faultOf(error, 'views.publish');
  }
}
