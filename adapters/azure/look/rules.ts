import { z } from 'zod';
import type { NetworkSight } from '../../../workflows/troubleshoot/sights.ts';

/**
 * How Azure judges a connection: each network security group has its rules tried in the order of their priority, the first
 * that matches decides, and the groups of the subnet and of the interface must both let it through (learn.microsoft.com,
 * Azure network security groups overview; How network security groups filter network traffic).
 */
export type Group = readonly Rule[];

const texts = z
  .array(z.string())
  .nullish()
  .transform((all) => all ?? []);

/** A security rule as Azure Resource Graph shows it below `properties.securityRules`. */
export const rule = z
  .object({
    name: z.string().catch('?'),
    properties: z.object({
      direction: z.string(),
      access: z.string(),
      protocol: z.string(),
      priority: z.number(),
      destinationPortRange: z.string().nullish(),
      destinationPortRanges: texts,
      sourceAddressPrefix: z.string().nullish(),
      sourceAddressPrefixes: texts,
      destinationAddressPrefix: z.string().nullish(),
      destinationAddressPrefixes: texts,
    }),
  })
  .transform(({ name, properties: of }) => ({
    name,
    inbound: of.direction.toLowerCase() === 'inbound',
    allows: of.access.toLowerCase() === 'allow',
    protocol: of.protocol.toLowerCase(),
    priority: of.priority,
    ports: [...of.destinationPortRanges, ...(of.destinationPortRange ? [of.destinationPortRange] : [])],
    from: [...of.sourceAddressPrefixes, ...(of.sourceAddressPrefix ? [of.sourceAddressPrefix] : [])],
    to: [...of.destinationAddressPrefixes, ...(of.destinationAddressPrefix ? [of.destinationAddressPrefix] : [])],
  }));

export type Rule = z.infer<typeof rule>;

type Judged<State> = { readonly state: State; readonly by?: string };

/** What all networks of a VM let through: each interface's groups must agree, one interface is enough. */
export function judgeNetwork(interfaces: readonly (readonly Group[])[]): NetworkSight {
  const rdp = best(
    interfaces.map((groups) => worst(groups.map(inboundRdp), RDP)),
    RDP,
  );
  const https = best(
    interfaces.map((groups) => worst(groups.map(outboundHttps), HTTPS)),
    HTTPS,
  );
  return {
    rdp: rdp.state,
    ...(rdp.by === undefined ? {} : { rdpRule: rdp.by }),
    https: https.state,
    ...(https.by === undefined ? {} : { httpsRule: https.by }),
  };
}

/** From worst to best. */
const RDP = ['closed', 'partly open', 'open'] as const;
const HTTPS = ['closed', 'open'] as const;

function inboundRdp(group: Group): Judged<(typeof RDP)[number]> {
  let someAllowed: Rule | undefined;
  let someDenied: Rule | undefined;
  for (const each of inOrder(group, true, 3389)) {
    // The load balancer's probes are not people.
    if (each.from.length > 0 && each.from.every((from) => /^AzureLoadBalancer$/i.test(from))) continue;
    // `Internet` is everything outside the virtual network: what may come in from there may come in, and what may not leaves
    // the network itself.
    const all = each.to.some(isAnywhere) && each.from.some(each.allows ? isAnywhere : isEverywhere);
    if (all && each.allows)
      return someDenied ? { state: 'partly open', by: someDenied.name } : { state: 'open', by: each.name };
    if (all) return someAllowed ? { state: 'partly open', by: someAllowed.name } : { state: 'closed', by: each.name };
    if (each.allows) someAllowed ??= each;
    else someDenied ??= each;
  }
  // What no rule decides, the default rules do: in from the virtual network and what is connected to it, and from nowhere else.
  const by = someAllowed ?? someDenied;
  const shut = !someAllowed && someDenied?.from.some((from) => /^VirtualNetwork$/i.test(from)) === true;
  return { state: shut ? 'closed' : 'partly open', by: by?.name ?? 'AllowVnetInBound' };
}

function outboundHttps(group: Group): Judged<(typeof HTTPS)[number]> {
  const decides = inOrder(group, false, 443).find((each) => each.to.some(isEntra));
  if (decides === undefined) return { state: 'open', by: 'AllowInternetOutBound' };
  return { state: decides.allows ? 'open' : 'closed', by: decides.name };
}

function inOrder(group: Group, inbound: boolean, port: number): readonly Rule[] {
  return group
    .filter((each) => each.inbound === inbound && (each.protocol === 'tcp' || each.protocol === '*'))
    .filter((each) => each.ports.some((range) => covers(range, port)))
    .toSorted((a, b) => a.priority - b.priority);
}

function covers(range: string, port: number): boolean {
  if (range.trim() === '*') return true;
  const [, first = '', last] = /^\s*(\d+)\s*(?:-\s*(\d+)\s*)?$/.exec(range) ?? [];
  return first !== '' && Number(first) <= port && port <= Number(last ?? first);
}

function isEverywhere(prefix: string): boolean {
  return /^(?:\*|any|0\.0\.0\.0\/0)$/i.test(prefix.trim());
}

function isAnywhere(prefix: string): boolean {
  return isEverywhere(prefix) || /^internet$/i.test(prefix.trim());
}

function isEntra(prefix: string): boolean {
  return isAnywhere(prefix) || /^(?:AzureActiveDirectory|AzureCloud)(?:\.\w+)?$/i.test(prefix.trim());
}

function worst<State>(judged: readonly Judged<State>[], order: readonly State[]): Judged<State> {
  return pick(judged, order, (a, b) => a - b) ?? { state: order.at(-1) as State };
}

function best<State>(judged: readonly Judged<State>[], order: readonly State[]): Judged<State> {
  return pick(judged, order, (a, b) => b - a) ?? { state: order.at(-1) as State };
}

function pick<State>(
  judged: readonly Judged<State>[],
  order: readonly State[],
  by: (a: number, b: number) => number,
): Judged<State> | undefined {
  return judged.toSorted((a, b) => by(order.indexOf(a.state), order.indexOf(b.state)))[0];
}
