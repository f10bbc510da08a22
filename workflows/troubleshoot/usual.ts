/**
 * How people usually answer, whatever keeps them out: what a cause says nothing about is as likely as this. Rough shares; only
 * their order of magnitude matters.
 */
import type { QuestionName } from './questions.ts';
import { QUESTIONS } from './questions.ts';

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
  client: { mstsc: 0.6, windowsApp: 0.2, mac: 0.06, mobile: 0.02, bastion: 0.04, bastionNative: 0.04, other: 0.04 },
  webAccount: { page: 0.55, windows: 0.4, missing: 0.05 },
  joined: { joined: 0.65, registered: 0.2, other: 0.04, none: 0.11 },
  userName: { prefixed: 0.2, plain: 0.2, short: 0.08, picked: 0.52 },
  account: { own: 0.95, another: 0.05 },
  address: { file: 0.5, name: 0.36, ip: 0.07, alias: 0.07 },
  file: { saved: 0.1, fresh: 0.5, none: 0.4 },
  place: { office: 0.5, vpn: 0.35, outside: 0.15 },
  password: { works: 0.5, worksCode: 0.38, change: 0.04, refused: 0.05, blocked: 0.03 },
  history: { never: 0.45, untilChange: 0.04, untilRebuild: 0.05, recently: 0.46 },
  moment: { connecting: 0.65, atLogon: 0.25, locked: 0.03, inside: 0.07 },
} as const satisfies Shares;
