import { CLOUDS } from '../../src/clouds.ts';

/** Whether this authority is Microsoft's own, in any of its clouds; compared by host name alone. */
export function isMicrosoftAuthority(authorityHost: string): boolean {
  const { host } = new URL(authorityHost);
  return Object.values(CLOUDS).some((cloud) => new URL(cloud.authority).host === host);
}
