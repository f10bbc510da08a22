/** @jsxImportSource preact */
import type { ComponentChildren } from 'preact';
import { formatDate } from './dates.ts';
import { emoji } from './emoji.ts';
import { withGlyphs } from './glyphs.tsx';
import { parseMrkdwn } from './mrkdwn.ts';
import type { Node } from './mrkdwn.ts';
import type { PlainText, Text } from './shapes.ts';

/** Names of what text may mention. */
export type Names = { user(id: string): string; channel(id: string): string };

export function TextView({ text, names }: { text: Text; names: Names }) {
  return text.type === 'mrkdwn' ? <Mrkdwn source={text.text} names={names} /> : <PlainView text={text} />;
}

/** Plain text, in which Slack still draws emoji unless told otherwise. */
export function PlainView({ text }: { text: PlainText }) {
  if (text.emoji === false) return <>{withGlyphs(text.text)}</>;
  return <>{withGlyphs(text.text.replace(/:([a-z0-9_+-]{2,40}):/g, (_whole, name: string) => emoji(name)))}</>;
}

export function Mrkdwn({ source, names }: { source: string; names: Names }) {
  return <>{parseMrkdwn(source).map((node) => draw(node, names))}</>;
}

function draw(node: Node, names: Names): ComponentChildren {
  switch (node.is) {
    case 'text':
      return withGlyphs(node.text);
    case 'strong':
      return <strong>{node.inside.map((child) => draw(child, names))}</strong>;
    case 'em':
      return <em>{node.inside.map((child) => draw(child, names))}</em>;
    case 'strike':
      return <s>{node.inside.map((child) => draw(child, names))}</s>;
    case 'quote':
      return <blockquote>{node.inside.map((child) => draw(child, names))}</blockquote>;
    case 'code':
      return <code>{node.text}</code>;
    case 'pre':
      return <pre>{node.text}</pre>;
    case 'break':
      return <br />;
    case 'link':
      return <Link url={node.url}>{node.label}</Link>;
    case 'user':
      return <span class="mention">@{node.label ?? names.user(node.id)}</span>;
    case 'channel':
      return <span class="mention">#{node.label ?? names.channel(node.id)}</span>;
    case 'group':
      return <span class="mention">{node.label ?? '@group'}</span>;
    case 'broadcast':
      return <span class="mention mention-loud">@{node.name.replace(/^@/, '')}</span>;
    case 'emoji':
      return withGlyphs(emoji(node.name));
    case 'date':
      return <Moment seconds={node.at} format={node.format} fallback={node.fallback} url={node.url} />;
  }
}

/** A moment in the reader's own time zone. */
export function Moment(props: { seconds: number; format: string; fallback: string; url: string | undefined }) {
  if (!Number.isFinite(props.seconds)) return <>{props.fallback}</>;
  const at = new Date(props.seconds * 1000);
  const time = (
    <time dateTime={at.toISOString()} title={at.toUTCString()}>
      {formatDate(props.seconds, props.format, new Date())}
    </time>
  );
  return props.url === undefined ? time : <Link url={props.url}>{time}</Link>;
}

/** A link, if its address is of a kind that a chat follows; `javascript:` and the like stay text. */
export function Link({ url, children }: { url: string; children: ComponentChildren }) {
  if (!/^(https?|mailto|ms-rd|rdp):/i.test(url)) return <>{children}</>;
  return (
    <a href={url} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}
