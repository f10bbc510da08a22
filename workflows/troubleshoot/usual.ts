/**
 * How people usually answer, whatever keeps them out: what a cause says nothing about is as likely as this. Rough shares; only
 * their order of magnitude matters. Answers that are themselves a cause are rare beside another cause.
 */
import type { QuestionName } from './questions.ts';
import type { QUESTIONS } from './questions.ts';

type Shares = { readonly [Name in QuestionName]: Readonly<Record<keyof (typeof QUESTIONS)[Name]['options'], number>> };

export const USUAL = {
  message: {
    credentials: 0.35,
    prevented: 0.12,
    method: 0.12,
    unreachable: 0.12,
    device: 0.08,
    password: 0.05,
    application: 0.08,
    other: 0.08,
  },
  client: { mstsc: 0.67, windowsApp: 0.25, mac: 0.03, mobile: 0.01, bastion: 0.01, bastionNative: 0.015, other: 0.015 },
  webAccount: { page: 0.56, windows: 0.41, missing: 0.03 },
  joined: { joined: 0.72, registered: 0.2, other: 0.02, none: 0.06 },
  userName: { prefixed: 0.2, plain: 0.22, short: 0.04, picked: 0.54 },
  account: { own: 0.98, another: 0.02 },
  address: { file: 0.54, name: 0.4, ip: 0.03, alias: 0.03 },
  file: { saved: 0.05, fresh: 0.52, none: 0.43 },
  place: { office: 0.52, vpn: 0.38, outside: 0.1 },
  password: { works: 0.54, worksCode: 0.4, change: 0.02, refused: 0.02, blocked: 0.02 },
  history: { never: 0.46, untilChange: 0.02, untilRebuild: 0.03, recently: 0.49 },
  moment: { connecting: 0.68, atLogon: 0.28, locked: 0.01, inside: 0.03 },
} as const satisfies Shares;

/** How people write their user name where Windows’ own box asks for it: there is nothing to pick from. */
export const TYPED = { prefixed: 0.45, plain: 0.45, short: 0.08, picked: 0.02 } as const satisfies Shares['userName'];
