import { randomBytes, randomInt } from 'node:crypto';
import type { SandboxContext } from '../context.ts';
import type { Channel, Person } from '../model.ts';
import { SCOPES } from './credentials.ts';
import type { AppSettings, Content, DirectMessage, Message, ResponseUrl, Trigger, View } from './model.ts';

const TRIGGER_LIFE = 3000;
const RESPONSE_URL_LIFE = 30 * 60_000;

/** A person who has an account in the workspace. */
export type Member = Person & { readonly slack: NonNullable<Person['slack']> };

/** Where a message can stand. */
export type Conversation =
  | { readonly is: 'channel'; readonly id: string; readonly name: string; readonly channel: Channel }
  | { readonly is: 'im'; readonly id: string; readonly name: string; readonly user: string };

export type MessageChange = {
  readonly is: 'posted' | 'changed' | 'deleted';
  readonly message: Message;
  readonly before?: Content;
};

/** All that Slack remembers about this workspace beyond who is in it. Everything goes with a reset. */
export class Store {
  /** Called for each message that is posted, changed or taken away. */
  onMessage: (change: MessageChange) => void = () => {};
  messages: Message[] = [];
  directs: DirectMessage[] = [];
  /** Open modals by person, lowest first. */
  readonly stacks = new Map<string, View[]>();
  readonly homes = new Map<string, View>();
  readonly triggers = new Map<string, Trigger>();
  readonly responseUrls = new Map<string, ResponseUrl>();
  app: AppSettings = { requestUrl: null, scopes: SCOPES, rateLimits: false };
  readonly context: SandboxContext;
  #lastTs = 0;

  constructor(context: SandboxContext) {
    this.context = context;
  }

  reset(): void {
    this.messages = [];
    this.directs = [];
    for (const map of [this.stacks, this.homes, this.triggers, this.responseUrls]) map.clear();
    this.app = { ...this.app, scopes: SCOPES, rateLimits: false };
  }

  changed(): void {
    this.context.world.changed('slack');
  }

  get workspace() {
    return this.context.world.now.slack;
  }

  now(): number {
    return this.context.clock.now();
  }

  /** A message's timestamp: seconds with six decimals, unique and rising in the whole workspace. */
  ts(): string {
    this.#lastTs = Math.max(this.#lastTs + 1, this.now() * 1000);
    return `${Math.floor(this.#lastTs / 1e6)}.${String(this.#lastTs % 1e6).padStart(6, '0')}`;
  }

  id(prefix: string): string {
    return prefix + randomBytes(8).toString('hex').toUpperCase().slice(0, 10);
  }

  member(who: string): Member | undefined {
    const person = this.context.world.person(who);
    return person?.slack ? (person as Member) : undefined;
  }

  conversation(id: string): Conversation | undefined {
    const channel = this.workspace.channels.find((entry) => entry.id === id);
    if (channel) return { is: 'channel', id, name: channel.name, channel };
    const direct = this.directs.find((entry) => entry.id === id);
    return direct && { is: 'im', id, name: 'directmessage', user: direct.user };
  }

  /** The person's conversation with the bot, opened if there is none. */
  direct(user: string): DirectMessage {
    const found = this.directs.find((entry) => entry.user === user);
    if (found) return found;
    const opened = { id: `D0${user.replace(/^[UW]0?/, '')}`, user };
    this.directs.push(opened);
    return opened;
  }

  /** A channel that somebody of another workspace is in. */
  isShared(channel: Channel): boolean {
    const own = this.workspace.team.id;
    return channel.members.some((id) => (this.member(id)?.slack.team_id ?? own) !== own);
  }

  sees(user: string, conversation: Conversation): boolean {
    return conversation.is === 'im' ? conversation.user === user : conversation.channel.members.includes(user);
  }

  post(message: Omit<Message, 'ts' | 'earlier'>): Message {
    const posted: Message = { ...message, ts: this.ts(), earlier: [] };
    this.messages.push(posted);
    this.changed();
    this.onMessage({ is: 'posted', message: posted });
    return posted;
  }

  message(channel: string, ts: string): Message | undefined {
    return this.messages.find((entry) => entry.channel === channel && entry.ts === ts);
  }

  edit(message: Message, content: Content): void {
    const before = message.content;
    message.earlier.push(before);
    message.content = content;
    message.edited = { user: this.workspace.bot.user_id, ts: this.ts() };
    this.changed();
    this.onMessage({ is: 'changed', message, before });
  }

  remove(message: Message): void {
    this.messages = this.messages.filter((entry) => entry !== message);
    this.changed();
    this.onMessage({ is: 'deleted', message });
  }

  /** Good for three seconds and one use (docs.slack.dev, interactivity/handling-user-interaction). */
  trigger(user: string): string {
    const id = `${randomInt(1e12)}.${randomInt(1e12)}.${randomBytes(16).toString('hex')}`;
    this.triggers.set(id, { user, until: this.now() + TRIGGER_LIFE, used: false });
    return id;
  }

  /** A response URL, good for thirty minutes and five uses (same page). */
  responseUrl(about: Pick<ResponseUrl, 'channel' | 'user' | 'original' | 'thread_ts'>): string {
    const id = randomBytes(18).toString('base64url');
    this.responseUrls.set(id, { ...about, until: this.now() + RESPONSE_URL_LIFE, uses: 0 });
    const origin = new URL(this.context.urls.slack).origin;
    return `${origin}/slack/response/${this.workspace.team.id}/${id}`;
  }

  stack(user: string): View[] {
    const found = this.stacks.get(user);
    if (found) return found;
    const made: View[] = [];
    this.stacks.set(user, made);
    return made;
  }

  /** An open modal, or a published home. */
  view(id: string): View | undefined {
    const all = [...this.stacks.values(), [...this.homes.values()]].flat();
    return all.find((view) => view.id === id);
  }
}
