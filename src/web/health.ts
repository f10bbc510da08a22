/** `/healthz`: the process lives. `/readyz`: it can do its work, and what is away. `/metrics`: for Prometheus. */
import { Router } from 'express';
import { Fault } from '../faults.ts';
import type { Log } from '../log.ts';
import { faultFields } from '../log.ts';

export type HealthOptions = {
  /**
   * Asks the record something small and rejects when there is no answer. `away` names what else is not reachable, each
   * with what still works without it.
   */
  readonly health: () => Promise<{ readonly away: readonly (readonly [what: string, meanwhile: string])[] }>;
  readonly metrics: () => Promise<{ readonly type: string; readonly text: string }>;
  readonly log: Log;
};

/** In milliseconds: a record that answers later than this is not ready for people. */
const PATIENCE = 3000;

export function healthRouter({ health, metrics, log }: HealthOptions): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => {
    response.json({ ok: true });
  });
  router.get('/readyz', async (_request, response) => {
    try {
      const { away } = await within(health());
      response.json({ ready: true, away: Object.fromEntries(away) });
    } catch (error) {
      log.warn(faultFields(error), 'not ready: the record does not answer');
      response.status(503).json({ ready: false, away: { record: NO_RECORD } });
    }
  });
  router.get('/metrics', async (_request, response) => {
    const { type, text } = await metrics();
    response.set('Content-Type', type).send(text);
  });
  return router;
}

const NO_RECORD =
  'PostgreSQL does not answer. Nothing new is taken, and people are told to try again; what is open is closed as soon as it is back.';

async function within<Result>(work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Fault('record_unreachable', `No answer within ${PATIENCE} ms`)), PATIENCE);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
