/** Modals and homes: opening, stacking, replacing (docs.slack.dev, surfaces/modals). */
import { storedBlocks, withDefaults } from './blocks/stored.ts';
import { LARGEST_VIEW, messagesOf, validateView } from './blocks/validate.ts';
import { carriedOver, firstValues } from './fields.ts';
import type { Json, Values, View } from './model.ts';
import type { Store } from './store.ts';
import { ApiError } from './webapi/method.ts';

const DEEPEST = 3;

export function viewJson(store: Store, view: View, values: Values = view.values): Json {
  const { team, bot } = store.workspace;
  const { body } = view;
  return {
    id: view.id,
    team_id: team.id,
    type: view.type,
    blocks: view.blocks,
    private_metadata: body['private_metadata'] ?? '',
    callback_id: body['callback_id'] ?? '',
    state: { values },
    hash: view.hash,
    title: body['title'] ?? { type: 'plain_text', text: 'View Title', emoji: true },
    clear_on_close: body['clear_on_close'] ?? false,
    notify_on_close: body['notify_on_close'] ?? false,
    close: body['close'] ?? null,
    submit: body['submit'] ?? null,
    previous_view_id: view.previous,
    root_view_id: view.root,
    app_id: bot.app_id,
    external_id: body['external_id'] ?? '',
    app_installed_team_id: team.id,
    bot_id: bot.bot_id,
  };
}

/** Opens a modal over whatever the person has open now. */
export function openView(store: Store, user: string, body: unknown): View {
  const view = make(store, user, accepted(store, body, 'modal'), 'modal', []);
  store.stacks.set(user, [view]);
  store.changed();
  return view;
}

export function pushView(store: Store, user: string, body: unknown): View {
  const stack = store.stack(user);
  if (stack.length === 0) throw new ApiError('not_found');
  if (stack.length >= DEEPEST) throw new ApiError('push_limit_reached');
  const view = make(store, user, accepted(store, body, 'modal'), 'modal', stack);
  stack.push(view);
  store.changed();
  return view;
}

/** How many earlier drawings of a view somebody's screen may still show. */
const REMEMBERED = 5;

export function updateView(store: Store, view: View, body: unknown, hash?: string): View {
  if (hash !== undefined && hash !== view.hash) throw new ApiError('hash_conflict');
  const next = accepted(store, body, view.type, view);
  view.body = next;
  view.earlier = [...view.earlier, view.blocks].slice(-REMEMBERED);
  view.blocks = storedBlocks(next['blocks'] as Json[]);
  view.given = firstValues(view.blocks);
  view.values = carriedOver(view.values, view.blocks);
  view.hash = newHash(store);
  store.changed();
  return view;
}

export function publishHome(store: Store, user: string, body: unknown, hash?: string): View {
  const current = store.homes.get(user);
  if (hash !== undefined && current?.hash !== hash) throw new ApiError('hash_conflict');
  if (current) return updateView(store, current, body);
  const view = make(store, user, accepted(store, body, 'home'), 'home', []);
  store.homes.set(user, view);
  store.changed();
  return view;
}

/** Closes the view and those above it, or all of them; answers what was closed, topmost first. */
export function closeViews(store: Store, view: View, all: boolean): View[] {
  const stack = store.stack(view.user);
  const from = all ? 0 : stack.indexOf(view);
  const closed = from < 0 ? [] : stack.splice(from);
  store.changed();
  return closed.toReversed();
}

function make(store: Store, user: string, body: Json, type: View['type'], below: readonly View[]): View {
  const id = store.id('V');
  const blocks = storedBlocks(body['blocks'] as Json[]);
  return {
    id,
    user,
    type,
    root: below[0]?.id ?? id,
    previous: below.at(-1)?.id ?? null,
    hash: newHash(store),
    body,
    blocks,
    earlier: [],
    given: firstValues(blocks),
    values: firstValues(blocks),
    offered: new Map(),
  };
}

function newHash(store: Store): string {
  return `${Math.floor(store.now() / 1000)}.${store.id('').slice(0, 8)}`;
}

/** @param replaced the view that gives way, which may keep its `external_id` */
function accepted(store: Store, body: unknown, surface: View['type'], replaced?: View): Json {
  if (Buffer.byteLength(JSON.stringify(body) ?? '') > LARGEST_VIEW) throw new ApiError('view_too_large');
  const problems = validateView(body, surface);
  if (problems.length > 0) throw new ApiError('invalid_arguments', { messages: messagesOf(problems) });
  const checked = withDefaults(body) as Json;
  const name = checked['external_id'];
  const views = [...[...store.stacks.values()].flat(), ...store.homes.values()];
  if (name && views.some((view) => view !== replaced && view.body['external_id'] === name)) {
    throw new ApiError('duplicate_external_id');
  }
  return checked;
}
