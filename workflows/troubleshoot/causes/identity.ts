/** Causes that keep the VM from knowing its directory: managed identity and metadata. */
import type { Cause } from '../causes.ts';
import { METADATA } from '../clouds.ts';
import type { SeenSoFar } from '../sights.ts';
import { az, cloudOf, inCloud, inside, installExtension } from './commands.ts';
import { isJoined } from './joined.ts';
import { machineOf, valueOf } from './reading.ts';
import { EXCLUDED, ifSo, OPEN, proved, suggested } from './verdict.ts';

/** DSREG_E_MSI_TENANTID_UNAVAILABLE, in both spellings. The terminal code 1007 around it comes with other failures as well. */
const NO_TENANT: ReadonlySet<string> = new Set(['-2145648574', '0x801c0042']);

function saysNoTenant(seen: SeenSoFar): boolean {
  const codes = valueOf(seen, 'extensions')?.login?.codes ?? [];
  return codes.some((code) => NO_TENANT.has(code.toLowerCase())) || (codes.length === 1 && codes[0] === '1007');
}

const FAILED = 'The sign-in extension failed because it could not read the directory (-2145648574).';

const missing: Cause = {
  id: 'identity-missing',
  title: 'The VM has no system-assigned managed identity.',
  order: 20,
  behind: {
    'target-device-not-found': 0.15,
    'extension-tenant-unavailable': 1,
    'extension-failed-other': 0.3,
    'not-joined-or-duplicate-device': 0.2,
    'credentials-did-not-work': 0.1,
  },
  answers: { history: { never: 0.85 } },
  judge(seen, it) {
    const machine = machineOf(seen);
    if (machine === undefined) {
      const noTenant = valueOf(seen, 'inside')?.metadata === 'no tenant';
      return saysNoTenant(seen) || noTenant ? suggested(FAILED) : OPEN;
    }
    if (machine.identity.is !== 'none') return EXCLUDED;
    const said = 'The VM’s system-assigned identity is off; the sign-in extension needs it to join.';
    return isJoined(seen, it) === true ? suggested(said) : proved(said, ...(saysNoTenant(seen) ? [FAILED] : []));
  },
  remedy: (it) => ({
    who: 'vm administrator',
    steps: inCloud(it, [
      { text: 'Switch on the VM’s system-assigned identity.', command: az(it, 'vm identity assign') },
      {
        text: 'Then let the sign-in extension try again.',
        command: installExtension(it),
      },
    ]),
  }),
};

const foreign: Cause = {
  id: 'identity-foreign',
  title: 'The VM belongs to another directory than yours.',
  order: 19,
  behind: {
    'target-device-not-found': 0.15,
    'extension-tenant-unavailable': 0.4,
    'not-joined-or-duplicate-device': 0.2,
    'guest-account': 0.1,
    'credentials-did-not-work': 0.1,
    'client-device-not-joined': 0.03,
  },
  answers: { history: { never: 0.85 } },
  judge(seen, it) {
    const identity = machineOf(seen)?.identity;
    const inner = valueOf(seen, 'inside')?.tenant;
    if (identity?.is === 'system' && identity.tenant !== undefined)
      return ifSo(
        !same(identity.tenant, it.tenant),
        proved(`Its identity belongs to directory ${identity.tenant}, not to ours.`),
      );
    if (inner !== undefined)
      return ifSo(!same(inner, it.tenant), proved(`The VM is joined to directory ${inner}, not to ours.`));
    return identity?.is === 'none' ? EXCLUDED : OPEN;
  },
  remedy: (it) => ({
    who: 'vm administrator',
    steps: [
      {
        text: 'Signing in across directories is not supported. Use an account of the directory that the VM’s subscription belongs to.',
      },
      {
        text: `Or move the subscription (or the VM) to directory ${it.tenant}, switch the identity off and on, and re-install the sign-in extension. Role assignments do not move along.`,
      },
    ],
  }),
};

const blocked: Cause = {
  id: 'metadata-blocked',
  title: 'The VM cannot ask Azure’s metadata service who it is.',
  order: 21,
  behind: {
    'target-device-not-found': 0.15,
    'extension-tenant-unavailable': 0.6,
    'extension-failed-other': 0.2,
    'not-joined-or-duplicate-device': 0.1,
    'credentials-did-not-work': 0.05,
  },
  answers: {},
  judge(seen, it) {
    const metadata = valueOf(seen, 'inside')?.metadata;
    if (metadata === 'tenant') return EXCLUDED;
    if (machineOf(seen)?.identity.is === 'none') return EXCLUDED;
    if (metadata !== undefined) {
      const said =
        metadata === 'unreachable'
          ? `From inside the VM, ${METADATA} does not answer.`
          : `The metadata service answers, but names no directory.`;
      const clear = metadata === 'unreachable' || machineOf(seen) !== undefined;
      return isJoined(seen, it) === true || !clear ? suggested(said) : proved(said);
    }
    return saysNoTenant(seen) && isJoined(seen, it) !== true ? suggested(FAILED) : OPEN;
  },
  remedy: (it, seen) => ({
    who: 'vm administrator',
    // As long as it is seen not to answer, installing again would fail again.
    ...(valueOf(seen, 'inside') === undefined ? { mend: { is: 'reinstall_extension' } } : {}),
    steps: inCloud(it, [
      {
        text: 'Ask the metadata service from inside the VM. It should name the directory.',
        command: inside(it, `curl.exe -s -H Metadata:true "${INFO_URL}"`),
      },
      {
        text: `If nothing answers, let ${METADATA} past any proxy, route, VPN client and firewall rule in the VM.`,
        command: inside(
          it,
          `netsh winhttp show proxy; route print ${METADATA}; Get-NetFirewallRule -Direction Outbound -Action Block -Enabled True`,
        ),
      },
      {
        // Shows until when a token would hold, not the token: what a Run Command prints is kept.
        text: 'Check that it gives a token for joining. A number means that it does.',
        command: inside(
          it,
          `(Invoke-RestMethod -Headers @{Metadata='true'} -Uri '${tokenUrl(cloudOf(it).register)}').expires_on`,
        ),
      },
      { text: 'Then install the sign-in extension anew.', command: installExtension(it) },
    ]),
  }),
};

const INFO_URL = `http://${METADATA}/metadata/identity/info?api-version=2018-02-01`;

function tokenUrl(register: string): string {
  return `http://${METADATA}/metadata/identity/oauth2/token?resource=urn:ms-drs:${register}&api-version=2018-02-01`;
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

export const IDENTITY_CAUSES: readonly Cause[] = [missing, foreign, blocked];
