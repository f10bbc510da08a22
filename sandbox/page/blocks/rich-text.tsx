/** @jsxImportSource preact */
import type { ComponentChildren } from 'preact';
import { emoji } from './emoji.ts';
import { withGlyphs } from './glyphs.tsx';
import type { RichLeaf, RichPart } from './shapes.ts';
import { Link, Moment } from './text.tsx';
import type { Names } from './text.tsx';

export function RichText({ parts, names }: { parts: readonly RichPart[]; names: Names }) {
  return <>{parts.map((part) => drawPart(part, names))}</>;
}

function drawPart(part: RichPart, names: Names): ComponentChildren {
  const inside = part.elements.map((child) => ('elements' in child ? drawPart(child, names) : drawLeaf(child, names)));
  switch (part.type) {
    case 'rich_text_section':
      return <p class="rich">{inside}</p>;
    case 'rich_text_quote':
      return <blockquote>{inside}</blockquote>;
    case 'rich_text_preformatted':
      return <pre>{inside}</pre>;
    case 'rich_text_list': {
      const items = inside.map((item) => <li>{item}</li>);
      return part.style === 'ordered' ? <ol>{items}</ol> : <ul>{items}</ul>;
    }
  }
}

function drawLeaf(leaf: RichLeaf, names: Names): ComponentChildren {
  let drawn = leafText(leaf, names);
  if (leaf.style?.code) drawn = <code>{drawn}</code>;
  if (leaf.style?.bold) drawn = <strong>{drawn}</strong>;
  if (leaf.style?.italic) drawn = <em>{drawn}</em>;
  if (leaf.style?.strike) drawn = <s>{drawn}</s>;
  return drawn;
}

function leafText(leaf: RichLeaf, names: Names): ComponentChildren {
  switch (leaf.type) {
    case 'link':
      return <Link url={leaf.url ?? ''}>{leaf.text ?? leaf.url}</Link>;
    case 'user':
      return <span class="mention">@{names.user(leaf.user_id ?? '')}</span>;
    case 'channel':
      return <span class="mention">#{names.channel(leaf.channel_id ?? '')}</span>;
    case 'usergroup':
      return <span class="mention">@group</span>;
    case 'broadcast':
      return <span class="mention mention-loud">@{leaf.range}</span>;
    case 'emoji':
      return withGlyphs(emoji(leaf.name ?? ''));
    case 'date':
      return (
        <Moment
          seconds={leaf.timestamp ?? Number.NaN}
          format={leaf.format ?? '{date} {time}'}
          fallback={leaf.fallback ?? ''}
          url={leaf.url}
        />
      );
    default:
      return withGlyphs(leaf.text ?? '');
  }
}
