/** Causes that lie with the VM’s device object in Entra ID. */
import type { Case, Cause, Remedy } from '../causes.ts';
import type { Device, SeenSoFar } from '../sights.ts';
import {
  addressFor,
  cloudOf,
  connectGraph,
  inCloud,
  inside,
  installExtension,
  ps,
  removeExtension,
} from './commands.ts';
import { computerName, devicesOf, isJoined, sameName } from './joined.ts';
import { failedWith, logged, valueOf } from './reading.ts';
import { EXCLUDED, ifSo, OPEN, proved, suggested } from './verdict.ts';

/** Administrators of devices act in their own name: Graph has no narrower scope for it (learn.microsoft.com, Delete device). */
const ACT = 'Directory.AccessAsUser.All';

function rejoin(it: Case, seen: SeenSoFar): Remedy['steps'] {
  const name = valueOf(seen, 'extensions')?.login?.name ?? 'AADLoginForWindows';
  return [
    {
      text: 'Let the VM join again: take the sign-in extension off:',
      command: removeExtension(it, name),
    },
    { text: 'and put it on again:', command: installExtension(it) },
    { text: 'AzureAdJoined should say YES afterwards.', command: inside(it, 'dsregcmd /status') },
  ];
}

/** The extension has done its work, so that a device is to be expected. */
function expected(seen: SeenSoFar): boolean | undefined {
  if (valueOf(seen, 'extensions')?.domainJoin !== undefined || valueOf(seen, 'inside')?.domainJoined === true)
    return false;
  const extensions = valueOf(seen, 'extensions');
  return extensions === undefined ? undefined : extensions.login?.state === 'succeeded';
}

/** Deleted devices of this VM, or that bear its name; undefined when they were not seen. */
function deletedOf(seen: SeenSoFar, it: Case) {
  const name = computerName(seen, it);
  return valueOf(seen, 'deletedDevices')?.devices.filter((each) => each.ofThisVm || sameName(each.name, name));
}

const missing: Cause = {
  id: 'device-missing',
  title: 'The extension says that it succeeded, but the VM is not joined to Entra ID.',
  order: 27,
  behind: { 'not-joined-or-duplicate-device': 1, 'target-device-not-found': 0.4, 'credentials-did-not-work': 0.4 },
  answers: { message: { credentials: 0.6, device: 0.35 }, history: { never: 0.75, untilRebuild: 0.15 } },
  judge(seen, it) {
    const devices = devicesOf(seen, it);
    if (devices === undefined)
      return valueOf(seen, 'inside')?.joined === true || expected(seen) === false ? EXCLUDED : OPEN;
    const deleted = deletedOf(seen, it);
    const none = devices.own.length === 0 && devices.namesakes.length === 0;
    if (!none || expected(seen) === false || (deleted?.length ?? 0) > 0) return EXCLUDED;
    const said = ['Entra ID has no device for this VM.'];
    if (valueOf(seen, 'inside')?.joined === false) said.push('Inside the VM, dsregcmd says AzureAdJoined: NO.');
    return expected(seen) === undefined || (deleted === undefined && said.length === 1)
      ? suggested(...said)
      : proved(...said);
  },
  remedy: (it, seen) => ({
    who: 'vm administrator',
    mend: { is: 'reinstall_extension' },
    steps: inCloud(it, rejoin(it, seen)),
  }),
};

const deleted: Cause = {
  id: 'device-deleted',
  title: 'The VM’s device was deleted in Entra ID, so that its join no longer counts.',
  order: 28,
  behind: {
    'not-joined-or-duplicate-device': 0.6,
    'target-device-not-found': 0.5,
    'credentials-did-not-work': 0.4,
    'access-expired-or-revoked': 0.05,
  },
  answers: { message: { credentials: 0.5, device: 0.45 }, history: { recently: 0.9 } },
  judge(seen, it) {
    const devices = devicesOf(seen, it);
    const auth = valueOf(seen, 'inside')?.deviceAuth;
    if (devices === undefined)
      return auth === 'success' ? EXCLUDED : auth === 'disabled or deleted' ? suggested(REFUSED) : OPEN;
    if (devices.own.length > 0 || expected(seen) === false) return EXCLUDED;
    const gone = deletedOf(seen, it);
    const [first] = gone ?? [];
    if (first !== undefined && devices.namesakes.length === 0)
      return proved(`Device ${first.name} was deleted within the last 30 days, and there is no other.`);
    if (devices.namesakes.length > 0) return EXCLUDED;
    if (auth === 'disabled or deleted') return proved(REFUSED, 'Entra ID has no device for this VM.');
    return gone === undefined ? suggested('Entra ID has no device for this VM.') : EXCLUDED;
  },
  remedy: (it, seen) => ({
    who: 'vm administrator',
    mend: { is: 'reinstall_extension' },
    steps: inCloud(it, [
      ...rejoin(it, seen),
      { text: 'Find out who deletes devices: clean-up jobs for stale devices should leave servers alone.' },
    ]),
  }),
};

