import type { Express, Request } from 'express';
import type { SandboxContext } from '../context.ts';
import { networkInterfaceId, resourceGroupId, same, uuidOf, vmId } from '../ids.ts';
import type { NetworkRule } from '../model-inside.ts';
import type { Vm, WorldData } from '../model.ts';
import { needAction } from './access.ts';
import type { Operations } from './operations.ts';
import { ArmRefusal } from './refusal.ts';
import { page, pathOf, query, worldFor } from './request.ts';
import { mustExist, parseScope, resourceNotFound } from './scope.ts';

const LIST = /^(\/subscriptions\/[^/]+\/resourceGroups\/[^/]+)\/providers\/Microsoft\.Network\/networkInterfaces$/i;
const ONE =
  /^(\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Network\/networkInterfaces\/[^/]+)$/i;
const EFFECTIVE =
  /^(\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Network\/networkInterfaces\/[^/]+)\/effectiveNetworkSecurityGroups$/i;

const READ = 'Microsoft.Network/networkInterfaces/read';

/** Network interfaces (Microsoft.Network), and the rules that take effect on them. */
export function networkInterfaces(app: Express, context: SandboxContext, operations: Operations): void {
  app.get(LIST, (request, response) => {
    const data = worldFor(context, request, response);
    const scope = parseScope(LIST.exec(pathOf(request))?.[1] ?? '');
    needAction(data, READ, scope.id);
    mustExist(scope, data, true);
    const found = data.vms.filter(
      (vm) => same(vm.subscription, scope.subscription ?? '') && same(vm.resourceGroup, scope.resourceGroup ?? ''),
    );
    response.json(page(context, request, found.map(shape)));
  });

  app.get(ONE, (request, response) => {
    response.json(shape(theVm(worldFor(context, request, response), request, ONE, READ)));
  });

  app.post(EFFECTIVE, (request, response) => {
    const action = 'Microsoft.Network/networkInterfaces/effectiveNetworkSecurityGroups/action';
    const vm = theVm(context.world.now, request, EFFECTIVE, action);
    if (vm.power !== 'running') {
      throw new ArmRefusal(
        400,
        'NetworkInterfaceNotAttachedToRunningVm',
        `Network interface ${networkInterfaceId(vm)} must be attached to a running virtual machine.`,
      );
    }
    operations.begin(response, {
      subscription: vm.subscription,
      location: vm.location,
      provider: 'Microsoft.Network',
      version: query(request, 'api-version') ?? '',
      finish: () => ({ value: effective(context.world.vm(vmId(vm)) ?? vm) }),
    });
    response.status(202).end();
  });
}

function theVm(data: WorldData, request: Request, pattern: RegExp, action: string): Vm {
  const scope = parseScope(pattern.exec(pathOf(request))?.[1] ?? '');
  needAction(data, action, scope.id);
  mustExist({ ...scope, type: null }, data, true);
  const vm = data.vms.find((known) => same(networkInterfaceId(known), scope.id));
  if (!vm) throw resourceNotFound(scope);
  return vm;
}

export function groupId(vm: Vm): string {
  return `${resourceGroupId(vm.subscription, vm.resourceGroup)}/providers/Microsoft.Network/networkSecurityGroups/${vm.name}-nsg`;
}

/** Each resource group's VMs share a network, with one subnet that has no network security group of its own. */
export function networkId({ subscription, resourceGroup }: Pick<Vm, 'subscription' | 'resourceGroup'>): string {
  return `${resourceGroupId(subscription, resourceGroup)}/providers/Microsoft.Network/virtualNetworks/vnet-${resourceGroup}`;
}

