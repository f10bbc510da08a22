import { z } from 'zod';
import type { Json } from './model.ts';

/** Slack waits three seconds for an acknowledgement (docs.slack.dev, interactivity/handling-user-interaction). */
export const PATIENCE = 3000;

export type Retry = { readonly number: number; readonly reason: string };

/** One payload on its way to the app. */
export type Delivery = {
  readonly kind: 'slash_commands' | 'interactive' | 'events_api';
  readonly payload: Json;
  /** Whether the acknowledgement may carry an answer. */
  readonly takesAnswer: boolean;
  readonly retry?: Retry;
};

/** How the app took it. `status` is the HTTP status, 200 for an acknowledgement over a socket, 0 for none. */
export type Outcome = {
  readonly acked: boolean;
  readonly status: number;
  /** Real milliseconds until it was acknowledged or given up. */
  readonly ms: number;
  readonly response?: unknown;
  /** Why it failed, in the words of `x-slack-retry-reason`. */
  readonly reason?: string;
  /** The app said `x-slack-no-retry: 1`. */
  readonly noRetry?: boolean;
};

export const manner = z
  .strictObject({
    times: z.number().int().min(1).max(50).default(1),
    to: z.enum(['any', 'all']).default('any'),
    skewSeconds: z.number().default(0),
    badSignature: z.boolean().default(false),
  })
  .prefault({});

/** How often, to whom, and with which flaws a payload is delivered. */
export type Manner = z.infer<typeof manner>;
