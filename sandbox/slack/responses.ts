/** Answers to commands and presses: in the acknowledgement, or to the response URL (five uses within thirty minutes). */
import express, { Router } from 'express';
import { isRecord } from './blocks/check.ts';
import { mustBeSound, mustSaySomething } from './content.ts';
import type { Json, Message, ResponseUrl } from './model.ts';
import { kept } from './shapes.ts';
import type { Store } from './store.ts';
import { ApiError } from './webapi/method.ts';
import { refuseAsSlack } from './webapi/router.ts';

const MOST_USES = 5;

export function responseUrls(store: Store): Router {
  const router = Router();
  router.use('/slack/response', express.json({ limit: '4mb' }), express.urlencoded({ extended: false, limit: '4mb' }));
  router.use('/slack/response', store.context.faults.faulty('slack', refuseAsSlack));
  router.post('/slack/response/:team/:id', (request, response) => {
    const url = store.responseUrls.get(request.params.id);
    const dead = !url || store.now() > url.until ? 'expired_url' : url.uses >= MOST_USES ? 'used_url' : undefined;
    if (!url || dead) {
      response.status(404).json({ ok: false, error: dead });
      return;
    }
    try {
      respond(store, url, bodyOf(request.body));
      url.uses += 1;
      response.type('text/plain').send('ok');
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const status = error.code === 'message_not_found' ? 404 : 400;
      response.status(status).json({ ok: false, error: error.code, response_metadata: { messages: error.messages } });
    }
  });
  return router;
}

/** Does what the app's answer says; throws {@link ApiError} for what Slack would not take. */
export function respond(store: Store, about: Omit<ResponseUrl, 'uses' | 'until'>, answer: Json): void {
  const original = about.original === undefined ? undefined : store.message(about.channel, about.original);
  if (answer['delete_original'] === true) {
    if (!original) throw new ApiError('message_not_found');
    store.remove(original);
    return;
  }
  const draft = { ...answer, text: typeof answer['text'] === 'string' ? answer['text'] : undefined };
  mustBeSound(draft, 'response');
  mustSaySomething(draft);
  const content = kept({ ...draft, text: draft.text ?? '' });
  if (answer['replace_original'] === true && original) store.edit(original, content);
  else store.post({ ...placeOf(store, about, answer), content });
}

/** A message cannot be turned from ephemeral to public or back, so only a new one looks at `response_type`. */
function placeOf(store: Store, about: Omit<ResponseUrl, 'uses' | 'until'>, answer: Json) {
  const thread = typeof answer['thread_ts'] === 'string' ? answer['thread_ts'] : about.thread_ts;
  const place: Pick<Message, 'channel' | 'user' | 'byBot' | 'ephemeralTo' | 'thread_ts'> = {
    channel: about.channel,
    user: store.workspace.bot.user_id,
    byBot: true,
    ...(answer['response_type'] === 'in_channel' ? {} : { ephemeralTo: about.user }),
    ...(thread === undefined ? {} : { thread_ts: thread }),
  };
  return place;
}

function bodyOf(body: unknown): Json {
  if (isRecord(body) && typeof body['payload'] === 'string') return JSON.parse(body['payload']) as Json;
  return isRecord(body) ? body : {};
}
