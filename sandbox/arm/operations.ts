import { randomUUID } from 'node:crypto';
import type { Express, Response } from 'express';
import type { SandboxContext } from '../context.ts';
import { same, subscriptionId } from '../ids.ts';
import { ArmRefusal } from './refusal.ts';
import { pathOf, query } from './request.ts';

type Operation = {
  readonly id: string;
  readonly startedAt: number;
  readonly endsAt: number;
  readonly finish: () => unknown;
  outcome?: { readonly endedAt: number; readonly body: unknown; readonly error?: ArmRefusal };
};

export type Begun = {
  readonly subscription: string;
  readonly location: string;
  readonly provider: 'Microsoft.Compute' | 'Microsoft.Network';
  readonly version: string;
  /** What it does at its end; answers the result. An ArmRefusal thrown makes the operation fail. */
  readonly finish: () => unknown;
};

const STATUS = /^\/subscriptions\/([^/]+)\/providers\/(Microsoft\.\w+)\/locations\/([^/]+)\/operations\/([^/]+)$/i;
const RESULT =
  /^\/subscriptions\/([^/]+)\/providers\/Microsoft\.Network\/locations\/([^/]+)\/operationResults\/([^/]+)$/i;

/**
 * Long-running operations (learn.microsoft.com, Track asynchronous Azure operations). They end by the sandbox's clock,
 * whether or not anybody asks after them.
 */
export class Operations {
  readonly #all = new Map<string, Operation>();
  readonly #context: SandboxContext;

  constructor(app: Express, context: SandboxContext) {
    this.#context = context;
    context.world.onReset(() => this.#all.clear());
    context.clock.onAdvance(() => this.#settle());
    app.get(STATUS, (request, response) => {
      const operation = this.#find(STATUS.exec(pathOf(request))?.[4]);
      if (query(request, 'monitor') === 'true') this.#answerResult(operation, request.originalUrl, response);
      else this.#answerStatus(operation, response);
    });
    app.get(RESULT, (request, response) => {
      const operation = this.#find(RESULT.exec(pathOf(request))?.[3]);
      this.#answerResult(operation, request.originalUrl, response);
    });
  }

  /** Begins one and sets the headers by which it is followed; the caller writes status and body. */
  begin(response: Response, begun: Begun): void {
    const { clock, urls, world } = this.#context;
    const ms = world.now.rules.operationTime;
    const startedAt = clock.now();
    const operation: Operation = { id: randomUUID(), startedAt, endsAt: startedAt + ms, finish: begun.finish };
    this.#all.set(operation.id, operation);
    setTimeout(() => this.#settle(), ms).unref();
    const place = `${urls.arm}${subscriptionId(begun.subscription)}/providers/${begun.provider}/locations/${begun.location}`;
    const version = `api-version=${begun.version}`;
    if (begun.provider === 'Microsoft.Network') {
      response.set('Location', `${place}/operationResults/${operation.id}?${version}`);
    } else response.set('Location', `${place}/operations/${operation.id}?monitor=true&${version}`);
    response.set('Azure-AsyncOperation', `${place}/operations/${operation.id}?${version}`);
    response.set('Retry-After', String(Math.ceil(ms / 1000)));
  }

  #find(id = ''): Operation {
    this.#settle();
    const found = [...this.#all.values()].find((operation) => same(operation.id, id));
    if (!found) throw new ArmRefusal(404, 'NotFound', `The operation '${id}' was not found.`);
    return found;
  }

  #settle(): void {
    const now = this.#context.clock.now();
    for (const operation of this.#all.values()) {
      if (operation.outcome !== undefined || operation.endsAt > now) continue;
      try {
        operation.outcome = { endedAt: now, body: operation.finish() };
      } catch (error) {
        if (!(error instanceof ArmRefusal)) throw error;
        operation.outcome = { endedAt: now, body: null, error };
      }
    }
  }

  #answerStatus({ id, startedAt, outcome }: Operation, response: Response): void {
    const common = { startTime: new Date(startedAt).toISOString(), name: id };
    if (!outcome) {
      this.#askAgain(response);
      response.json({ ...common, status: 'InProgress' });
      return;
    }
    const { error, body } = outcome;
    response.json({
      ...common,
      endTime: new Date(outcome.endedAt).toISOString(),
      status: error ? 'Failed' : 'Succeeded',
      ...(error ? { error: { code: error.code, message: error.message } } : {}),
      ...(body === null || body === undefined ? {} : { properties: { output: body } }),
    });
  }

  #answerResult({ outcome }: Operation, url: string, response: Response): void {
    if (!outcome) {
      this.#askAgain(response);
      response.set('Location', `${this.#context.urls.arm}${url}`);
      response.status(202).end();
    } else if (outcome.error) throw outcome.error;
    else if (outcome.body === null || outcome.body === undefined) response.status(200).end();
    else response.json(outcome.body);
  }

  #askAgain(response: Response): void {
    response.set('Retry-After', String(Math.ceil(this.#context.world.now.rules.operationTime / 1000)));
  }
}
