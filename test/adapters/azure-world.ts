/** The sandbox as the worlds that the conformance suites of Cloud, Estate and Directory ask for. */
import { createCredential } from '../../adapters/entra/credential.ts';
import { createAzure } from '../../adapters/azure/index.ts';
import { createGraph } from '../../adapters/graph/index.ts';
import type { Vm } from '../../workflows/language.ts';
import { AZURE_ROLES } from '../../workflows/language.ts';
import type { CloudWorld } from '../conformance/cloud.ts';
import type { DirectoryWorld } from '../conformance/directory.ts';
import type { EstateWorld } from '../conformance/estate.ts';
import { machineClock } from '../support/clock.ts';
import { keptLog } from '../support/log.ts';
import type { Sandbox } from '../support/sandbox.ts';
import type { FaultOrder } from '../support/sandbox-types.ts';

export const NOBODY = '7d1c33aa-0000-4000-8000-00000000abcd';
const OWNER = '8e3af657-a8ff-443c-a75c-2fe8c4bcb635';

/** The bot's adapters against this sandbox, with a secret from the environment as an operator would set it. */
export function connect(sandbox: Sandbox) {
  const env = (name: string): string => sandbox.env[name] ?? '';
  for (const name of ['AZURE_TENANT_ID', 'AZURE_CLIENT_ID', 'AZURE_CLIENT_SECRET']) process.env[name] = env(name);
  const { log, lines } = keptLog();
  const authority = { tenantId: env('AZURE_TENANT_ID'), authorityHost: env('AZURE_AUTHORITY_HOST') };
  const credential = createCredential(authority);
  const subscriptions = env('AZURE_SUBSCRIPTION_IDS').split(',');
  const common = { credential, clock: machineClock, log };
  return {
    ...createAzure({ ...common, armEndpoint: env('AZURE_ARM_ENDPOINT'), subscriptions }),
    directory: createGraph({ ...common, graphEndpoint: env('AZURE_GRAPH_ENDPOINT') }),
    credential,
    subscriptions,
    lines,
  };
}

export type Connected = ReturnType<typeof connect>;

/** A VM of the sandbox as `Estate` shows it. */
export async function vmOf(sandbox: Sandbox, name: string): Promise<Vm> {
  const { vms } = await sandbox.state();
  const vm = vms.find((each) => each.name === name);
  if (!vm) throw new Error(`The sandbox has no VM ${name}.`);
  const { subscription, resourceGroup, location, os, tags, computerName, osName, osVersion } = vm;
  const { offer, sku } = vm.image;
  const id = `/subscriptions/${subscription}/resourceGroups/${resourceGroup}/providers/Microsoft.Compute/virtualMachines/${name}`;
  const system = os === 'Windows' ? { system: { osName, osVersion, image: { offer, sku } } } : {};
  return { id, name, subscription, resourceGroup, location, os: os as Vm['os'], tags, computerName, ...system };
}

export async function personOf(sandbox: Sandbox, key: string) {
  const { people } = await sandbox.state();
  const person = people.find((each) => each.key === key);
  if (!person) throw new Error(`The sandbox has nobody called ${key}.`);
  return person;
}

export async function cloudWorld(sandbox: Sandbox, { cloud }: Connected): Promise<CloudWorld> {
  await sandbox.reset();
  const [first, second] = [await vmOf(sandbox, 'sql-prod-01'), await vmOf(sandbox, 'dev-ana-01')];
  const [ana, raj] = [await personOf(sandbox, 'ana'), await personOf(sandbox, 'raj')];
  const at: CloudWorld['at'] = async (vm) => {
    const { roleAssignments } = await sandbox.state();
    return roleAssignments
      .filter((each) => each.scope.toLowerCase() === vm.toLowerCase())
      .map((each) => ({
        id: `${each.scope}/providers/Microsoft.Authorization/roleAssignments/${each.name}`,
        principal: each.principalId,
        role: each.role === AZURE_ROLES.admin.definition ? 'admin' : 'user',
        description: each.description ?? '',
      }));
  };
  const assign: CloudWorld['assign'] = async ({ vm, principal, ...rest }) => {
    const made = await sandbox.assign({ scope: vm, principalId: principal, ...rest });
    return `${made.scope}/providers/Microsoft.Authorization/roleAssignments/${made.name}`;
  };
  return {
    cloud,
    vms: [first.id, second.id],
    missingVm: first.id.replace('sql-prod-01', 'sql-prod-99'),
    people: [ana.id, raj.id],
    nobody: NOBODY,
    at,
    assign,
    async removeAll(vm) {
      for (const { id } of await at(vm)) await sandbox.unassign(nameIn(id));
    },
    async rewrite(id, description) {
      const { roleAssignments } = await sandbox.state();
      const found = roleAssignments.find((each) => each.name === nameIn(id));
      if (!found) throw new Error(`There is no assignment ${id}.`);
      await sandbox.unassign(found.name);
      const role = found.role === AZURE_ROLES.admin.definition ? 'admin' : 'user';
      const { name, scope, principalId } = found;
      await sandbox.assign({ name, scope, principalId, role, description });
    },
    async lock(scope, level) {
      const { name } = await sandbox.lock({ scope, level });
      return () => sandbox.unlock(name);
    },
    deleteVm: (vm) => sandbox.deleteVm(nameIn(vm)),
    async failNext(what, how) {
      const match = { method: what === 'grant' ? 'PUT' : 'DELETE', path: 'roleAssignments/' };
      await sandbox.fault({ service: 'arm', match, times: 1, fault: FAILURES[how] });
    },
    async failSubscription(vm) {
      const [, , subscription] = vm.split('/');
      await sandbox.fault({
        service: 'arm',
        match: { path: `subscriptions/${subscription}/` },
        fault: { is: 'status', status: 403, code: 'AuthorizationFailed' },
      });
    },
  };
}

