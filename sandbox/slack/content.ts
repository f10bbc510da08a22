/** What an app may put into a message, whichever way it sends it. */
import { isRecord } from './blocks/check.ts';
import { messagesOf, validateAttachments, validateBlocks } from './blocks/validate.ts';
import type { Surface } from './blocks/surfaces.ts';
import { ApiError } from './webapi/method.ts';

/** Characters of `text`; Slack advises 4,000 (docs.slack.dev, reference/methods/chat.postMessage). */
const LONGEST = 40_000;

export type Draft = { text?: string | undefined; blocks?: unknown; attachments?: unknown; metadata?: unknown };

/** Throws what Slack would answer to this content. */
export function mustBeSound(draft: Draft, surface: Surface): void {
  const { text, blocks, attachments, metadata } = draft;
  if (blocks !== undefined && !Array.isArray(blocks)) throw new ApiError('invalid_blocks_format');
  if (attachments !== undefined && !Array.isArray(attachments)) throw new ApiError('invalid_attachments');
  if ((attachments?.length ?? 0) > 100) throw new ApiError('too_many_attachments');
  if (text !== undefined && [...text].length > LONGEST) throw new ApiError('msg_too_long');
  const problems = [
    ...(blocks ? validateBlocks(blocks, surface) : []),
    ...(attachments ? validateAttachments(attachments, surface) : []),
  ];
  if (problems.length > 0) {
    const messages = messagesOf(problems);
    throw new ApiError('invalid_blocks', { messages, more: { errors: messages.map((line) => line.slice(8)) } });
  }
  if (metadata !== undefined) mustBeMetadata(metadata);
}

export function mustSaySomething({ text, blocks, attachments }: Draft): void {
  const says = [blocks, attachments].some((list) => Array.isArray(list) && list.length > 0);
  if (!says && !text) throw new ApiError('no_text');
}

function mustBeMetadata(metadata: unknown): void {
  if (!isRecord(metadata)) throw new ApiError('invalid_metadata_format');
  if (Object.keys(metadata).length === 0) return;
  if (typeof metadata['event_type'] !== 'string' || !isRecord(metadata['event_payload'])) {
    throw new ApiError('invalid_metadata_format');
  }
}
