import { isRecord } from '../blocks/check.ts';
import type { Problem } from '../blocks/check.ts';
import { validateAttachments, validateBlocks, validateView } from '../blocks/validate.ts';
import { ApiError } from './method.ts';
import type { Methods } from './method.ts';

export const blocks: Methods = {
  'blocks.validate': {
    scopes: [],
    run(args) {
      const given = { blocks: args.json('blocks'), message: args.json('message'), view: args.json('view') };
      const problems = problemsIn(given);
      if (problems.length === 0) return {};
      const errors = problems.map(({ message, pointer }) => ({ code: 'invalid', message, pointer }));
      throw new ApiError('invalid_blocks', { more: { errors } });
    },
  },
};

function problemsIn({ blocks: list, message, view }: Record<'blocks' | 'message' | 'view', unknown>): Problem[] {
  if (list !== undefined) return validateBlocks(list, 'message');
  if (isRecord(view)) return validateView(view, view['type'] === 'home' ? 'home' : 'modal');
  if (!isRecord(message)) throw new ApiError('invalid_arguments');
  return [
    ...(message['blocks'] === undefined ? [] : validateBlocks(message['blocks'], 'message')),
    ...(message['attachments'] === undefined ? [] : validateAttachments(message['attachments'], 'message')),
  ];
}