const FAILURES = {
  unreachable: { is: 'status', status: 503 },
  throttled: { is: 'status', status: 429, code: 'TooManyRequests', retryAfter: 7 },
  forbidden: { is: 'status', status: 403, code: 'AuthorizationFailed' },
  lost: { is: 'cut-after' },
} as const satisfies Record<string, FaultOrder['fault']>;

export async function estateWorld(sandbox: Sandbox, { estate, cloud }: Connected): Promise<EstateWorld> {
  await sandbox.reset();
  const state = await sandbox.state();
  const [first, second] = [await vmOf(sandbox, 'build-01'), await vmOf(sandbox, 'proxy-prod-01')];
  const groupId = (name: string): string => state.groups.find((each) => each.displayName === name)?.id ?? '';
  const subscription = `/subscriptions/${first.subscription}`;
  return {
    estate,
    count: state.vms.length,
    vms: [first, second],
    missingVm: first.id.replace('build-01', 'build-99'),
    // Mia is in VM Approvers Europe, and that is in VM Approvers.
    person: (await personOf(sandbox, 'mia')).id,
    group: groupId('VM Approvers'),
    above: {
      subscription,
      resourceGroup: `${subscription}/resourceGroups/${first.resourceGroup}`,
      managementGroup: '/providers/Microsoft.Management/managementGroups/contoso',
    },
    async assign({ scope, principal, role }) {
      const order = { scope, principalId: principal, role: role === 'owner' ? OWNER : role };
      const made = await sandbox.control('POST', 'azure/roleAssignments', order);
      return `${made.scope}/providers/Microsoft.Authorization/roleAssignments/${made.name}`;
    },
    async grant(vm, principal) {
      const request = '5b0e1a52-6d7c-4f0e-9a83-0d3f8c1be111';
      await cloud.grant({ request, vm, principal, role: 'user', endsAt: Date.UTC(2027, 0, 1) });
    },
    lock: (scope, level) => sandbox.lock({ scope, level }),
    deleteVm: (vm) => sandbox.deleteVm(nameIn(vm)),
  };
}

export async function directoryWorld(sandbox: Sandbox, { directory }: Connected): Promise<DirectoryWorld> {
  await sandbox.reset();
  const { groups } = await sandbox.state();
  const { id, displayName: name, userPrincipalName: upn, mail } = await personOf(sandbox, 'bo');
  const names = { inner: 'VM Approvers Europe', outer: 'VM Approvers', other: 'Platform Operators' } as const;
  const groupId = (displayName: string): string => groups.find((each) => each.displayName === displayName)?.id ?? '';
  return {
    directory,
    person: { id, name, upn, mail: mail ?? '' },
    async change({ upn: userPrincipalName, enabled, guest, groups: members, gone, ...rest }) {
      await sandbox.changePerson('bo', {
        ...rest,
        ...(userPrincipalName === undefined ? {} : { userPrincipalName }),
        ...(enabled === undefined ? {} : { accountEnabled: enabled }),
        ...(guest === undefined ? {} : { userType: guest ? 'Guest' : 'Member' }),
        ...(members === undefined ? {} : { groups: members.map((each) => names[each]) }),
        ...(gone === undefined ? {} : { inDirectory: false }),
      });
    },
    async share(address, { enabled, guest }) {
      await sandbox.changePerson('sam1', {
        proxyAddresses: [`smtp:${address}`],
        accountEnabled: enabled,
        userType: guest ? 'Guest' : 'Member',
      });
    },
    groups: { inner: groupId(names.inner), outer: groupId(names.outer), other: groupId(names.other) },
  };
}

function nameIn(id: string): string {
  return id.split('/').at(-1) ?? '';
}
