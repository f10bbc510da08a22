import type { Seat } from './address.ts';
import { call } from './api.ts';
import type { ActiveFault, AppState, Call, Chat, Screen, State, TeamsAppState, TeamsScreen } from './shapes.ts';

/** Calls kept for showing. */
const SHOWN = 250;

/** What the sandbox holds, kept up to date by its events. One per page. */
export class Live {
  state: State | undefined;
  faults: readonly ActiveFault[] = [];
  calls: readonly Call[] = [];
  /** Whether each chat could hand the app anything just now; undefined before it is known. */
  readonly appThere: { slack: boolean | undefined; teams: boolean | undefined } = {
    slack: undefined,
    teams: undefined,
  };
  /** What each watched person sees in Slack, by their key. */
  readonly screens = new Map<string, Screen>();
  /** The same in Teams. */
  readonly teamsScreens = new Map<string, TeamsScreen>();
  connected = false;
  /** Counts resets, so that whoever remembers things about messages can forget them. */
  resets = 0;

  readonly #listeners = new Set<() => void>();
  readonly #watched = new Map<string, { readonly seat: Seat; load(): void }>();
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

  readonly #loadApp = {
    slack: gathered(async () => {
      const { sockets, requestUrl } = await call<AppState>('GET', '/sandbox/slack/app');
      this.appThere.slack = sockets > 0 || requestUrl !== null;
      this.#tell();
    }),
    teams: gathered(async () => {
      const { endpoint } = await call<TeamsAppState>('GET', '/sandbox/teams/app');
      this.appThere.teams = endpoint !== null && endpoint.length > 0;
      this.#tell();
    }),
  };

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
      else if (part === 'slack' || part === 'teams') this.#loadChat(part);
    });
    this.#loadAll();
  }

  stop(): void {
    this.#source?.close();
  }

  /** Keeps the screens at these seats, and forgets others. */
  watch(seats: readonly Seat[]): void {
    const wanted = new Map(seats.map((seat) => [keyOf(seat), seat]));
    for (const [key, { seat }] of this.#watched) {
      if (wanted.has(key)) continue;
      this.#watched.delete(key);
      this.#screens(seat.chat).delete(seat.person);
    }
    for (const [key, seat] of wanted) {
      if (this.#watched.has(key)) continue;
      const path = `/sandbox/${seat.chat}/people/${encodeURIComponent(seat.person)}/screen`;
      const watched = {
        seat,
        load: gathered(async () => {
          const screen = await call<Screen & TeamsScreen>('GET', path);
          if (this.#watched.get(key) === watched) this.#screens(seat.chat).set(seat.person, screen);
          this.#tell();
        }),
      };
      this.#watched.set(key, watched);
      watched.load();
    }
  }

  /** Asks for the screen at this seat again, event or not. */
  refresh(seat: Seat): void {
    this.#watched.get(keyOf(seat))?.load();
  }

  #screens(chat: Chat): Map<string, Screen & TeamsScreen> {
    return (chat === 'slack' ? this.screens : this.teamsScreens) as Map<string, Screen & TeamsScreen>;
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
    this.#loadCalls();
    this.#loadChat('slack');
    this.#loadChat('teams');
  }

  #loadChat(chat: Chat): void {
    this.#loadApp[chat]();
    for (const { seat, load } of this.#watched.values()) if (seat.chat === chat) load();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

function keyOf({ chat, person }: Seat): string {
  return `${chat}/${person}`;
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
