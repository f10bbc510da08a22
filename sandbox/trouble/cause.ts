import type { WorldData } from '../model.ts';

/** What somebody would answer who is in this trouble, by the product's questions and options (plain text here). */
export type Truth = Readonly<Record<string, string>>;

/** Whom it befalls, and when. */
export type Victim = {
  /** ARM id. */
  readonly vm: string;
  /** Key of a person; null where it is about the VM alone. */
  readonly person: string | null;
  readonly now: number;
};

export type Cause = {
  readonly id: string;
  /** One sentence. */
  readonly about: string;
  /**
   * Where it shows: `azure` (Azure or Entra), `record` (the product's own record: Azure is only made to fit), `client` (on the
   * person's side, nothing is changed).
   */
  readonly side: 'azure' | 'record' | 'client';
  /** Needs a person. */
  readonly personal: boolean;
  readonly truth: Truth;
  /** AADSTS number of the sign-in that Entra logs, 0 for one that Entra let through; null when it hears of none. */
  readonly signIn: number | null;
  readonly make: (data: WorldData, victim: Victim) => Partial<WorldData>;
};

/** Somebody who does everything right: web account, Latchkey's own file, a managed computer. */
export const RIGHT: Truth = {
  message: 'other',
  client: 'mstsc',
  webAccount: 'page',
  joined: 'joined',
  userName: 'picked',
  account: 'own',
  address: 'file',
  file: 'fresh',
  place: 'vpn',
  password: 'works',
  history: 'recently',
  moment: 'connecting',
};

/** The same with Windows' own box for name and password. */
export const BY_PASSWORD: Truth = { webAccount: 'windows', userName: 'prefixed', address: 'name', file: 'none' };

export const PREVENTED: Truth = { message: 'prevented', moment: 'atLogon' };
export const CREDENTIALS: Truth = { message: 'credentials' };
export const UNREACHABLE: Truth = { message: 'unreachable' };
export const NO_DEVICE: Truth = { message: 'device' };
export const NEVER: Truth = { history: 'never' };

type Told = {
  readonly about: string;
  readonly truth?: readonly Truth[];
  readonly signIn?: number;
};

const unchanged = () => ({});

/** A cause in Azure or Entra. */
export function azure(id: string, told: Told & { readonly personal?: boolean }, make: Cause['make']): Cause {
  return { ...common(id, told), side: 'azure', personal: told.personal ?? false, make };
}

/** A cause that only the product's record tells from its neighbours. */
export function record(id: string, told: Told, make: Cause['make']): Cause {
  return { ...common(id, told), side: 'record', personal: true, make };
}

/** A cause on the person's own side. */
export function client(id: string, told: Told, make: Cause['make'] = unchanged): Cause {
  return { ...common(id, told), side: 'client', personal: false, make };
}

function common(id: string, told: Told) {
  return {
    id,
    about: told.about,
    truth: Object.assign({}, RIGHT, ...(told.truth ?? [])) as Truth,
    signIn: told.signIn ?? null,
  };
}
