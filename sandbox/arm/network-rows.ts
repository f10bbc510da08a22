import { same } from '../ids.ts';
import type { NetworkRule } from '../model-inside.ts';
import type { Vm, WorldData } from '../model.ts';
import { holds } from './access.ts';
import type { Row } from './kusto/run.ts';
import { groupId, networkId, shape } from './network-interfaces.ts';

/** Network interfaces, virtual networks and network security groups as Resource Graph has them; what may not be read is left out. */
export function networks(data: WorldData, subscriptions: ReadonlySet<string>): readonly Row[] {
  const vms = data.vms.filter((vm) => subscriptions.has(vm.subscription));
  const may = (kind: string) => holds(data, `Microsoft.Network/${kind}/read`);
  return [
    ...(may('networkInterfaces') ? vms.map((vm) => interfaceRow(data, vm)) : []),
    ...(may('virtualNetworks') ? networkRows(data, subscriptions) : []),
    ...(may('networkSecurityGroups') ? vms.flatMap((vm) => groupRow(data, vm)) : []),
  ];
}

function interfaceRow(data: WorldData, vm: Vm): Row {
  const { id, name, properties } = shape(vm);
  return row(data, vm, { id, name, kind: 'networkInterfaces', properties });
}

function networkRows(data: WorldData, subscriptions: ReadonlySet<string>): readonly Row[] {
  return data.resourceGroups
    .filter((group) => subscriptions.has(group.subscription))
    .map((group) => {
      const id = networkId({ subscription: group.subscription, resourceGroup: group.name });
      return row(
        data,
        { ...group, resourceGroup: group.name },
        {
          id,
          name: `vnet-${group.name}`,
          kind: 'virtualNetworks',
          properties: {
            addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
            subnets: [{ id: `${id}/subnets/default`, name: 'default', properties: { addressPrefix: '10.0.0.0/24' } }],
          },
        },
      );
    });
}

function groupRow(data: WorldData, vm: Vm): readonly Row[] {
  if (vm.network === null) return [];
  const { id } = shape(vm);
  return [
    row(data, vm, {
      id: groupId(vm),
      name: `${vm.name}-nsg`,
      kind: 'networkSecurityGroups',
      properties: { securityRules: vm.network.map(securityRule), networkInterfaces: [{ id }], subnets: [] },
    }),
  ];
}

function securityRule(rule: NetworkRule) {
  return {
    name: rule.name,
    type: 'Microsoft.Network/networkSecurityGroups/securityRules',
    properties: {
      provisioningState: 'Succeeded',
      direction: rule.direction,
      access: rule.access,
      protocol: rule.protocol,
      priority: rule.priority,
      sourcePortRange: '*',
      sourcePortRanges: [],
      destinationPortRange: rule.port,
      destinationPortRanges: [],
      sourceAddressPrefix: rule.source,
      sourceAddressPrefixes: [],
      destinationAddressPrefix: rule.destination,
      destinationAddressPrefixes: [],
    },
  };
}

function row(
  data: WorldData,
  at: Pick<Vm, 'subscription' | 'resourceGroup' | 'location'>,
  of: { readonly id: string; readonly name: string; readonly kind: string; readonly properties: unknown },
): Row {
  const group = data.resourceGroups.find(
    (known) => known.subscription === at.subscription && same(known.name, at.resourceGroup),
  );
  return {
    id: of.id,
    name: of.name,
    type: `microsoft.network/${of.kind.toLowerCase()}`,
    tenantId: data.tenant.id,
    kind: '',
    location: group?.location ?? at.location,
    resourceGroup: at.resourceGroup.toLowerCase(),
    subscriptionId: at.subscription,
    managedBy: '',
    sku: null,
    plan: null,
    properties: of.properties,
    tags: null,
    identity: null,
    zones: null,
    extendedLocation: null,
  };
}
