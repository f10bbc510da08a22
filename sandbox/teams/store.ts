import { createHash } from 'node:crypto';
import type { SandboxContext } from '../context.ts';
import type { AppSettings, Content, Conversation, Dialog, Member, Message } from './model.ts';

/** All that Teams remembers beyond who is where. Everything goes with a reset but the endpoint. */
export class Store {
  messages: Message[] = [];
  readonly dialogs = new Map<string, Dialog>();
  /** Choices that a search offered to a person, by field. */
  readonly offered = new Map<string, Set<string>>();
  app: AppSettings = { endpoints: [], throttling: false, disabledByAdmin: false };
  readonly context: SandboxContext;
  readonly #opened = new Set<string>();
  #lastId = 0;

  constructor(context: SandboxContext) {
    this.context = context;
  }

  reset(): void {
    this.messages = [];
    this.dialogs.clear();
    this.offered.clear();
    this.#opened.clear();
    this.app = { endpoints: this.app.endpoints, throttling: false, disabledByAdmin: false };
  }

  changed(): void {
    this.context.world.changed('teams');
  }

  get workspace() {
    return this.context.world.now.teams;
  }

  get tenantId(): string {
    return this.context.world.now.tenant.id;
  }

  /** With the slash that the connector's own addresses end in. */
  get serviceUrl(): string {
    return `${this.context.urls.teams}/connector/`;
  }

  get botId(): string {
    return `28:${this.workspace.app.id}`;
  }

  now(): number {
    return this.context.clock.now();
  }

  /** A message's id: the time in milliseconds, unique and rising. */
  id(): string {
    this.#lastId = Math.max(this.#lastId + 1, this.now());
    return String(this.#lastId);
  }

  /** A person by key, `29:` id, Entra object id or user principal name. */
  member(who: string): Member | undefined {
    const person = this.context.world.person(who);
    return person?.teams ? (person as Member) : undefined;
  }

  get members(): readonly Member[] {
    return this.context.world.now.people.filter((person): person is Member => person.teams !== null);
  }

  /** By id, with or without the thread that it may name after a semicolon. */
  conversation(id: string): Conversation | undefined {
    const [base = ''] = id.split(';');
    const channel = this.workspace.channels.find((entry) => entry.id === base);
    if (channel) return { is: 'channel', id: base, name: channel.name, channel };
    const key = [...this.#opened].find((opened) => personalId(opened) === base);
    const member = key === undefined ? undefined : this.member(key);
    return member && { is: 'personal', id: base, name: member.displayName, member: member.key };
  }

  /** The person's conversation with the bot, opened if there is none. It is the same one for ever. */
  personal(member: Member): Conversation {
    this.#opened.add(member.key);
    return { is: 'personal', id: personalId(member.key), name: member.displayName, member: member.key };
  }

  hasOpened(member: Member): boolean {
    return this.#opened.has(member.key);
  }

  /** Conversations with one person that were opened. */
  get personals(): readonly { id: string; member: string }[] {
    return [...this.#opened].map((key) => ({ id: personalId(key), member: key }));
  }

  sees(member: Member, conversation: Conversation): boolean {
    return conversation.is === 'personal'
      ? conversation.member === member.key
      : conversation.channel.members.includes(member.key);
  }

  /** The people of a conversation. */
  membersOf(conversation: Conversation): readonly Member[] {
    return this.members.filter((member) => this.sees(member, conversation));
  }

  post(given: Pick<Message, 'conversation' | 'from' | 'byBot' | 'content'> & { root?: string | undefined }): Message {
    const { root, ...rest } = given;
    const fresh = { edited: false, deleted: false, earlier: [], views: new Map() };
    const message: Message = { id: this.id(), ...rest, ...fresh, ...(root === undefined ? {} : { root }) };
    this.messages.push(message);
    this.changed();
    return message;
  }

  message(conversation: string, id: string): Message | undefined {
    return this.messages.find((entry) => entry.conversation === conversation && entry.id === id);
  }

  /** Replaces what everybody sees; people's own views of it are gone (learn.microsoft.com, sequential workflows). */
  edit(message: Message, content: Content): void {
    message.earlier.push(message.content);
    message.content = content;
    message.edited = true;
    for (const view of message.views.values()) {
      if (view.card) view.earlier.push(view.card);
      view.card = null;
      view.askedAt = -Infinity;
    }
    this.changed();
  }

  remove(message: Message): void {
    message.deleted = true;
    this.changed();
  }
}

function personalId(key: string): string {
  return `a:1${createHash('sha256').update(`conversation:${key}`).digest('base64url')}`;
}
