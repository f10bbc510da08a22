/** Who may do what under the policy, with every reason. The same functions decide, explain and preview. */
import { PENDING_AT_MOST, REASON_LONGEST } from './request.ts';
import type { Facts, Refusal } from './request.ts';
import { mismatches, ruleFor } from './policy.ts';
import type { Policy, Rule, Who } from './policy.ts';
import { parseDuration } from './parse.ts';
import { sameId } from './language.ts';
import type { Minutes, Person, Role, Vm } from './language.ts';

/** Whether the person is named, or is in one of the groups. `groups` are those the person is known to be in. */
export function isAmong(who: Who, person: Person, groups: readonly string[]): boolean {
  const inGroup = (group: string) => groups.some((each) => each.toLowerCase() === group.toLowerCase());
  const named = (name: string) => [person.id, person.upn].some((each) => each.toLowerCase() === name.toLowerCase());
  return who.people.some(named) || who.groups.some(inGroup);
}

/** Groups that the facts hold for this person; none when they were not looked up, so that a gap refuses. */
export function groupsOf(facts: Facts, person: Person): readonly string[] {
  return facts.groups[person.id] ?? [];
}

export type Wish = {
  readonly by: Person;
  readonly vm: Vm;
  readonly role: Role;
  readonly duration: string;
  readonly reason: string;
  readonly ticket: string;
};

/** Whether this wish may become a request: the rule and the minutes, or the first reason why not. */
export function mayAsk(
  policy: Policy,
  facts: Facts,
  wish: Wish,
): { readonly rule: Rule; readonly minutes: Minutes } | { readonly refusal: Refusal } {
  const rule = ruleFor(policy, wish.vm, wish.role);
  if (rule === undefined) {
    const tried = policy.rules.map((each) => ({
      rule: each.name,
      because: mismatches(each.match, wish.vm, wish.role),
    }));
    return { refusal: { code: 'no_rule', vm: wish.vm.name, role: wish.role, tried } };
  }
  if (rule.ask !== 'everyone' && !isAmong(rule.ask, wish.by, groupsOf(facts, wish.by)))
    return { refusal: { code: 'may_not_ask', rule: rule.name, vm: wish.vm.name } };
  const minutes = minutesFor(rule, wish.duration, wish.vm.name);
  if (typeof minutes !== 'number') return { refusal: minutes };
  const text = checkReason(rule, wish.vm.name, wish.reason) ?? checkTicket(rule, wish.ticket);
  if (text !== undefined) return { refusal: text };
  if (facts.locks.length > 0) return { refusal: { code: 'vm_locked', vm: wish.vm.name, locks: facts.locks } };
  const held = facts.standing.find((each) => each.role === wish.role || each.role === 'admin');
  if (held !== undefined)
    return { refusal: { code: 'already_held', vm: wish.vm.name, role: wish.role, standing: held } };
  const covers = (role: Role) => role === wish.role || role === 'admin';
  const open = facts.open.find((each) => sameId(each.ask.vm.id, wish.vm.id) && covers(each.ask.role));
  if (open !== undefined) return { refusal: { code: 'already_open', open } };
  if (facts.open.filter((each) => each.is === 'pending').length >= PENDING_AT_MOST)
    return { refusal: { code: 'too_many_open', most: PENDING_AT_MOST } };
  return { rule, minutes };
}

/** The minutes a typed duration stands for under this rule, or why it will not do. */
export function minutesFor(rule: Rule, typed: string, vm: string): Minutes | Refusal {
  if (typed.trim() === '') return rule.usual;
  const minutes = parseDuration(typed);
  if (minutes === undefined) return { code: 'duration_unreadable', typed, longest: rule.longest };
  if (minutes > rule.longest) return { code: 'duration_too_long', minutes, longest: rule.longest, vm };
  return minutes;
}

export function checkReason(rule: Rule, vm: string, reason: string): Refusal | undefined {
  const length = [...reason.trim()].length;
  if (length === 0 && rule.reason === 'required') return { code: 'reason_missing', vm };
  if (length > REASON_LONGEST) return { code: 'reason_too_long', longest: REASON_LONGEST, length };
  return undefined;
}

export function checkTicket(rule: Rule, ticket: string): Refusal | undefined {
  const typed = ticket.trim();
  const example = rule.ticket.example ?? '';
  if (typed === '') return rule.ticket.required ? { code: 'ticket_missing', example } : undefined;
  const pattern = rule.ticket.pattern;
  // The pattern comes from access.yaml, where `policy check` refuses the kind that can run away; the text is cut anyway.
  if (typed.length > 100 || (pattern !== undefined && !new RegExp(`^(?:${pattern})$`, 'u').test(typed)))
    return { code: 'ticket_unfit', typed: typed.slice(0, 100), example };
  return undefined;
}

/**
 * Whether this person's yes or no counts for the request. The rule is looked up again in today's policy, and the
 * requester never counts, however the policy reads.
 */
export function mayDecide(
  policy: Policy,
  facts: Facts,
  by: Person,
  request: { readonly requester: Person; readonly vm: Vm; readonly role: Role; readonly rule: string },
): { readonly rule: Rule } | { readonly refusal: Refusal } {
  const rule = ruleFor(policy, request.vm, request.role);
  if (rule === undefined) return { refusal: { code: 'rule_gone', rule: request.rule } };
  if (by.id === request.requester.id) return { refusal: { code: 'own_request' } };
  if (!isAmong(rule.approve, by, groupsOf(facts, by))) return { refusal: { code: 'not_an_approver', rule: rule.name } };
  return { rule };
}

/** Whether the requester would still be let ask: checked again when the last approval is given. */
export function stillMayAsk(rule: Rule, facts: Facts, requester: Person): boolean {
  return rule.ask === 'everyone' || isAmong(rule.ask, requester, groupsOf(facts, requester));
}

/** Operators, and whoever may approve for this VM today, may end a grant early. */
export function mayRevoke(
  policy: Policy,
  facts: Facts,
  by: Person,
  request: { readonly vm: Vm; readonly role: Role },
): boolean {
  const rule = ruleFor(policy, request.vm, request.role);
  const groups = groupsOf(facts, by);
  return isAmong(policy.operators, by, groups) || (rule !== undefined && isAmong(rule.approve, by, groups));
}
