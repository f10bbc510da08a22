import type { View } from '../model.ts';
import type { Store } from '../store.ts';
import { openView, publishHome, pushView, updateView, viewJson } from '../views.ts';
import { ApiError } from './method.ts';
import type { Args, Methods } from './method.ts';

export const views: Methods = {
  'views.open': {
    scopes: [],
    run: (args, { store }) => withTrigger(store, args, (user) => openView(store, user, args.json('view'))),
  },
  'views.push': {
    scopes: [],
    run: (args, { store }) => withTrigger(store, args, (user) => pushView(store, user, args.json('view'))),
  },
  'views.update': {
    scopes: [],
    run(args, { store }) {
      const view = named(store, args);
      return { view: viewJson(store, updateView(store, view, args.json('view'), args.text('hash'))) };
    },
  },
  'views.publish': {
    scopes: [],
    run(args, { store }) {
      const user = args.need('user_id');
      const member = store.member(user);
      if (member?.slack.id !== user || member.slack.deleted) {
        throw new ApiError('invalid_arguments', { messages: ['[ERROR] invalid `user_id` [json-pointer:/user_id]'] });
      }
      return { view: viewJson(store, publishHome(store, user, args.json('view'), args.text('hash'))) };
    },
  },
};

/** A trigger is used up only by a call that succeeds; a view that is refused may be sent again in time. */
function withTrigger(store: Store, args: Args, act: (user: string) => View) {
  const id = args.text('trigger_id') ?? args.text('interactivity_pointer') ?? '';
  const trigger = store.triggers.get(id);
  if (!trigger) {
    throw new ApiError('invalid_arguments', { messages: ['[ERROR] invalid `trigger_id` [json-pointer:/trigger_id]'] });
  }
  if (trigger.used) throw new ApiError('exchanged_trigger_id');
  if (store.now() > trigger.until) throw new ApiError('expired_trigger_id');
  const view = act(trigger.user);
  trigger.used = true;
  return { view: viewJson(store, view) };
}

function named(store: Store, args: Args): View {
  const id = args.text('view_id');
  const external = args.text('external_id');
  if (id && external) {
    throw new ApiError('invalid_arguments', { messages: ['[ERROR] Cannot provide both `view_id` and `external_id`'] });
  }
  const open = [...store.stacks.values()].flat();
  const found = id ? store.view(id) : open.find((view) => external && view.body['external_id'] === external);
  if (!found) throw new ApiError('not_found');
  return found;
}
