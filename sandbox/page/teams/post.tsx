/** @jsxImportSource preact */
import { useEffect } from 'preact/hooks';
import { Avatar, BotAvatar } from '../app/avatar.tsx';
import { shortName } from '../app/people.ts';
import type { Post, TeamsConversation } from '../app/shapes.ts';
import { clock } from '../blocks/dates.ts';
import { CardView } from '../cards/card-view.tsx';
import { PostText } from './post-text.tsx';
import type { Table } from './teams-chat.tsx';

export function PostView(props: { post: Post; conversation: TeamsConversation; table: Table }) {
  const { post, conversation, table } = props;
  const { acting, state, person } = table;
  const author = post.bot ? undefined : state.people.find(({ teams }) => teams?.id === post.from);
  const name = post.bot ? (state.teams.bot?.name ?? 'Latchkey') : shortName(author?.displayName ?? 'Somebody');
  const at = new Date(Number(post.id));
  const kind = [
    post.replyTo === null ? '' : ' is-reply',
    author?.key === person.key ? ' is-own' : '',
    post.deleted ? ' is-deleted' : '',
  ].join('');
  const here = { conversation: conversation.id, message: post.id };
  // What was said below a card was said of the card as it was.
  useEffect(() => {
    if (acting.word?.where === post.id || acting.trouble?.where === post.id) acting.clear();
  }, [JSON.stringify(post.card)]);
  return (
    <article class={`message post${kind}`} data-testid="message" data-id={post.id} aria-label={`${name}, ${clock(at)}`}>
      {author === undefined ? <BotAvatar /> : <Avatar person={author} />}
      <div class="message-main">
        <p class="message-by">
          <b>
            <bdi>{name}</bdi>
          </b>
          <time dateTime={at.toISOString()}>{clock(at)}</time>
          {post.edited && !post.deleted && <span class="edited">Edited</span>}
        </p>
        {post.deleted && <p class="post-gone">This message has been deleted.</p>}
        {post.text !== '' && (
          <div class="post-text">
            <PostText post={post} />
          </div>
        )}
        {post.card !== null && (
          <CardView
            card={post.card}
            busy={acting.busy?.where === post.id}
            host={{
              press: (button, inputs) =>
                void acting.run({ where: post.id, control: button }, 'press', { ...here, action: button, inputs }),
              search: (input, text) => table.search({ ...here, input, text }),
            }}
          />
        )}
        {acting.trouble?.where === post.id && (
          <p class="trouble" role="alert">
            {acting.trouble.text}
          </p>
        )}
        {acting.word?.where === post.id && !acting.word.closing && (
          <p class="post-word" role="status">
            {acting.word.text}
          </p>
        )}
      </div>
    </article>
  );
}