const REFUSED = 'Inside the VM, dsregcmd says that its device is either disabled or deleted.';

const disabled: Cause = {
  id: 'device-disabled',
  title: 'The VM’s device is disabled in Entra ID.',
  order: 29,
  behind: {
    'credentials-did-not-work': 0.4,
    'not-joined-or-duplicate-device': 0.4,
    'target-device-not-found': 0.1,
    'sign-in-method-not-allowed': 0.05,
    'role-missing': 0.05,
    'access-expired-or-revoked': 0.05,
  },
  answers: { message: { credentials: 0.6, device: 0.2, application: 0.1 }, history: { recently: 0.9 } },
  judge(seen, it) {
    const devices = devicesOf(seen, it);
    const auth = valueOf(seen, 'inside')?.deviceAuth;
    if (devices === undefined)
      return auth === 'success' ? EXCLUDED : auth === 'disabled or deleted' ? suggested(REFUSED) : OPEN;
    const device = disabledOf(seen, it);
    if (device === undefined) return EXCLUDED;
    const said = `Device ${device.name} is disabled in Entra ID.`;
    return device.ofThisVm ? proved(said, ...(auth === 'disabled or deleted' ? [REFUSED] : [])) : suggested(said);
  },
  remedy: (it, seen) => ({
    who: 'entra administrator',
    steps: [
      ...enabling(it, disabledOf(seen, it)?.id),
      { text: `In https://${cloudOf(it).admin} it is: Devices, All devices, ${computerName(seen, it)}, Enable.` },
      { text: 'Find out who disables devices: clean-up jobs for stale devices should leave servers alone.' },
    ],
  }),
};

function enabling(it: Case, id: string | undefined): Remedy['steps'] {
  if (id === undefined) return [{ text: 'A Cloud Device Administrator enables the device.' }];
  const enable = `Update-MgDevice -DeviceId ${ps(id)} -BodyParameter @{accountEnabled=$true}`;
  return [
    { text: 'Enable the device, as Cloud Device Administrator:', command: `${connectGraph(it, ACT)}; ${enable}` },
  ];
}

function disabledOf(seen: SeenSoFar, it: Case): Device | undefined {
  const devices = devicesOf(seen, it);
  if (devices === undefined) return undefined;
  const candidates = devices.own.length > 0 ? devices.own : devices.namesakes;
  return candidates.every((each) => !each.enabled) ? candidates[0] : undefined;
}

const duplicate: Cause = {
  id: 'device-duplicate',
  title: 'Another device in Entra ID bears this VM’s name.',
  order: 28,
  behind: {
    'not-joined-or-duplicate-device': 1,
    'credentials-did-not-work': 0.4,
    'target-device-not-found': 0.3,
    'extension-failed-other': 0.1,
  },
  answers: { message: { credentials: 0.75, device: 0.2 }, history: { untilRebuild: 0.6, never: 0.35 } },
  judge(seen, it) {
    const devices = devicesOf(seen, it);
    if (devices === undefined) return OPEN;
    const others = staleOf(seen, it);
    const [first] = others;
    if (first === undefined) return EXCLUDED;
    const said = `Entra ID has ${others.length === 1 ? 'a device' : `${others.length} devices`} named ${first.name} that ${others.length === 1 ? 'is' : 'are'} not this VM’s.`;
    const out = isJoined(seen, it) === false && valueOf(seen, 'inside')?.joined !== true;
    return out
      ? proved(said, 'This VM itself has no device: it cannot join while the name is taken.')
      : suggested(said);
  },
  remedy: (it, seen) => ({
    who: 'entra administrator',
    steps: inCloud(it, [
      {
        text: 'Make sure that the old device is not another computer still in use. Then delete it, as Cloud Device Administrator:',
      },
      ...staleOf(seen, it)
        .slice(0, 3)
        .map(({ id, name, registeredAt }) => ({
          text: `${name}${registeredAt === undefined ? '' : `, registered on ${new Date(registeredAt).toISOString().slice(0, 10)}`}:`,
          command: `${connectGraph(it, ACT)}; Remove-MgDevice -DeviceId ${ps(id)}`,
        })),
      { text: 'The VM tries again by itself within about 15 minutes. Sooner:' },
      ...rejoin(it, seen),
      { text: 'If the other computer is still needed, give this VM another computer name instead.' },
    ]),
  }),
};

