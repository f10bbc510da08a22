import type { TokenCredential } from '@azure/identity';
import { Fault } from '../../src/faults.ts';
import type { Clock, Examined } from '../../src/ports.ts';
import type { Instant } from '../../workflows/language.ts';
import { ask, askAll } from './arm.ts';
import type { Arm } from './arm.ts';
import { tokenTrouble } from '../entra/credential.ts';
import { allowsAction } from './login.ts';
import type { Permission } from './login.ts';
import { readVmScope } from './scope.ts';
import type { VmScope } from './scope.ts';

/** Milliseconds our clock may differ from Azure's. End times are kept by ours; `Date` is written in whole seconds. */
const TOLERATED_SKEW = 5000;

const NEEDED = [
  { action: 'Microsoft.Authorization/roleAssignments/write', what: 'may assign roles' },
  { action: 'Microsoft.Authorization/roleAssignments/delete', what: 'may take roles away' },
  { action: 'Microsoft.Authorization/locks/read', what: 'may read locks' },
] as const;

const ASSIGN = 'Assign Virtual Machine Data Access Administrator to Latchkey’s identity on this subscription';

/** Everything `doctor` wants to know of Azure. Never throws for what Azure answers. */
export async function examineAzure(options: {
  readonly arm: Arm;
  readonly credential: TokenCredential;
  readonly armEndpoint: string;
  readonly subscriptions: readonly string[];
  readonly clock: Clock;
}): Promise<readonly Examined[]> {
  const token = await examineToken(options.credential, options.armEndpoint);
  if (!token.ok) return [token];
  const found: Examined[] = [token];
  const skews: number[] = [];
  for (const subscription of options.subscriptions) {
    found.push(...(await examineSubscription(options.arm, subscription, options.clock, skews)));
  }
  found.push(...examineClock(skews));
  return found;
}

async function examineToken(credential: TokenCredential, armEndpoint: string): Promise<Examined> {
  const what = 'Azure: sign-in';
  try {
    const token = await credential.getToken(`${armEndpoint.replace(/\/+$/, '')}/.default`);
    if (token) return { what, ok: true, seen: 'Entra ID gave a token for Azure Resource Manager.', next: '' };
    return { what, ok: false, seen: 'There is no token.', next: SET_UP_IDENTITY };
  } catch (error) {
    const trouble = tokenTrouble(error);
    const seen = trouble?.why ?? String(error);
    const next = trouble?.is === 'unreachable' ? 'Check outbound HTTPS to AZURE_AUTHORITY_HOST.' : SET_UP_IDENTITY;
    return { what, ok: false, seen, next };
  }
}

const SET_UP_IDENTITY =
  'Give this machine a managed identity, or set AZURE_CLIENT_ID with AZURE_CLIENT_SECRET; check AZURE_TENANT_ID.';

async function examineSubscription(
  arm: Arm,
  subscription: string,
  clock: Clock,
  skews: number[],
): Promise<readonly Examined[]> {
  const what = `Azure: subscription ${subscription}`;
  const onResponse = (response: { headers: { get(name: string): string | undefined } }): void => {
    const skew = readSkew(response.headers.get('date'), clock.now());
    if (skew !== undefined) skews.push(skew);
  };
  try {
    // Role assignments are what the sweep reads; their list answers with a date that tells our clock from Azure's.
    await ask('reading', 'Listing role assignments', () =>
      arm.authorization(subscription).roleAssignments.listForSubscription({ onResponse }).byPage().next(),
    );
    const vm = await firstVm(arm, subscription);
    const readable: Examined = { what, ok: true, seen: 'Role assignments and VMs can be read.', next: '' };
    return [readable, ...(await examinePermissions(arm, subscription, vm))];
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const forbidden = error.code === 'azure_forbidden';
    const next = forbidden ? `${ASSIGN}, and check its id in AZURE_SUBSCRIPTION_IDS.` : error.next;
    return [{ what, ok: false, seen: error.message, next }];
  }
}

/** Any VM of the subscription, to ask about; undefined when there is none to be seen. */
export async function firstVm(arm: Arm, subscription: string): Promise<VmScope | undefined> {
  const pages = arm.compute(subscription).virtualMachines.listAll().byPage();
  const page = await ask('reading', 'Listing VMs', () => pages.next());
  const id = page.done ? undefined : page.value[0]?.id;
  return id === undefined ? undefined : readVmScope(id);
}

/**
 * Asks Azure which actions we hold, at one VM of the subscription: the API knows resource groups and resources, not
 * subscriptions (Permissions, API 2022-04-01). It does not tell conditions on our role.
 */
async function examinePermissions(
  arm: Arm,
  subscription: string,
  vm: VmScope | undefined,
): Promise<readonly Examined[]> {
  if (!vm) {
    const what = `Azure: permissions in ${subscription}`;
    const next = 'Nothing, if the subscription has no VM yet. Otherwise let Latchkey’s identity read them.';
    return [{ what, ok: false, seen: 'There is no VM to ask about.', next }];
  }
  const permissions = await ownPermissions(arm, vm);
  return NEEDED.map(({ action, what }) => {
    const ok = allowsAction(permissions, action);
    const seen = `${action} is ${ok ? 'held' : 'missing'} on ${vm.name}.`;
    return { what: `Azure: ${what} in ${subscription}`, ok, seen, next: ok ? '' : `${ASSIGN}.` };
  });
}

/** What Latchkey's identity may do at this VM. */
export async function ownPermissions(arm: Arm, vm: VmScope): Promise<readonly Permission[]> {
  return askAll('reading', 'Reading our own permissions', () =>
    arm
      .authorization(vm.subscription)
      .permissions.listForResource(vm.resourceGroup, 'Microsoft.Compute', '', 'virtualMachines', vm.name),
  );
}

/** How far our clock is ahead of the date a server wrote, in milliseconds; undefined without a date. */
export function readSkew(date: string | null | undefined, now: Instant): number | undefined {
  const theirs = Date.parse(date ?? '');
  if (Number.isNaN(theirs)) return undefined;
  // The date was cut to the second, so the true time lies up to a second later.
  const ahead = now - theirs;
  return ahead > 0 ? Math.max(0, ahead - 1000) : ahead;
}

function examineClock(skews: readonly number[]): readonly Examined[] {
  const [first] = skews;
  if (first === undefined) return [];
  // A slow answer looks like a fast clock: the smallest difference is the truest.
  const skew = skews.reduce((least, each) => (Math.abs(each) < Math.abs(least) ? each : least), first);
  const ok = Math.abs(skew) <= TOLERATED_SKEW;
  const way = skew > 0 ? 'ahead of' : 'behind';
  const seen = ok
    ? 'This machine’s clock agrees with Azure’s.'
    : `The clock is ${Math.round(Math.abs(skew) / 1000)} s ${way} Azure’s.`;
  return [
    { what: 'Azure: clock', ok, seen, next: ok ? '' : 'Synchronise this machine’s clock (NTP): access ends by it.' },
  ];
}
