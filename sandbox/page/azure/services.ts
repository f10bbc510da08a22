import type { Service } from '../app/shapes.ts';

/** What the bot talks to, as a reader would call it. The keys are those with which Teams signs what it sends. */
export const SERVICES: readonly { readonly key: Service; readonly name: string }[] = [
  { key: 'arm', name: 'Azure' },
  { key: 'graph', name: 'Graph' },
  { key: 'slack', name: 'Slack' },
  { key: 'teams', name: 'Teams' },
  { key: 'botframework', name: 'Bot keys' },
  { key: 'entra', name: 'Entra' },
  { key: 'identity', name: 'Identity' },
];

export function serviceName(key: string): string {
  return SERVICES.find((service) => service.key === key)?.name ?? key;
}
