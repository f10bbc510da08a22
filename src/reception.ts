/** The engine as the chats see it: takes things in for good, and answers at once what can be answered from here. */
import { randomUUID } from 'node:crypto';
import type { Answers, Card, FieldProblems, Form, FormName } from '../workflows/card.ts';
import { checkReason, checkTicket, minutesFor } from '../workflows/check.ts';
import type { Role } from '../workflows/language.ts';
import { formatDuration } from '../workflows/parse.ts';
import { askForm, reasonForm } from '../workflows/present/forms.ts';
import { apologyCard, refusalCard, refusalLine } from '../workflows/present/refusal.ts';
import { ruleFor } from '../workflows/policy.ts';
import type { Policy } from '../workflows/policy.ts';
import { REASON_LONGEST } from '../workflows/request.ts';
import type { Refusal } from '../workflows/request.ts';
import { Fault } from './faults.ts';
import type { Inventory } from './inventory.ts';
import type { Clock, Inbound, Reception } from './ports.ts';
import type { Database } from './record/database.ts';
import { reaching } from './record/database.ts';
import { readState } from './record/questions.ts';
import { addWork } from './record/work.ts';

export function createReception(parts: {
  readonly db: Database;
  readonly inventory: Inventory;
  readonly policy: () => Policy;
  readonly clock: Clock;
  readonly wake: (lanes: readonly string[]) => void;
}): Reception {
  const { db, inventory } = parts;

  async function receive(inbound: Inbound): Promise<void> {
    // The lane's id becomes the request's id if this turns out to be an ask: random, so that nobody can guess it.
    const lane = `in/${randomUUID()}`;
    const delivery = `${inbound.user.chat}/${inbound.delivery}`;
    await reaching(() => addWork(db, [{ lane, delivery, task: { is: 'answer', inbound } }]));
    parts.wake([lane]);
  }

  async function form(
    name: FormName,
    subject: string,
    given: Answers,
  ): Promise<{ is: 'form'; form: Form } | { is: 'card'; card: Card }> {
    if (name === 'ask') return { is: 'form', form: await formToAsk(subject, given) };
    const state = await readState(db, subject);
    if (state.is === 'none') return { is: 'card', card: refusalCard({ code: 'not_found' }) };
    const possible = name === 'deny' ? state.is === 'pending' : state.is === 'active' || state.is === 'approved';
    if (!possible) return { is: 'card', card: refusalCard({ code: 'too_late', wanted: name, state }) };
    return { is: 'form', form: reasonForm(name, state) };
  }

  /** With a subject it is "ask again": filled in as that request was. */
  async function formToAsk(subject: string, given: Answers): Promise<Form> {
    const before = subject === '' ? undefined : await readState(db, subject);
    if (before !== undefined && before.is !== 'none') {
      const { vm, role, minutes, reason, ticket } = before.ask;
      return askForm(
        { role, duration: formatDuration(minutes).replaceAll(' ', ''), reason, ticket },
        inventory.choice(vm),
      );
    }
    const found = given.vm === undefined ? undefined : inventory.resolve(given.vm);
    return askForm(given, found?.is === 'vm' ? inventory.choice(found.vm) : undefined);
  }

  function check(name: FormName, answers: Answers): FieldProblems {
    if (name !== 'ask') {
      const length = [...(answers.reason ?? '').trim()].length;
      if (length === 0) return { reason: 'Say in a few words why: the requester will read it.' };
      return length > REASON_LONGEST
        ? { reason: refusalLine({ code: 'reason_too_long', longest: REASON_LONGEST, length }) }
        : {};
    }
    const found = inventory.resolve(answers.vm ?? '');
    if (found.is === 'unknown') return { vm: 'Choose a VM from the list: type part of its name.' };
    if (found.is === 'ambiguous')
      return { vm: refusalLine({ code: 'vm_ambiguous', typed: answers.vm ?? '', found: found.found }) };
    const role: Role = answers.role === 'admin' ? 'admin' : 'user';
    const rule = ruleFor(parts.policy(), found.vm, role);
    if (rule === undefined) return { role: `No rule lets anyone ask for ${found.vm.name} with this role.` };
    const problems: FieldProblems = {};
    const minutes = minutesFor(rule, answers.duration ?? '', found.vm.name);
    if (typeof minutes !== 'number') problems.duration = refusalLine(minutes);
    const reason = checkReason(rule, found.vm.name, answers.reason ?? '');
    if (reason !== undefined) problems.reason = refusalLine(reason);
    const ticket: Refusal | undefined = checkTicket(rule, answers.ticket ?? '');
    if (ticket !== undefined) problems.ticket = refusalLine(ticket);
    return problems;
  }

  return {
    receive,
    search: (text, limit) => inventory.search(text, limit),
    form,
    check: (name, _subject, answers) => check(name, answers),
    apology: (error) => apologyCard(error instanceof Fault ? error.code : 'defect'),
  };
}
