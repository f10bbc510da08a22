/** `policy check` and `policy explain`. */
import { readFile } from 'node:fs/promises';
import { mayAsk } from '../../workflows/check.ts';
import type { Role, Vm } from '../../workflows/language.ts';
import { formatDuration } from '../../workflows/parse.ts';
import { refusalLine } from '../../workflows/present/refusal.ts';
import { groupsIn, mismatches } from '../../workflows/policy.ts';
import { printPolicyProblems, readPolicy } from '../policy-file.ts';
import type { Directory, Estate, IdentityProblem } from '../ports.ts';
import type { Report } from './report.ts';
import { usageError } from './report.ts';
import { policyOrThrow, readOrThrow, world } from './session.ts';

export async function policyCheck(path: string): Promise<Report> {
  if (path === '') return usageError('Name the file: latchkey policy check access.yaml');
  const text = await readFile(path, 'utf8').catch((error: unknown) => error as NodeJS.ErrnoException);
  if (typeof text !== 'string')
    return usageError(`${path} cannot be read (${text.code ?? text.message}): give the path of access.yaml.`);
  const read = readPolicy(text);
  if ('problems' in read)
    return {
      ok: false,
      lines: [printPolicyProblems(path, read.problems)],
      data: { ok: false, problems: read.problems },
    };
  const { rules } = read.policy;
  return {
    ok: true,
    lines: [`${path} is right: ${rules.length} ${rules.length === 1 ? 'rule' : 'rules'}.`],
    data: { ok: true, rules: rules.map((rule) => rule.name) },
  };
}

export async function policyExplain(wish: {
  person: string;
  vm: string;
  role: string;
  duration: string;
  reason: string | undefined;
  ticket: string | undefined;
}): Promise<Report> {
  if (wish.person === '' || wish.vm === '')
    return usageError(
      'Name both: latchkey policy explain --person ana@contoso.com --vm sql-prod-01 --role user --for 2h',
    );
  if (wish.role !== 'user' && wish.role !== 'admin') return usageError('--role is user or admin.');
  const config = readOrThrow();
  const policy = await policyOrThrow(config.policyPath);
  const { directory, estate } = await world(config);
  const found = await findPerson(directory, wish.person);
  if (found.is === 'problem') return usageError(`${wish.person} cannot ask: ${PROBLEMS[found.problem]}`);
  const vm = await findVm(estate, wish.vm);
  if (vm === undefined)
    return usageError(`There is no VM called “${wish.vm}”, or there is more than one: give its ARM id.`);
  const { person } = found;
  const [groups, standing, locks] = await Promise.all([
    directory.memberOf(person.id, groupsIn(policy)),
    estate.standing(vm.id, person.id),
    estate.locks(vm.id),
  ]);
  const facts = { groups: { [person.id]: groups }, standing, locks, open: [] };
  // Left out means "would it do if the text were fine": the rule's own demands are named below.
  const role: Role = wish.role;
  const verdict = mayAsk(policy, facts, {
    by: person,
    vm,
    role,
    duration: wish.duration,
    reason: wish.reason ?? 'dry run',
    ticket: wish.ticket ?? '',
  });
  const rules = policy.rules.map((rule) => ({ rule: rule.name, misses: mismatches(rule.match, vm, role) }));
  const tried = rules.map(
    ({ rule, misses }) =>
      `  ${misses.length === 0 ? 'matches' : 'no match'}  ${rule}${misses.map((miss) => `; ${miss.part}: wants ${miss.wanted}, found ${miss.found}`).join('')}`,
  );
  const head = `${person.name} (${person.upn}) asks for ${vm.name} in ${vm.resourceGroup} as ${role}:`;
  if ('refusal' in verdict)
    return {
      ok: false,
      lines: [head, ...tried, `No: ${refusalLine(verdict.refusal)}`],
      data: { allowed: false, person, vm, rules, refusal: verdict.refusal },
    };
  const { rule, minutes } = verdict;
  const approvers = [...rule.approve.people, ...rule.approve.groups.map((group) => `group ${group}`)].join(', ');
  const lines = [
    head,
    ...tried,
    `Yes, under “${rule.name}”: for ${formatDuration(minutes)}, once ${rule.approve.needed} of ${approvers} approve within ${formatDuration(rule.lapse)}.`,
  ];
  return {
    ok: true,
    lines,
    data: { allowed: true, person, vm, rules, rule: rule.name, minutes, approve: rule.approve },
  };
}

/** Why a name cannot act or ask, said to the operator who typed it. */
export const PROBLEMS: Readonly<Record<IdentityProblem, string>> = {
  not_in_directory: 'nobody in Entra ID has this sign-in name or e-mail address.',
  ambiguous: 'more than one account in Entra ID has this address.',
  directory_guest: 'the account is a guest (B2B), and guests cannot sign in to Azure VMs.',
  directory_disabled: 'the account is disabled in Entra ID.',
  chat_guest: 'a guest in the chat.',
  chat_external: 'a member of another organisation in the chat.',
  chat_bot: 'a bot.',
  chat_deactivated: 'deactivated in the chat.',
  mail_missing: 'the chat shows no e-mail address.',
  mail_unconfirmed: 'the e-mail address is not confirmed in the chat.',
  identity_changed:
    'the chat account leads to another person than before, or to one bound to another account. See `latchkey people forget`.',
};

export async function findPerson(directory: Directory, typed: string): ReturnType<Directory['find']> {
  return /^[0-9a-f-]{36}$/i.test(typed) ? directory.person(typed) : directory.find(typed);
}

async function findVm(estate: Estate, typed: string): Promise<Vm | undefined> {
  if (typed.startsWith('/')) return estate.vm(typed);
  const found: Vm[] = [];
  for await (const page of estate.vms())
    found.push(...page.filter((vm) => vm.name.toLowerCase() === typed.toLowerCase()));
  return found.length === 1 ? found[0] : undefined;
}
