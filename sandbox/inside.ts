import { ENDPOINTS, ENDPOINTS_ELSEWHERE, guestOf } from './guest.ts';
import type { Vm, WorldData } from './model.ts';

const MARKER = /^# latchkey:inside:\S+\s*$/m;

/** Longer than what Run Command lets through, so that the beginning is lost. */
const LONG = 6000;

/**
 * What the product's script prints in this VM; undefined for any other script. README.md describes the line between the two
 * markers.
 *
 * @param cloud value of the script's parameter of this name
 */
export function insideOutput(data: WorldData, vm: Vm, script: string, cloud = 'public'): string | undefined {
  const first = script.split('\n').find((line) => line.trim() !== '') ?? '';
  if (!MARKER.test(first) || !script.includes('LATCHKEY-BEGIN') || !script.includes('LATCHKEY-END')) return undefined;
  const guest = guestOf(data, vm);
  const localised = vm.guest.output === 'localised';
  const yes = (is: boolean) => (is ? (localised ? 'JA' : 'YES') : localised ? 'NEIN' : 'NO');
  const seen = {
    dsregcmd: {
      AzureAdJoined: yes(guest.azureAdJoined),
      EnterpriseJoined: yes(false),
      DomainJoined: yes(guest.domainJoined),
      ...(guest.deviceId === null ? {} : { DeviceId: guest.deviceId }),
      ...(guest.tenantId === null ? {} : { TenantId: guest.tenantId, TenantName: tenantName(data, guest.tenantId) }),
      ...(guest.deviceAuthStatus === null ? {} : { DeviceAuthStatus: guest.deviceAuthStatus }),
    },
    hostname: guest.hostname,
    dnsSuffix: guest.dnsSuffix,
    metadata: guest.metadata,
    endpoints: ENDPOINTS.map((host, index) => ({
      host: ENDPOINTS_ELSEWHERE[cloud]?.[index] ?? host,
      state: guest.unreached[host] ?? 'reached',
    })),
    clockOffset: localised ? String(guest.clockOffset).replace('.', ',') : guest.clockOffset,
    pku2u: guest.pku2u,
    nla: guest.nla,
    rdpAllowed: guest.rdpAllowed,
    rdpListening: guest.rdpListening,
    events: vm.guest.output === 'cut' ? ['x'.repeat(LONG)] : guest.events,
  };
  if (vm.guest.output === 'empty') return '';
  return `LATCHKEY-BEGIN\n${JSON.stringify(seen)}\nLATCHKEY-END\n`;
}

function tenantName(data: WorldData, tenant: string): string {
  return tenant === data.tenant.id ? data.tenant.displayName : 'Northwind';
}