/** Enabled devices that bear the name and are not this VM’s. */
function staleOf(seen: SeenSoFar, it: Case): readonly Device[] {
  const devices = devicesOf(seen, it);
  if (devices === undefined) return [];
  // On its own, a hybrid or a disabled one is a cause under another name.
  const alone = devices.own.length === 0 && devices.namesakes.length === 1;
  return devices.namesakes.filter((each) => !alone || (each.enabled && each.trust !== 'hybrid'));
}

const hybrid: Cause = {
  id: 'device-hybrid',
  title: 'The VM is joined to an on-premises domain and only known to Entra ID (hybrid).',
  order: 27,
  behind: {
    'not-joined-or-duplicate-device': 0.3,
    'credentials-did-not-work': 0.2,
    'target-device-not-found': 0.1,
    'extension-failed-other': 0.05,
  },
  answers: { history: { never: 0.85 } },
  judge(seen, it) {
    const devices = devicesOf(seen, it);
    if (devices === undefined) return OPEN;
    const candidates = devices.own.length > 0 ? devices.own : devices.namesakes;
    const found = candidates.length > 0 && candidates.every((each) => each.trust === 'hybrid');
    return ifSo(
      found,
      proved(
        `Its device ${candidates[0]?.name ?? ''} is hybrid joined; the sign-in extension works only without a domain.`,
      ),
    );
  },
  remedy: (it, seen) => ({
    who: 'vm administrator',
    steps: inCloud(it, [
      { text: `To stay in the domain, sign in to ${computerName(seen, it)} with a domain account.` },
      {
        text: 'For Entra ID: take the VM out of the domain. Have a local administrator’s password at hand first; the VM restarts.',
        command: inside(it, 'Remove-Computer -WorkgroupName WORKGROUP -Force -Restart'),
      },
      ...rejoin(it, seen),
    ]),
  }),
};

const renamed: Cause = {
  id: 'device-renamed',
  title: 'Entra ID knows the VM under another name than the one it bears now.',
  order: 31,
  behind: {
    'target-device-not-found': 1,
    'not-joined-or-duplicate-device': 0.2,
    'credentials-did-not-work': 0.1,
    'cannot-reach-vm': 0.05,
  },
  answers: { message: { device: 0.85 }, webAccount: { page: 0.95 }, history: { untilRebuild: 0.8 } },
  judge(seen, it) {
    const own = devicesOf(seen, it)?.own.filter((each) => each.enabled && each.trust === 'joined');
    const name = computerName(seen, it);
    if (own === undefined) return OPEN;
    const known = own.flatMap((each) => (each.hostnames.length > 0 ? each.hostnames : [each.name]));
    if (known.length === 0 || known.some((each) => sameName(each, name))) return EXCLUDED;
    const said = `The VM calls itself ${name}; Entra ID knows it as ${known.join(', ')}.`;
    const failure = failedWith(seen, 293_004);
    return failure === undefined ? suggested(said) : proved(said, logged(failure, it));
  },
  remedy: (it, seen) => ({
    who: 'vm administrator',
    steps: inCloud(it, [
      {
        text: 'Give the computer the old name again, or let it join anew under the new one. Joining anew:',
        command: inside(it, 'dsregcmd /leave'),
      },
      ...rejoin(it, seen),
      { text: `Then connect to ${addressFor(it, computerName(seen, it))}, as in Latchkey’s .rdp file.` },
      { text: 'If a policy sets a primary DNS suffix, it must be the one under which the VM is found.' },
    ]),
    rdp: true,
  }),
};

export const DEVICE_CAUSES: readonly Cause[] = [missing, deleted, disabled, duplicate, hybrid, renamed];
