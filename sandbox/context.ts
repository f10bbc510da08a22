import type { Calls } from './calls.ts';
import type { SandboxClock } from './clock.ts';
import type { Faults } from './faults.ts';
import type { World } from './world.ts';

/** Where each service listens, without a slash at the end. */
export type Urls = {
  control: string;
  page: string;
  slack: string;
  /** Without the slash and the path of the connector. */
  teams: string;
  identity: string;
  entra: string;
  arm: string;
  graph: string;
};

/** What every service is built from. `urls` is filled in before the first call can arrive. */
export type SandboxContext = {
  readonly world: World;
  readonly clock: SandboxClock;
  readonly faults: Faults;
  readonly calls: Calls;
  readonly urls: Urls;
};
