import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import { noteFault } from './calls.ts';
import type { SandboxClock } from './clock.ts';
import type { World } from './world.ts';

export const services = ['arm', 'graph', 'entra', 'slack', 'teams', 'botframework', 'identity'] as const;
export type Service = (typeof services)[number];

const milliseconds = z.number().min(0).max(86_400_000);

export const faultOrder = z.strictObject({
  service: z.enum(services),
  match: z
    .strictObject({
      method: z.string().optional(),
      path: z.string().refine(isPattern, 'Not a regular expression.').optional(),
    })
    .optional(),
  times: z.number().int().min(1).optional(),
  fault: z.discriminatedUnion('is', [
    z.strictObject({
      is: z.literal('status'),
      status: z.number().int().min(200).max(599),
      code: z.string().optional(),
      message: z.string().optional(),
      /** Seconds. */
      retryAfter: z.number().min(0).optional(),
    }),
    z.strictObject({ is: z.literal('slow'), ms: milliseconds }),
    z.strictObject({ is: z.literal('cut-before') }),
    z.strictObject({ is: z.literal('cut-after') }),
    z.strictObject({ is: z.literal('hold-before') }),
    z.strictObject({ is: z.literal('hold-after') }),
    z.strictObject({ is: z.literal('stale'), ms: milliseconds }),
  ]),
});

export type FaultOrder = z.infer<typeof faultOrder>;
export type StatusFault = Extract<FaultOrder['fault'], { is: 'status' }>;

/** Writes a refusal in the service's own format; `Retry-After` is set already. */
export type Refuse = (request: Request, response: Response, fault: StatusFault) => void;

type Active = { readonly id: string; readonly order: FaultOrder; left: number; held: (() => void)[] };

/** The ways in which services are told to fail. The oldest one that matches a call befalls it. */
export class Faults {
  #next = 1;
  #active: Active[] = [];
  readonly #clock: SandboxClock;
  readonly #world: World;

  constructor(clock: SandboxClock, world: World) {
    this.#clock = clock;
    this.#world = world;
  }

  /** Switches a fault on; answers its id. */
  on(order: FaultOrder): string {
    const id = `fault-${this.#next++}`;
    this.#active.push({ id, order, left: order.times ?? Infinity, held: [] });
    this.#world.changed('faults');
    return id;
  }

  /** Switches a fault off and lets go of the calls it holds; false when there is none of this id. */
  off(id: string): boolean {
    const index = this.#active.findIndex((active) => active.id === id);
    const [gone] = index < 0 ? [] : this.#active.splice(index, 1);
    if (!gone) return false;
    for (const release of gone.held) release();
    this.#world.changed('faults');
    return true;
  }

  offAll(): void {
    const all = this.#active;
    this.#active = [];
    for (const { held } of all) for (const release of held) release();
    this.#world.changed('faults');
  }

  /** What is switched on, with how many more calls it befalls (null: all) and how many it holds now. */
  list(): readonly (FaultOrder & { id: string; left: number | null; held: number })[] {
    return this.#active.map(({ id, order, left, held }) => ({
      id,
      ...order,
      left: Number.isFinite(left) ? left : null,
      held: held.length,
    }));
  }

  /**
   * Middleware that lets faults befall a service's calls. Mount it after the body was read, so that a held call has
   * arrived whole. A held call does its work when let go even if the caller has hung up meanwhile, as a vendor's would.
   */
  faulty(service: Service, refuse: Refuse): RequestHandler {
    return (request, response, next) => {
      const active = this.#take(service, request, (kind) => kind !== 'stale');
      if (active) {
        noteFault(response, active.order.fault.is);
        this.#befall(active, refuse, request, response, next);
      } else next();
    };
  }

  /**
   * For a service about to answer a read: the instant whose snapshot it shall answer from, undefined for now.
   * Only reads ask, so a change is never stale and never uses a stale fault up.
   */
  staleAt(service: Service, request: Request, response?: Response): number | undefined {
    const active = this.#take(service, request, (kind) => kind === 'stale');
    if (active?.order.fault.is !== 'stale') return undefined;
    if (response) noteFault(response, 'stale');
    return this.#clock.now() - active.order.fault.ms;
  }

  #take(service: Service, request: Request, kind: (is: FaultOrder['fault']['is']) => boolean): Active | undefined {
    const active = this.#active.find(
      ({ order, left }) => left > 0 && order.service === service && kind(order.fault.is) && matches(order, request),
    );
    if (!active) return undefined;
    active.left -= 1;
    const holds = active.order.fault.is === 'hold-before' || active.order.fault.is === 'hold-after';
    if (active.left === 0 && !holds) this.off(active.id);
    else this.#world.changed('faults');
    return active;
  }

  #befall(active: Active, refuse: Refuse, request: Request, response: Response, next: NextFunction): void {
    const { fault } = active.order;
    switch (fault.is) {
      case 'status':
        if (fault.retryAfter !== undefined) response.setHeader('Retry-After', String(fault.retryAfter));
        refuse(request, response, fault);
        return;
      case 'slow':
        keepAnswer(response, (send) => void setTimeout(send, fault.ms));
        next();
        return;
      case 'cut-before':
        request.socket.destroy();
        return;
      case 'cut-after':
        keepAnswer(response, () => request.socket.destroy());
        next();
        return;
      case 'hold-before':
        this.#hold(active, next);
        return;
      case 'hold-after':
        keepAnswer(response, (send) => this.#hold(active, send));
        next();
        return;
      case 'stale':
        next();
        return;
    }
  }

  #hold(active: Active, release: () => void): void {
    if (!this.#active.includes(active)) {
      release();
      return;
    }
    active.held.push(release);
    this.#world.changed('faults');
  }
}

function matches({ match }: FaultOrder, request: Request): boolean {
  if (match?.method && match.method.toUpperCase() !== request.method) return false;
  if (match?.path === undefined) return true;
  const pattern = new RegExp(match.path, 'i');
  return pattern.test(request.originalUrl) || pattern.test(decoded(request.originalUrl));
}

function decoded(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text) instanceof RegExp;
  } catch {
    return false;
  }
}

/** Keeps back whatever the handler answers, and hands over what sends it. Nothing reaches the wire before. */
function keepAnswer(response: Response, then: (send: () => void) => void): void {
  const chunks: Buffer[] = [];
  const end = response.end.bind(response) as (body: Buffer) => Response;
  const keep = (chunk: unknown) => {
    if (typeof chunk === 'string' || chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk as string));
  };
  response.flushHeaders = () => undefined;
  response.write = ((chunk: unknown) => {
    keep(chunk);
    return true;
  }) as Response['write'];
  response.end = ((chunk?: unknown) => {
    keep(chunk);
    then(() => end(Buffer.concat(chunks)));
    return response;
  }) as Response['end'];
}
