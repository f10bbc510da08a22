/** What the shape of a policy cannot show: rules that can never apply, and rules that nobody could ever satisfy. */
import { isSafePattern } from 'redos-detector';
import { formatDuration } from '../workflows/parse.ts';
import { fits } from '../workflows/policy.ts';
import type { Match, Policy, Rule, Troubleshooting, Who } from '../workflows/policy.ts';

/** `path` leads to the place in the file as it is written: keys and list positions. */
export type Lint = { readonly path: readonly (string | number)[]; readonly wrong: string; readonly next: string };

export function lint(policy: Policy): readonly Lint[] {
  return [
    ...nobody(policy.operators, ['operators'], 'may revoke'),
    ...policy.rules.flatMap((rule, index) =>
      [...lintRule(rule), ...lintPlace(rule, policy.rules.slice(0, index))].map((each) => ({
        ...each,
        path: ['rules', index, ...each.path],
      })),
    ),
    ...lintTroubleshooting(policy.troubleshooting ?? []),
  ];
}

function lintTroubleshooting(all: readonly Troubleshooting[]): readonly Lint[] {
  return all.flatMap(({ match }, index) => {
    const hidden = all.slice(0, index).some((other) => covers(other.match, match));
    if (!hidden) return [];
    return [
      {
        path: ['troubleshooting', index, 'match'],
        wrong: 'can never apply: a block above it matches everything that this one matches',
        next: 'Move this block above that one, or remove it. The first match decides.',
      },
    ];
  });
}

function lintRule(rule: Rule): readonly Lint[] {
  const asks = rule.ask === 'everyone' ? [] : nobody(rule.ask, ['ask'], 'may ask');
  return [
    ...asks,
    ...nobody(rule.approve, ['approve'], 'may approve'),
    ...lintApproval(rule),
    ...lintTimes(rule),
    ...lintTicket(rule),
  ];
}

/** How the rule stands to those above it. */
function lintPlace(rule: Rule, above: readonly Rule[]): readonly Lint[] {
  const found: Lint[] = [];
  if (above.some((other) => same(other.name, rule.name)))
    found.push({
      path: ['name'],
      wrong: `“${rule.name}” is the name of a rule above too`,
      next: 'Give each rule a name of its own: the audit tells rules apart by it.',
    });
  const hiding = above.find((other) => covers(other.match, rule.match));
  if (hiding !== undefined)
    found.push({
      path: ['match'],
      wrong: `can never apply: “${hiding.name}” above it matches everything that this rule matches`,
      next: 'Move this rule above that one, or remove it. Rules are read from top to bottom, and the first match decides.',
    });
  return found;
}

function nobody(who: Who, path: readonly string[], may: string): readonly Lint[] {
  if (who.people.length > 0 || who.groups.length > 0) return [];
  return [{ path, wrong: `names nobody who ${may}`, next: 'Add people (ana@contoso.com) or groups (object ids).' }];
}

function lintApproval({ ask, approve }: Rule): readonly Lint[] {
  if (approve.groups.length > 0 || approve.people.length === 0) return [];
  const approvers = distinct(approve.people);
  if (approve.needed > approvers.length)
    return [
      {
        path: ['approve', 'needed'],
        wrong: `is ${approve.needed}, but only ${approvers.length} may approve`,
        next: 'Name more approvers, or need fewer.',
      },
    ];
  if (ask === 'everyone' || ask.groups.length > 0) return [];
  const stuck = distinct(ask.people).every(
    (person) => approvers.filter((each) => each !== person).length < approve.needed,
  );
  if (!stuck || ask.people.length === 0) return [];
  return [
    {
      path: ['approve'],
      wrong: 'leaves too few approvers for anyone who may ask, since nobody approves their own request',
      next: 'Name another approver.',
    },
  ];
}

function lintTimes({ usual, longest }: Rule): readonly Lint[] {
  if (usual <= longest) return [];
  const wrong = `is ${formatDuration(usual)}, longer than the longest, ${formatDuration(longest)}`;
  return [{ path: ['duration', 'default'], wrong, next: 'Make it as long as `longest`, or shorter.' }];
}

function lintTicket({ ticket }: Rule): readonly Lint[] {
  const { pattern, example } = ticket;
  if (pattern === undefined) return [];
  const path = ['ticket', 'pattern'];
  const whole = wholeOf(pattern);
  if (whole === undefined)
    return [{ path, wrong: 'is not a regular expression', next: 'Mend it, for example INC\\d{7} or [A-Z]+-\\d+.' }];
  if (runsAway(whole.source))
    return [
      {
        path,
        wrong: 'could take very long to compare with a text made for it',
        next: 'Avoid repeats inside repeats and repeats that can match the same characters side by side: INC\\d{7} is enough.',
      },
    ];
  if (example === undefined)
    return [
      {
        path: ['ticket'],
        wrong: 'has a pattern and no example',
        next: 'Add an example, which people see when theirs does not fit.',
      },
    ];
  if (whole.test(example)) return [];
  return [
    {
      path: ['ticket', 'example'],
      wrong: 'does not fit the pattern',
      next: 'Change one of the two: the pattern must fit the whole ticket.',
    },
  ];
}

/** As it is used: anchored at both ends. It must be sound alone too, or a stray bracket could undo the anchors. */
function wholeOf(pattern: string): RegExp | undefined {
  try {
    void new RegExp(pattern, 'u');
    return new RegExp(`^(?:${pattern})$`, 'u');
  } catch {
    return undefined;
  }
}

/** The checker gives up after half a second, where a sound pattern takes it a fiftieth: what it cannot judge is refused. */
function runsAway(source: string): boolean {
  try {
    return !isSafePattern(source, { unicode: true, timeout: 500 }).safe;
  } catch {
    return true;
  }
}

/** Whether everything that `inner` matches is matched by `outer`. Never says so wrongly; may miss exotic patterns. */
function covers(outer: Match, inner: Match): boolean {
  return (
    within(outer.subscriptions, inner.subscriptions, same) &&
    within(outer.resourceGroups, inner.resourceGroups, wider) &&
    within(outer.vms, inner.vms, wider) &&
    (outer.roles.length === 0 || new Set(outer.roles).size === 2 || within(outer.roles, inner.roles, same)) &&
    Object.entries(outer.tags).every(([tag, pattern]) =>
      Object.entries(inner.tags).some(([name, value]) => same(name, tag) && wider(pattern, value)),
    )
  );
}

function within(
  outer: readonly string[],
  inner: readonly string[],
  covering: (a: string, b: string) => boolean,
): boolean {
  if (outer.length === 0 || outer.some((each) => /^\*+$/.test(each))) return true;
  return inner.length > 0 && inner.every((each) => outer.some((other) => covering(other, each)));
}

/**
 * Whether a pattern covers another. The other is read as plain text, so that its `*` can only fall under a `*`; a `?`
 * might take a `*` for one character, and is therefore not trusted with one.
 */
function wider(outer: string, inner: string): boolean {
  return same(outer, inner) || (fits(outer, inner) && !(outer.includes('?') && inner.includes('*')));
}

function distinct(names: readonly string[]): readonly string[] {
  return [...new Set(names.map((name) => name.toLowerCase()))];
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