export function shape(vm: Vm) {
  const id = networkInterfaceId(vm);
  const network = networkId(vm);
  return {
    name: `${vm.name}-nic`,
    id,
    type: 'Microsoft.Network/networkInterfaces',
    location: vm.location,
    properties: {
      provisioningState: 'Succeeded',
      resourceGuid: uuidOf(`nic:${id}`),
      ipConfigurations: [
        {
          name: 'ipconfig1',
          id: `${id}/ipConfigurations/ipconfig1`,
          type: 'Microsoft.Network/networkInterfaces/ipConfigurations',
          properties: {
            provisioningState: 'Succeeded',
            privateIPAddress: '10.0.0.4',
            privateIPAllocationMethod: 'Dynamic',
            subnet: { id: `${network}/subnets/default` },
            primary: true,
            privateIPAddressVersion: 'IPv4',
          },
        },
      ],
      dnsSettings: { dnsServers: [], appliedDnsServers: [] },
      enableAcceleratedNetworking: false,
      enableIPForwarding: false,
      ...(vm.network === null ? {} : { networkSecurityGroup: { id: groupId(vm) } }),
      primary: true,
      virtualMachine: { id: vmId(vm) },
      nicType: 'Standard',
    },
  };
}

/** What every network security group has (learn.microsoft.com, Network security groups overview). */
const DEFAULTS: readonly NetworkRule[] = [
  rule('AllowVnetInBound', 'Inbound', 'Allow', 'VirtualNetwork', 'VirtualNetwork', 65000),
  rule('AllowAzureLoadBalancerInBound', 'Inbound', 'Allow', 'AzureLoadBalancer', '*', 65001),
  rule('DenyAllInBound', 'Inbound', 'Deny', '*', '*', 65500),
  rule('AllowVnetOutBound', 'Outbound', 'Allow', 'VirtualNetwork', 'VirtualNetwork', 65000),
  rule('AllowInternetOutBound', 'Outbound', 'Allow', '*', 'Internet', 65001),
  rule('DenyAllOutBound', 'Outbound', 'Deny', '*', '*', 65500),
];

function rule(
  name: string,
  direction: NetworkRule['direction'],
  access: NetworkRule['access'],
  source: string,
  destination: string,
  priority: number,
): NetworkRule {
  return { name, direction, access, protocol: '*', source, destination, port: '*', priority };
}

/** Empty without a network security group: then nothing is kept out. */
function effective(vm: Vm) {
  if (vm.network === null) return [];
  return [
    {
      networkSecurityGroup: { id: groupId(vm) },
      association: { networkInterface: { id: networkInterfaceId(vm) } },
      effectiveSecurityRules: [
        ...vm.network.map((each) => effectiveRule(each, 'securityRules')),
        ...DEFAULTS.map((each) => effectiveRule(each, 'defaultSecurityRules')),
      ],
    },
  ];
}

function effectiveRule(each: NetworkRule, kind: string) {
  const [source, destination] = [address(each.source), address(each.destination)];
  const ports = each.port === '*' ? '0-65535' : each.port.includes('-') ? each.port : `${each.port}-${each.port}`;
  return {
    name: `${kind}/${each.name}`,
    protocol: each.protocol === '*' ? 'All' : each.protocol,
    sourcePortRange: '0-65535',
    destinationPortRange: ports,
    sourcePortRanges: ['0-65535'],
    destinationPortRanges: [ports],
    sourceAddressPrefix: source,
    destinationAddressPrefix: destination,
    sourceAddressPrefixes: [source],
    destinationAddressPrefixes: [destination],
    ...(TAGS[source] ? { expandedSourceAddressPrefix: TAGS[source] } : {}),
    ...(TAGS[destination] ? { expandedDestinationAddressPrefix: TAGS[destination] } : {}),
    access: each.access,
    priority: each.priority,
    direction: each.direction,
  };
}

/** A few of the addresses behind a service tag; Azure lists all. */
const TAGS: Readonly<Record<string, readonly string[]>> = {
  VirtualNetwork: ['10.0.0.0/16', '168.63.129.16/32'],
  AzureLoadBalancer: ['168.63.129.16/32'],
  Internet: ['32.0.0.0/3', '4.0.0.0/6', '64.0.0.0/2'],
  AzureActiveDirectory: ['20.190.128.0/18', '40.126.0.0/18'],
};

function address(text: string): string {
  return text === '*' ? '0.0.0.0/0' : text;
}
