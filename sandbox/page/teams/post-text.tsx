/** @jsxImportSource preact */
import type { Post } from '../app/shapes.ts';
import { CardView } from '../cards/card-view.tsx';

/** What people write is text as it stands, but for the mention; what an app writes may be Markdown. */
export function PostText({ post }: { post: Post }) {
  if (post.bot && post.textFormat !== 'plain') return <CardView card={asCard(post.text)} busy={false} host={NOBODY} />;
  const names = post.mentions.flatMap(({ text }) => (text === undefined ? [] : [text]));
  return <>{parts(post.text, names).map(([text, is]) => (is ? <b class="mention">{withoutTags(text)}</b> : text))}</>;
}

/** Drawn by the same package, so that Markdown is read in one place. */
function asCard(text: string) {
  return { type: 'AdaptiveCard', version: '1.5', body: [{ type: 'TextBlock', text, wrap: true }] };
}

const NOBODY = { press: () => undefined, search: () => Promise.resolve([]) };

/** The text in pieces, each with whether it is one of the mentions. */
function parts(text: string, mentions: readonly string[]): readonly (readonly [string, boolean])[] {
  const [first, ...rest] = mentions;
  if (first === undefined || !text.includes(first)) return text === '' ? [] : [[text, false]];
  const at = text.indexOf(first);
  return [...parts(text.slice(0, at), []), [first, true], ...parts(text.slice(at + first.length), rest)];
}

function withoutTags(mention: string): string {
  return mention.replaceAll(/<\/?at>/g, '');
}
