import { call } from './api.ts';
import type { ActiveFault, AppState, Call, Screen, State } from './shapes.ts';

/** Calls kept for showing. */
const SHOWN = 250;

/** What the sandbox holds, kept up to date by its events. One per page. */
export class Live {
  state: State | undefined;
  faults: readonly ActiveFault[] = [];
  calls: readonly Call[] = [];
  /** Whether Slack could hand the app anything just now; undefined before it is known. */
  appThere: boolean | undefined;
  /** What each watched person sees, by their key. */
  readonly screens = new Map<string, Screen>();
  connected = false;
  /** Counts resets, so that whoever remembers things about messages can forget them. */
  resets = 0;

  readonly #listeners = new Set<() => void>();
  readonly #watched = new Map<string, () => void>();
  #source: EventSource | undefined;

  readonly #loadState = gathered(async () => {
    this.state = await call<State>('GET', '/sandbox/state');
    this.faults = this.state.faults;
    this.#tell();
  });

  readonly #loadFaults = gathered(async () => {
    this.faults = await call<readonly ActiveFault[]>('GET', '/sandbox/faults');
    this.#tell();
  });

  readonly #loadApp = gathered(async () => {
    const { sockets, requestUrl } = await call<AppState>('GET', '/sandbox/slack/app');
    this.appThere = sockets > 0 || requestUrl !== null;
    this.#tell();
  });

  readonly #loadCalls = gathered(async () => {
    // A call is listed when it arrives and completed later: begin again at the oldest one that was still open.
    const open = this.calls.find((known) => known.ms === null);
    const since = (open?.id ?? (this.calls.at(-1)?.id ?? 0) + 1) - 1;
    const fresh = await call<readonly Call[]>('GET', `/sandbox/calls?since=${since}`);
    this.calls = [...this.calls.filter((known) => known.id <= since), ...fresh].slice(-SHOWN);
    this.#tell();
  });

  start(): void {
    const source = new EventSource('/sandbox/events');
    this.#source = source;
    source.addEventListener('open', () => {
      this.connected = true;
      this.#loadAll();
    });
    source.addEventListener('error', () => {
      this.connected = false;
      this.#tell();
    });
    source.addEventListener('change', (event) => {
      const { part } = JSON.parse(event.data as string) as { part: string };
      if (part === 'calls') this.#loadCalls();
      else if (part === 'faults') this.#loadFaults();
      else if (part === 'azure') this.#loadState();
      else if (part === 'reset') this.#forget();
      else {
        this.#loadApp();
        for (const load of this.#watched.values()) load();
      }
    });
    this.#loadAll();
  }

  stop(): void {
    this.#source?.close();
  }

  /** Keeps these people's screens, and forgets others'. */
  watch(people: readonly string[]): void {
    for (const key of this.#watched.keys()) {
      if (people.includes(key)) continue;
      this.#watched.delete(key);
      this.screens.delete(key);
    }
    for (const key of people) {
      if (this.#watched.has(key)) continue;
      const load = gathered(async () => {
        const screen = await call<Screen>('GET', `/sandbox/slack/people/${encodeURIComponent(key)}/screen`);
        if (this.#watched.get(key) === load) this.screens.set(key, screen);
        this.#tell();
      });
      this.#watched.set(key, load);
      load();
    }
  }

  /** Asks for this person's screen again, event or not. */
  refresh(person: string): void {
    this.#watched.get(person)?.();
  }

  /** What follows from it is told by an event, to every page that is open. */
  async reset(): Promise<void> {
    await call('POST', '/sandbox/reset', {});
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #forget(): void {
    this.resets += 1;
    this.calls = [];
    this.#loadAll();
  }

  #loadAll(): void {
    this.#loadState();
    this.#loadApp();
    this.#loadCalls();
    for (const load of this.#watched.values()) load();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** At most one load under way; asked for again meanwhile, it runs once more afterwards. Failures wait for the next event. */
function gathered(load: () => Promise<void>): () => void {
  let running = false;
  let again = false;
  function run(): void {
    if (running) {
      again = true;
      return;
    }
    running = true;
    load()
      .catch(() => undefined)
      .finally(() => {
        running = false;
        if (!again) return;
        again = false;
        run();
      });
  }
  return run;
}
