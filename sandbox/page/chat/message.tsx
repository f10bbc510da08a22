/** @jsxImportSource preact */
import { Avatar, BotAvatar } from '../app/avatar.tsx';
import { shortName } from '../app/people.ts';
import type { Message, Person } from '../app/shapes.ts';
import { Blocks } from '../blocks/blocks.tsx';
import { clock } from '../blocks/dates.ts';
import { Mrkdwn } from '../blocks/text.tsx';
import { deskFor } from './desk-for.ts';
import type { SurfaceFacts } from './desk-for.ts';

export function MessageView(props: {
  message: Message;
  channel: string;
  /** The person who wrote it; undefined for the app. */
  author: Person | undefined;
  facts: Omit<SurfaceFacts, 'where' | 'target' | 'id'> & { id: string };
}) {
  const { message, channel, author, facts } = props;
  const desk = deskFor({
    ...facts,
    id: `${facts.id}-${message.ts}`,
    where: message.ts,
    target: { channel, ts: message.ts },
  });
  const at = new Date(Number(message.ts.split('.')[0]) * 1000);
  const reply = (message.thread_ts ?? message.ts) !== message.ts;
  const kind = `${message.ephemeral === true ? ' is-ephemeral' : ''}${reply ? ' is-reply' : ''}`;
  const name = author === undefined ? 'Latchkey' : shortName(author.displayName);
  return (
    <article class={`message${kind}`} data-testid="message" data-ts={message.ts} aria-label={`${name}, ${clock(at)}`}>
      {author === undefined ? <BotAvatar /> : <Avatar person={author} />}
      <div class="message-main">
        {message.ephemeral === true && <p class="ephemeral">Only visible to you</p>}
        <p class="message-by">
          <b>
            <bdi>{name}</bdi>
          </b>
          {author === undefined && <span class="app-tag">App</span>}
          <time dateTime={at.toISOString()}>{clock(at)}</time>
          {message.edited === true && <span class="edited">edited</span>}
        </p>
        <Body message={message} desk={desk} />
        {facts.acting.trouble?.where === message.ts && (
          <p class="trouble" role="alert">
            {facts.acting.trouble.text}
          </p>
        )}
      </div>
    </article>
  );
}

function Body({ message, desk }: { message: Message; desk: ReturnType<typeof deskFor> }) {
  const blocks = message.blocks ?? [];
  const attachments = message.attachments ?? [];
  return (
    <>
      {blocks.length > 0 && <Blocks blocks={blocks} desk={desk} />}
      {blocks.length === 0 && message.text !== undefined && message.text !== '' && attachments.length === 0 && (
        <div class="b-text">
          <Mrkdwn source={message.text} names={desk.names} />
        </div>
      )}
      {attachments.map((attachment, index) => (
        <div key={index} class="attachment" style={colour(attachment.color)}>
          {attachment.blocks && <Blocks blocks={attachment.blocks} desk={desk} />}
        </div>
      ))}
    </>
  );
}

function colour(given: string | undefined): { borderLeftColor: string } | undefined {
  return given !== undefined && /^#?[0-9a-f]{6}$/i.test(given)
    ? { borderLeftColor: `#${given.replace('#', '')}` }
    : undefined;
}
