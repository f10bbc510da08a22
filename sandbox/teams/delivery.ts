import { z } from 'zod';
import type { Json } from './json.ts';

/** Teams waits fifteen seconds for a message or an event to be taken (MicrosoftDocs/msteams-docs#6084). */
export const PATIENCE = 15_000;
/** A card or a dialog shows an error sooner. */
export const INVOKE_PATIENCE = 10_000;
/** The same activity has been seen four times in all (microsoft/BotFramework-Services#59). */
export const MOST_TIMES = 4;

export const manner = z
  .strictObject({
    times: z.number().int().min(1).max(50).default(1),
    to: z.enum(['any', 'all']).default('any'),
    apart: z.number().int().min(0).max(10_000).default(0),
    skewSeconds: z.number().default(0),
    noToken: z.boolean().default(false),
    wrongIssuer: z.boolean().default(false),
    wrongAudience: z.boolean().default(false),
    wrongTenant: z.boolean().default(false),
    wrongServiceUrl: z.boolean().default(false),
    expired: z.boolean().default(false),
    unknownKey: z.boolean().default(false),
    badSignature: z.boolean().default(false),
  })
  .prefault({});

/** How often, to whom, and with which flaws an activity is delivered. */
export type Manner = z.infer<typeof manner>;

/** One activity on its way to the app. */
export type Delivery = { readonly activity: Json; readonly invoke: boolean };

/** How the app took it. `status` is the HTTP status, 0 for none. */
export type Outcome = {
  readonly acked: boolean;
  readonly status: number;
  /** Real milliseconds until it was answered or given up. */
  readonly ms: number;
  readonly response?: unknown;
  readonly reason?: 'timeout' | 'connection_failed' | 'http_error' | 'no_endpoint';
};
