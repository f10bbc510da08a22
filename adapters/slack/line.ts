/** How Slack reaches us: a socket that we open, or requests that come to us. */
import type { Receiver } from '@slack/bolt';
import type { Router } from 'express';
import type { Examined } from '../../src/ports.ts';

export type Line = {
  readonly receiver: Receiver;
  /** Where requests come in; undefined when a socket is used. */
  readonly router: Router | undefined;
  /** From then on it stays connected by itself. Throws Fault when trying again is of no use. */
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  examine(): Promise<Examined>;
};
