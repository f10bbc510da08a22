/** What the VM itself cannot reach, as seen from inside it. */
import type { Case, Cause } from '../causes.ts';
import { hostsOf } from '../clouds.ts';
import type { InsideSight, SeenSoFar } from '../sights.ts';
import { cloudOf, inCloud, inside } from './commands.ts';
import { discoveryFailed, isJoined } from './joined.ts';
import { valueOf } from './reading.ts';
import { DOUBTFUL, EXCLUDED, ifSo, OPEN, proved } from './verdict.ts';

type EndpointState = InsideSight['endpoints'][number]['state'];

/** Hosts that this cloud needs and that the VM sees so; undefined when nobody looked inside. */
function hostsThat(seen: SeenSoFar, it: Case, state: EndpointState): readonly string[] | undefined {
  const endpoints = valueOf(seen, 'inside')?.endpoints;
  if (endpoints === undefined || endpoints.length === 0) return undefined;
  const needed = hostsOf(it.cloud);
  return endpoints
    .filter((each) => each.state === state && needed.includes(hostIn(each.host)))
    .map(({ host }) => hostIn(host));
}

/** A script may say `https://host/` as well. */
function hostIn(text: string): string {
  return text
    .replace(/^https?:\/\//, '')
    .replace(/[/:].*$/, '')
    .toLowerCase();
}

/** Nothing but the registration service is out of reach, and the extension has failed for that: a cause of its own. */
function onlyDiscovery(seen: SeenSoFar, it: Case): boolean {
  return discoveryFailed(seen) && badHosts(seen, it).every((host) => host === cloudOf(it).register);
}

function badHosts(seen: SeenSoFar, it: Case): readonly string[] {
  return (['no name', 'no connection', 'no trust'] as const).flatMap((state) => hostsThat(seen, it, state) ?? []);
}

/** Nothing but the service that tells roles is out of reach: a cause of its own. */
function onlyRoles(seen: SeenSoFar, it: Case): boolean {
  const bad = badHosts(seen, it);
  return bad.length > 0 && bad.every((host) => host === cloudOf(it).roles);
}

function outOfReach(seen: SeenSoFar, it: Case, state: EndpointState, say: (hosts: string) => string) {
  const hosts = hostsThat(seen, it, state);
  // A VM that has joined has reached all of this before.
  if (hosts === undefined) return isJoined(seen, it) === true ? DOUBTFUL : OPEN;
  return ifSo(hosts.length > 0 && !onlyRoles(seen, it) && !onlyDiscovery(seen, it), proved(say(hosts.join(', '))));
}

const SHOWS = { message: { credentials: 0.65, prevented: 0.15, method: 0.05 } } as const;

const dns: Cause = {
  id: 'dns-broken',
  title: 'The VM cannot find Entra ID’s names: its DNS does not answer for them.',
  order: 13,
  behind: {
    'extension-discovery-failed': 0.7,
    'credentials-did-not-work': 0.2,
    'not-joined-or-duplicate-device': 0.2,
    'role-missing': 0.05,
    'extension-failed-other': 0.1,
  },
  answers: SHOWS,
  judge: (seen, it) =>
    outOfReach(seen, it, 'no name', (hosts) => `From inside the VM there is no address for ${hosts}.`),
  remedy: (it) => ({
    who: 'vm administrator',
    steps: inCloud(it, [
      {
        text: 'Compare the VM’s own DNS with Azure’s.',
        command: inside(
          it,
          `Get-DnsClientServerAddress -AddressFamily IPv4; nslookup ${cloudOf(it).login}; nslookup ${cloudOf(it).login} 168.63.129.16`,
        ),
      },
      {
        text: 'If Azure’s own (168.63.129.16) knows the name, let the VM network’s DNS servers forward to it, or choose Azure-provided DNS there.',
      },
      { text: 'Then renew it in the VM.', command: inside(it, 'ipconfig /renew; ipconfig /flushdns') },
      { text: 'If the extension failed meanwhile, re-install it afterwards.' },
    ]),
  }),
};

const connection: Cause = {
  id: 'endpoint-unreachable',
  title: 'The VM cannot reach Entra ID: a firewall, route or proxy is in between.',
  order: 14,
  behind: {
    'extension-discovery-failed': 0.6,
    'credentials-did-not-work': 0.2,
    'not-joined-or-duplicate-device': 0.1,
    'role-missing': 0.05,
    'extension-failed-other': 0.1,
  },
  answers: SHOWS,
  judge(seen, it) {
    // The network rule that explains it is named instead.
    if (valueOf(seen, 'network')?.https === 'closed') return EXCLUDED;
    return outOfReach(
      seen,
      it,
      'no connection',
      (hosts) => `From inside the VM, port 443 does not answer at ${hosts}.`,
    );
  },
  remedy: (it) => ({
    who: 'vm administrator',
    steps: inCloud(it, [
      {
        text: 'See where it ends. 404 is a good answer.',
        command: inside(
          it,
          hostsOf(it.cloud)
            .map((host) => `curl.exe -sI https://${host}/`)
            .join('; '),
        ),
      },
      { text: 'See whether a proxy is set for the system.', command: inside(it, 'netsh winhttp show proxy') },
      { text: `Let the firewall or route table pass TCP 443 to ${hostsOf(it.cloud).join(', ')}.` },
      { text: 'If the extension failed meanwhile, re-install it afterwards.' },
    ]),
  }),
};

const inspection: Cause = {
  id: 'tls-inspection',
  title: 'Something between the VM and Entra ID opens the encrypted traffic, and the VM does not trust it.',
  order: 14,
  behind: {
    'extension-discovery-failed': 0.4,
    'credentials-did-not-work': 0.1,
    'not-joined-or-duplicate-device': 0.1,
    'extension-failed-other': 0.1,
  },
  answers: SHOWS,
  judge: (seen, it) =>
    outOfReach(
      seen,
      it,
      'no trust',
      (hosts) => `From inside the VM, the certificate is not to be trusted at ${hosts}.`,
    ),
  remedy: (it) => ({
    who: 'vm administrator',
    steps: inCloud(it, [
      {
        text: 'See who issued the certificate. It should be Microsoft or DigiCert.',
        command: inside(it, `curl.exe -svI https://${cloudOf(it).deviceLogin}/ 2>&1 | Select-String issuer`),
      },
      {
        text: `Exempt ${hostsOf(it.cloud).join(', ')} from TLS inspection. Trusting the proxy’s certificate is not enough: devices sign in with certificates of their own.`,
      },
    ]),
  }),
};

const roles: Cause = {
  id: 'role-service-unreachable',
  title: 'The VM cannot ask which sign-in role you hold.',
  order: 15,
  behind: { 'role-missing': 0.4, 'credentials-did-not-work': 0.1, 'access-not-yet-effective': 0.05 },
  answers: { message: { prevented: 0.85 } },
  judge(seen, it) {
    const endpoints = valueOf(seen, 'inside')?.endpoints ?? [];
    if (endpoints.length === 0) return OPEN;
    return ifSo(
      onlyRoles(seen, it),
      proved(`From inside the VM, ${cloudOf(it).roles} cannot be reached. Everything else can.`),
    );
  },
  remedy: (it) => ({
    who: 'vm administrator',
    steps: inCloud(it, [
      {
        text: `Let the VM’s DNS, firewall and proxy pass ${cloudOf(it).roles} on TCP 443, without TLS inspection. It is easily forgotten: only roles are asked there.`,
      },
      {
        text: 'See that it answers; 404 is a good answer.',
        command: inside(it, `curl.exe -sI https://${cloudOf(it).roles}/`),
      },
    ]),
  }),
};

export const REACH_CAUSES: readonly Cause[] = [dns, connection, inspection, roles];
