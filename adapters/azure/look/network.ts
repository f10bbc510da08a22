import { z } from 'zod';
import type { LookedAt } from '../../../src/ports.ts';
import type { NetworkSight } from '../../../workflows/troubleshoot/sights.ts';
import { CannotSee } from '../../entra/glance.ts';
import { ask } from '../arm.ts';
import type { Arm } from '../arm.ts';
import { vmScope } from './about.ts';
import { judgeNetwork, rule } from './rules.ts';
import type { Group } from './rules.ts';

/**
 * The VM's interfaces with the rules of their own and of their subnet's network security group. Asked of Azure Resource
 * Manager this would be four calls, each waiting for the one before, and the effective rules
 * (`effectiveNetworkSecurityGroups`) take a running VM and half a minute; Resource Graph answers at once, a minute behind at
 * most. What it may not show it leaves out without a word: hence `vnet`, which tells a subnet without a group from one that
 * cannot be seen. All of it lies in the VM's own subscription. Three joins are what one query may have
 * (learn.microsoft.com, Understanding the Azure Resource Graph query language). Rules of a virtual network manager are not in it.
 */
function query(vm: string): string {
  return `Resources
| where type =~ 'microsoft.network/networkinterfaces'
| where tostring(properties.virtualMachine.id) =~ '${vm.replaceAll("'", "\\'")}'
| project nic = id, nicGroup = tolower(tostring(properties.networkSecurityGroup.id)),
    subnet = tolower(tostring(properties.ipConfigurations[0].properties.subnet.id))
| join kind=leftouter (Resources
    | where type =~ 'microsoft.network/networksecuritygroups'
    | project nicGroup = tolower(id), nicRules = properties.securityRules) on nicGroup
| join kind=leftouter (Resources
    | where type =~ 'microsoft.network/virtualnetworks'
    | mv-expand each = properties.subnets limit 2000
    | project vnet = id, subnet = tolower(tostring(each.id)),
        subnetGroup = tolower(tostring(each.properties.networkSecurityGroup.id))) on subnet
| join kind=leftouter (Resources
    | where type =~ 'microsoft.network/networksecuritygroups'
    | project subnetGroup = tolower(id), subnetRules = properties.securityRules) on subnetGroup
| project nic, nicGroup, nicRules, vnet, subnetGroup, subnetRules`;
}

const row = z.object({
  nicGroup: z.string().nullish(),
  nicRules: z.array(rule).nullish(),
  vnet: z.string().nullish(),
  subnetGroup: z.string().nullish(),
  subnetRules: z.array(rule).nullish(),
});

export async function lookAtNetwork(arm: Arm, about: LookedAt, abortSignal: AbortSignal): Promise<NetworkSight> {
  const { subscription } = vmScope(about);
  const options = { top: 100, resultFormat: 'objectArray' as const };
  const answer = await ask('reading', 'Asking Resource Graph for the network', () =>
    arm.graph.resources({ subscriptions: [subscription], query: query(about.vm.id), options }, { abortSignal }),
  );
  const rows = z.array(row).safeParse(answer.data);
  if (!rows.success) throw new CannotSee('unreadable');
  if (rows.data.length === 0) throw hidden('networkInterfaces');
  return judgeNetwork(rows.data.map(groupsOf));
}

function groupsOf({ nicGroup, nicRules, vnet, subnetGroup, subnetRules }: z.infer<typeof row>): readonly Group[] {
  if (!vnet) throw hidden('virtualNetworks');
  if ((nicGroup && !nicRules) || (subnetGroup && !subnetRules)) throw hidden('networkSecurityGroups');
  return [...(nicGroup && nicRules ? [nicRules] : []), ...(subnetGroup && subnetRules ? [subnetRules] : [])];
}

function hidden(kind: 'networkInterfaces' | 'virtualNetworks' | 'networkSecurityGroups'): CannotSee {
  return new CannotSee('forbidden', `Latchkey sees no ${WORDS[kind]} of this VM.`, `Microsoft.Network/${kind}/read`);
}

const WORDS = {
  networkInterfaces: 'network interface',
  virtualNetworks: 'virtual network',
  networkSecurityGroups: 'network security group',
} as const;
