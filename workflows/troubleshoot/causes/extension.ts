/** Causes that lie with the sign-in extension, AADLoginForWindows. */
import type { Case, Cause, Remedy } from '../causes.ts';
import { hostsOf } from '../clouds.ts';
import type { ExtensionsSight, SeenSoFar } from '../sights.ts';
import { az, cloudOf, inCloud, inside, installExtension, removeExtension } from './commands.ts';
import { computerName, devicesOf, discoveryFailed, isJoined } from './joined.ts';
import { machineOf, valueOf } from './reading.ts';
import { EXCLUDED, ifSo, OPEN, proved, suggested } from './verdict.ts';
import { isSupported } from './windows.ts';

const LOGS =
  'Its own story is in CommandExecution.log (older ones have the time in their name) under C:\\WindowsAzure\\Logs\\Plugins\\Microsoft.Azure.ActiveDirectory.AADLoginForWindows.';

function extensionOf(seen: SeenSoFar): ExtensionsSight['login'] {
  return valueOf(seen, 'extensions')?.login;
}

/** What keeps it from working has a name of its own, and is not known to have been mended since it failed. */
function isNamedElsewhere(seen: SeenSoFar): boolean {
  if (has(seen, OLD_WINDOWS)) return isSupported(seen) !== true;
  if (!has(seen, NO_TENANT)) return false;
  return machineOf(seen)?.identity.is !== 'system' || valueOf(seen, 'inside')?.metadata !== 'tenant';
}

const OLD_WINDOWS: ReadonlySet<string> = new Set(['51', '50']);
const NO_TENANT: ReadonlySet<string> = new Set(['-2145648574', '0x801c0042']);

function has(seen: SeenSoFar, codes: ReadonlySet<string>): boolean {
  return extensionOf(seen)?.codes.some((code) => codes.has(code.toLowerCase())) ?? false;
}

/** What keeps a VM from joining does not keep anybody from a VM that has joined. */
function unless(seen: SeenSoFar, it: Case, ...evidence: readonly string[]) {
  return isJoined(seen, it) === true ? suggested(...evidence) : proved(...evidence);
}

function anew(it: Case): Remedy['steps'] {
  return [
    { text: 'Install the sign-in extension anew:', command: installExtension(it) },
    {
      text: 'Wait until it says Succeeded, then see that AzureAdJoined says YES.',
      command: inside(it, 'dsregcmd /status'),
    },
  ];
}

const missing: Cause = {
  id: 'extension-missing',
  title: 'The VM does not have the Entra sign-in extension.',
  order: 22,
  behind: {
    'credentials-did-not-work': 0.3,
    'not-joined-or-duplicate-device': 0.4,
    'extension-failed-other': 0.3,
    'role-missing': 0.05,
    'target-device-not-found': 0.2,
    'sign-in-app-missing': 0.05,
    'access-not-yet-effective': 0.03,
  },
  answers: { history: { never: 0.6, recently: 0.25, untilRebuild: 0.13 } },
  judge(seen) {
    const extensions = valueOf(seen, 'extensions');
    if (extensions === undefined) return OPEN;
    if (extensions.login !== undefined || machineOf(seen)?.os === 'Linux') return EXCLUDED;
    const said = 'AADLoginForWindows is not among the VM’s extensions.';
    return valueOf(seen, 'inside')?.joined === true ? suggested(said) : proved(said);
  },
  remedy: (it) => ({
    who: 'vm administrator',
    mend: { is: 'reinstall_extension' },
    steps: inCloud(it, [
      { text: 'The VM needs a system-assigned identity first.', command: az(it, 'vm identity assign') },
      ...anew(it),
    ]),
  }),
};

const working: Cause = {
  id: 'extension-working',
  title: 'The sign-in extension is still being installed.',
  order: 23,
  behind: {
    'target-device-not-found': 0.15,
    'extension-failed-other': 0.6,
    'not-joined-or-duplicate-device': 0.2,
    'credentials-did-not-work': 0.1,
    'access-not-yet-effective': 0.1,
    'extension-tenant-unavailable': 0.05,
  },
  answers: { history: { never: 0.8 } },
  judge(seen, it) {
    const login = extensionOf(seen);
    if (login === undefined) return valueOf(seen, 'extensions') === undefined ? OPEN : EXCLUDED;
    if (login.state === 'unknown') return OPEN;
    return ifSo(
      login.state === 'working',
      unless(seen, it, `Azure says that ${login.name} is being installed right now.`),
    );
  },
  remedy: (it) => ({
    who: 'vm administrator',
    steps: inCloud(it, [
      { text: 'Wait a few minutes, then check again here.' },
      {
        text: 'See how far it is.',
        command: az(it, 'vm extension list', '--query "[].[name,provisioningState]"', '--vm-name'),
      },
      {
        text: 'If it stays so for half an hour, restart the VM. Everybody on it is signed out.',
        command: az(it, 'vm restart'),
      },
    ]),
  }),
};

