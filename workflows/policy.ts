/** What `access.yaml` may say, parsed. Rules are matched from top to bottom; the first match decides; no match refuses. */
import type { Channel, Minutes, Role, Vm } from './language.ts';

/** People by UPN or object id, groups by object id. A group counts with everyone inside it, however deep. */
export type Who = { readonly people: readonly string[]; readonly groups: readonly string[] };

/** Empty lists and an empty `tags` mean "any". */
export type Match = {
  readonly subscriptions: readonly string[];
  /** Patterns with `*` and `?`, compared without regard to case. */
  readonly resourceGroups: readonly string[];
  readonly vms: readonly string[];
  /** Each tag must be there with a value that fits the pattern. */
  readonly tags: Readonly<Record<string, string>>;
  readonly roles: readonly Role[];
};

export type Rule = {
  readonly name: string;
  readonly match: Match;
  readonly ask: Who | 'everyone';
  readonly approve: Who & {
    /** How many different approvers must say yes; at least 1. */
    readonly needed: number;
    /** Where the card goes. */
    readonly channels: readonly Channel[];
  };
  readonly longest: Minutes;
  /** The duration when the requester names none. */
  readonly usual: Minutes;
  /** How long a request waits for a decision. */
  readonly lapse: Minutes;
  readonly reason: 'required' | 'optional';
  readonly ticket: { readonly required: boolean; readonly pattern?: string; readonly example?: string };
};

/** What Latchkey may be asked to mend: start a VM, put its sign-in extension on anew, create the sign-in application. */
export type MendPart = 'start' | 'extension' | 'application';

/** What the operators allow for these VMs when sign-in fails, beyond looking from outside. */
export type Troubleshooting = {
  /** Without roles: it is about the VM. */
  readonly match: Match;
  /** Latchkey may run its fixed script inside the VM. */
  readonly inside: boolean;
  readonly mend: readonly MendPart[];
};

export type Policy = {
  readonly rules: readonly Rule[];
  /** May revoke any grant, and are told when something does not close. */
  readonly operators: Who & { readonly channels: readonly Channel[] };
  /** As rules are: the first match decides, and no match allows nothing. */
  readonly troubleshooting?: readonly Troubleshooting[];
};

/** Why a rule does not match: which part of `match`, and what stood there. */
export type Mismatch = {
  readonly part: 'subscription' | 'resource group' | 'vm' | 'tag' | 'role';
  readonly wanted: string;
  readonly found: string;
};

/** The parts of a rule's `match` that this VM and role miss; empty when it matches. */
export function mismatches(match: Match, vm: Vm, role: Role): readonly Mismatch[] {
  const found: Mismatch[] = [];
  const miss = (part: Mismatch['part'], wanted: string, there: string) => found.push({ part, wanted, found: there });
  if (match.subscriptions.length > 0 && !match.subscriptions.some((each) => same(each, vm.subscription)))
    miss('subscription', match.subscriptions.join(', '), vm.subscription);
  if (match.resourceGroups.length > 0 && !match.resourceGroups.some((each) => fits(each, vm.resourceGroup)))
    miss('resource group', match.resourceGroups.join(', '), vm.resourceGroup);
  if (match.vms.length > 0 && !match.vms.some((each) => fits(each, vm.name))) miss('vm', match.vms.join(', '), vm.name);
  for (const [tag, wanted] of Object.entries(match.tags)) {
    const value = Object.entries(vm.tags).find(([name]) => same(name, tag))?.[1];
    if (value === undefined || !fits(wanted, value))
      miss('tag', `${tag}=${wanted}`, value === undefined ? 'no such tag' : `${tag}=${value}`);
  }
  if (match.roles.length > 0 && !match.roles.includes(role)) miss('role', match.roles.join(', '), role);
  return found;
}

/** The rule that decides about this VM and role, or none. */
export function ruleFor(policy: Policy, vm: Vm, role: Role): Rule | undefined {
  return policy.rules.find((rule) => mismatches(rule.match, vm, role).length === 0);
}

/** What is allowed for this VM when sign-in fails. */
export function allowedFor(policy: Policy, vm: Vm): Pick<Troubleshooting, 'inside' | 'mend'> {
  const first = policy.troubleshooting?.find(({ match }) => mismatches(match, vm, 'user').length === 0);
  return first ?? { inside: false, mend: [] };
}

/** Who decides about a change to the VM itself: whoever decides about administrators there. */
export function ruleForMend(policy: Policy, vm: Vm): Rule | undefined {
  return ruleFor(policy, vm, 'admin') ?? ruleFor(policy, vm, 'user');
}

/** Every group that the policy names: all that a directory need be asked about. */
export function groupsIn(policy: Policy): readonly string[] {
  const all = [
    policy.operators,
    ...policy.rules.flatMap((rule) => [rule.approve, ...(rule.ask === 'everyone' ? [] : [rule.ask])]),
  ];
  return [...new Set(all.flatMap((who) => who.groups.map((group) => group.toLowerCase())))];
}

/**
 * Whether text fits a pattern of literal characters, `*` (any run) and `?` (any one), without regard to case. Works in
 * time linear in the text for each `*`, so that no pattern can stall the engine.
 */
export function fits(pattern: string, text: string): boolean {
  const wanted = [...pattern.toLowerCase()];
  const there = [...text.toLowerCase()];
  let at = 0;
  let star = -1;
  let resume = 0;
  let next = 0;
  while (at < there.length) {
    if (next < wanted.length && (wanted[next] === '?' || (wanted[next] !== '*' && wanted[next] === there[at]))) {
      at += 1;
      next += 1;
    } else if (next < wanted.length && wanted[next] === '*') {
      star = next;
      resume = at;
      next += 1;
    } else if (star >= 0) {
      resume += 1;
      at = resume;
      next = star + 1;
    } else {
      return false;
    }
  }
  while (wanted[next] === '*') next += 1;
  return next === wanted.length;
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
