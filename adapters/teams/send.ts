/** Calls that show something: post, redraw, take away, and open the conversation with a person. */
import type { Activity, ConversationParameters } from 'botbuilder';
import type { ChatUser } from '../../workflows/language.ts';
import { Fault } from '../../src/faults.ts';
import type { Book } from './book.ts';
import type { Connector } from './connector.ts';
import { CALL_WITHIN } from './connector.ts';
import type { AdaptiveCard } from './elements.ts';
import { refusalOf, SHUT } from './faults.ts';
import type { Pace } from './pace.ts';
import type { Painted } from './paint.ts';

/** Where a message stands. */
export type Spot = { readonly conversation: string; readonly activity: string };

export type Sender = {
  /**
   * @param conversation a channel's id, or that of a conversation with a person
   * @param serviceUrl of an outsider's activity: answered where it came from
   */
  post(conversation: string, painted: Painted, serviceUrl?: string): Promise<Spot>;
  /**
   * False when there is no such message any more.
   *
   * @param where whose door it is, a person's object id or a channel, to be marked as shut when Teams says so
   */
  update(spot: Spot, painted: Painted, where?: string): Promise<boolean>;
  /** Nothing happens when it is gone already. */
  remove(spot: Spot): Promise<void>;
  /** Posts to one person, in the conversation with them alone, which is opened if need be. */
  postTo(user: ChatUser, painted: Painted): Promise<Spot>;
  /** The conversation with this person alone. */
  direct(user: ChatUser): Promise<string>;
  /** Where this conversation is reached; any, when the name is empty. Throws Fault when nobody knows. */
  service(conversation: string): Promise<string>;
};

export type SenderOptions = {
  readonly connector: Connector;
  readonly book: Book;
  readonly pace: Pace;
  readonly appId: string;
  readonly tenant: string;
  /** The service URL while Teams has not yet named one. */
  readonly firstService: string | undefined;
};

const PATIENCE = { timeout: CALL_WITHIN };

export function senderOf({ connector, book, pace, appId, tenant, firstService }: SenderOptions): Sender {
  async function service(conversation: string): Promise<string> {
    const known = (await book.service(conversation)) ?? firstService;
    if (known === undefined)
      throw new Fault(
        'chat_place_gone',
        'Teams has not written yet, and no address is known for this cloud: set BOT_SERVICE_URL, or write to the bot once',
      );
    return known;
  }

  /** @param where what is marked as shut when Teams says so: a person's object id or a conversation */
  async function noting<T>(where: string, go: () => Promise<T>): Promise<T> {
    try {
      const done = await go();
      await book.markOpen(where);
      return done;
    } catch (error) {
      const refused = refusalOf(error);
      if (refused?.status === 403 && SHUT.has(refused.code)) await book.markShut(where, refused.code);
      throw error;
    }
  }

  async function post(conversation: string, painted: Painted, serviceUrl?: string): Promise<Spot> {
    await pace.turn(conversation);
    const url = serviceUrl ?? (await service(conversation));
    const { id } = await connector.call(url, 'posting to Teams', (conversations) =>
      conversations.sendToConversation(conversation, messageOf(painted), PATIENCE),
    );
    if (!id) throw new Fault('chat_rejected', 'posting to Teams: it did not say where the message stands');
    return { conversation, activity: id };
  }

  async function open(user: ChatUser): Promise<string> {
    const known = await book.contact(user.id);
    const parameters = {
      bot: { id: `28:${appId}`, name: 'Latchkey' },
      isGroup: false,
      // Of somebody who never wrote only the object id is known, which Teams takes, too.
      members: [{ id: known?.member ?? user.id }],
      tenantId: tenant,
      channelData: { tenant: { id: tenant } },
    } as unknown as ConversationParameters;
    const { id } = await connector.call(
      await service(known?.heardIn ?? ''),
      'opening a conversation in Teams',
      (conversations) => conversations.createConversation(parameters, PATIENCE),
    );
    if (!id) throw new Fault('chat_rejected', 'opening a conversation in Teams: it named none');
    const { member = user.id, name = '', heardIn = '' } = known ?? {};
    await book.keepContact(user.id, { member, name, heardIn, conversation: id });
    return id;
  }

  async function direct(user: ChatUser): Promise<string> {
    const known = (await book.contact(user.id))?.conversation ?? '';
    return known === '' ? open(user) : known;
  }

  return {
    service,
    direct: (user) => noting(user.id, () => direct(user)),
    post: (conversation, painted, serviceUrl) =>
      // An outsider's door is nothing to operators.
      serviceUrl === undefined
        ? noting(conversation, () => post(conversation, painted))
        : post(conversation, painted, serviceUrl),
    postTo: (user, painted) =>
      noting(user.id, async () => {
        const conversation = await direct(user);
        try {
          return await post(conversation, painted);
        } catch (error) {
          // What was remembered is of no use any more: opened anew, once.
          if (refusalOf(error)?.status !== 404) throw error;
          return post(await open(user), painted);
        }
      }),
    update: async (spot, painted, where) => {
      await pace.turn(spot.conversation);
      const redraw = async () =>
        connector.call(await service(spot.conversation), 'redrawing in Teams', (conversations) =>
          conversations.updateActivity(
            spot.conversation,
            spot.activity,
            { ...messageOf(painted), id: spot.activity },
            PATIENCE,
          ),
        );
      try {
        await (where === undefined ? redraw() : noting(where, redraw));
        return true;
      } catch (error) {
        if (refusalOf(error)?.status === 404) return false;
        throw error;
      }
    },
    remove: async (spot) => {
      try {
        await connector.call(await service(spot.conversation), 'taking a message away in Teams', (conversations) =>
          conversations.deleteActivity(spot.conversation, spot.activity, PATIENCE),
        );
      } catch (error) {
        if (refusalOf(error)?.status !== 404) throw error;
      }
    },
  };
}

/** No text beside the card: Teams would show it as Markdown, and the card says it already. */
function messageOf({ summary, card }: Painted): Partial<Activity> {
  return { type: 'message', summary, attachments: [attachmentOf(card)] };
}

export function attachmentOf(card: AdaptiveCard): { contentType: string; content: AdaptiveCard } {
  return { contentType: 'application/vnd.microsoft.card.adaptive', content: card };
}

export function handleOf({ conversation, activity }: Spot): string {
  return `message ${conversation} ${activity}`;
}

/** Undefined for handles that name no message. */
export function spotOf(handle: string | undefined): Spot | undefined {
  const [kind, conversation, activity] = (handle ?? '').split(' ');
  if (kind !== 'message' || conversation === undefined || activity === undefined) return undefined;
  return { conversation, activity };
}