const discovery: Cause = {
  id: 'extension-discovery',
  title: 'The VM could not reach Entra ID’s registration service when it tried to join.',
  order: 24,
  behind: {
    'target-device-not-found': 0.15,
    'extension-discovery-failed': 1,
    'extension-failed-other': 0.3,
    'not-joined-or-duplicate-device': 0.3,
    'credentials-did-not-work': 0.1,
  },
  answers: { history: { never: 0.85 } },
  judge(seen, it) {
    if (valueOf(seen, 'extensions') === undefined) return OPEN;
    return ifSo(discoveryFailed(seen), unless(seen, it, 'The extension ended with -2145648607: discovery failed.'));
  },
  remedy: (it) => ({
    who: 'vm administrator',
    mend: { is: 'reinstall_extension' },
    steps: inCloud(it, [
      {
        text: 'See what the VM reaches. 404 is a good answer here; “could not resolve” means DNS.',
        command: inside(it, probe(it)),
      },
      {
        text: `If a name is not found, ask Azure’s own DNS. If that one knows it, correct the DNS servers of the VM’s network.`,
        command: inside(it, `nslookup ${cloudOf(it).register}; nslookup ${cloudOf(it).register} 168.63.129.16`),
      },
      { text: `Open TCP 443 out of the VM to ${hostsOf(it.cloud).join(', ')}.` },
      ...anew(it),
    ]),
  }),
};

/** Shows for each host what it answers, without following or keeping anything. */
function probe(it: Case): string {
  const urls = [...hostsOf(it.cloud), `${cloudOf(it).login}/${it.tenant}`].map((host) => `https://${host}/`);
  return urls.map((url) => `curl.exe -s -o NUL -w "${url} %{http_code} %{errormsg}\\n" ${url}`).join('; ');
}

const failed: Cause = {
  id: 'extension-failed',
  title: 'The sign-in extension failed.',
  order: 25,
  behind: {
    'target-device-not-found': 0.15,
    'extension-failed-other': 1,
    'not-joined-or-duplicate-device': 0.3,
    'credentials-did-not-work': 0.15,
    'extension-tenant-unavailable': 0.1,
    'extension-discovery-failed': 0.1,
    'extension-os-unsupported': 0.1,
  },
  answers: { history: { never: 0.8 } },
  judge(seen, it) {
    const login = extensionOf(seen);
    if (login === undefined) return valueOf(seen, 'extensions') === undefined ? OPEN : EXCLUDED;
    if (login.state === 'unknown') return OPEN;
    // Failures with a cause of their own have a name of their own.
    if (login.state !== 'failed' || discoveryFailed(seen) || isNamedElsewhere(seen)) return EXCLUDED;
    const codes = login.codes.length === 0 ? '' : ` with ${login.codes.join(', ')}`;
    const said = [
      `Azure says that ${login.name} failed${codes}.`,
      ...(login.message === '' ? [] : [`It said: ${login.message}`]),
    ];
    return machineOf(seen)?.identity.is === 'none' ? suggested(...said) : unless(seen, it, ...said);
  },
  remedy: (it, seen) => ({
    who: 'vm administrator',
    mend: { is: 'reinstall_extension' },
    steps: inCloud(it, [
      {
        text: 'Take the extension off.',
        command: removeExtension(it, extensionOf(seen)?.name ?? 'AADLoginForWindows'),
      },
      ...anew(it),
      {
        text: `If it fails again, read why. ${LOGS}`,
        command: inside(
          it,
          String.raw`Get-ChildItem C:\WindowsAzure\Logs\Plugins\Microsoft.Azure.ActiveDirectory.AADLoginForWindows -Recurse -Filter CommandExecution*.log | Get-Content -Tail 40`,
        ),
      },
      {
        text: 'What joining said is in the event log User Device Registration.',
        command: inside(
          it,
          "Get-WinEvent -LogName 'Microsoft-Windows-User Device Registration/Admin' -MaxEvents 10 | Format-List TimeCreated,Message",
        ),
      },
    ]),
  }),
};

const domainJoined: Cause = {
  id: 'domain-joined',
  title: 'The VM is joined to another domain; signing in with Entra ID does not work beside that.',
  order: 26,
  behind: {
    'target-device-not-found': 0.15,
    'not-joined-or-duplicate-device': 0.3,
    'credentials-did-not-work': 0.3,
    'extension-failed-other': 0.3,
    'sign-in-method-not-allowed': 0.03,
  },
  answers: { history: { never: 0.85 }, moment: { connecting: 0.6, atLogon: 0.35 } },
  judge(seen, it) {
    const extension = valueOf(seen, 'extensions')?.domainJoin;
    const inner = valueOf(seen, 'inside');
    const said = [
      ...(extension === undefined ? [] : [`The extension ${extension} joins it to another domain.`]),
      ...(inner?.domainJoined === true ? ['Inside the VM, dsregcmd says DomainJoined: YES.'] : []),
    ];
    if (said.length > 0) return inner?.joined === true ? suggested(...said) : proved(...said);
    return inner?.domainJoined === false || devicesOf(seen, it)?.own.some((own) => own.trust === 'joined') === true
      ? EXCLUDED
      : OPEN;
  },
  remedy: (it, seen) => ({
    who: 'vm administrator',
    steps: inCloud(it, [
      {
        text: `Decide which it shall be. To stay in the domain, sign in to ${computerName(seen, it)} with a domain account instead.`,
      },
      {
        text: 'For Entra ID: take the VM out of the domain. Have a local administrator’s password at hand first; the VM restarts.',
        command: inside(it, 'Remove-Computer -WorkgroupName WORKGROUP -Force -Restart'),
      },
      ...domainExtension(it, seen),
      ...anew(it),
    ]),
  }),
};

function domainExtension(it: Case, seen: SeenSoFar): Remedy['steps'] {
  const name = valueOf(seen, 'extensions')?.domainJoin;
  return name === undefined
    ? []
    : [{ text: 'Take the domain-join extension off.', command: removeExtension(it, name) }];
}

export const EXTENSION_CAUSES: readonly Cause[] = [missing, working, discovery, failed, domainJoined];
