/** What Slack makes of `<…>` in text: mentions, links and dates (docs.slack.dev, messaging/formatting-message-text). */
import { isRecord } from './check.ts';

export type Mark =
  | { readonly is: 'user' | 'channel' | 'group' | 'broadcast'; readonly id: string }
  | { readonly is: 'link'; readonly url: string; readonly label: string }
  | { readonly is: 'date'; readonly seconds: number; readonly label: string };

export function marksIn(text: string): Mark[] {
  return [...text.matchAll(/<([^<>\n]+)>/g)].flatMap((found) => mark(found[1] ?? '') ?? []);
}

function mark(inside: string): Mark | undefined {
  const [target, label] = split(inside);
  if (/^@[UW]\w+$/.test(target)) return { is: 'user', id: target.slice(1) };
  if (/^#[CG]\w+$/.test(target)) return { is: 'channel', id: target.slice(1) };
  if (/^!subteam\^\w+$/.test(target)) return { is: 'group', id: target.slice('!subteam^'.length) };
  if (/^!(here|channel|everyone)$/.test(target)) return { is: 'broadcast', id: target.slice(1) };
  const date = /^!date\^(\d+)\^/.exec(target);
  if (date) return { is: 'date', seconds: Number(date[1]), label };
  if (/^(https?:\/\/|mailto:)\S+$/.test(target)) return { is: 'link', url: target, label };
  return undefined;
}

function split(inside: string): [string, string] {
  const bar = inside.indexOf('|');
  return bar < 0 ? [inside, ''] : [inside.slice(0, bar), inside.slice(bar + 1)];
}

/** Slack stores `&`, `<` and `>` escaped unless they are part of an entity or of something it understands. */
export function storedText(text: string): string {
  return text
    .replace(/&(?!(amp|lt|gt);)/g, '&amp;')
    .replace(/<([^<>\n]*)>|[<>]/g, (whole, inside: string | undefined) => {
      if (inside !== undefined && mark(inside)) return whole;
      return whole.replaceAll('<', '&lt;').replaceAll('>', '&gt;');
    });
}

/** Every mrkdwn text in a message or view. */
export function mrkdwnIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(mrkdwnIn);
  if (!isRecord(value)) return [];
  if (value['type'] === 'mrkdwn' && typeof value['text'] === 'string') return [value['text']];
  return Object.values(value).flatMap(mrkdwnIn);
}
