/** The engine as the chats see it: takes things in for good, and answers at once what can be answered from here. */
import { randomUUID } from 'node:crypto';
import type { Answers, Card, Choice, FieldProblems, Form, FormName } from '../workflows/card.ts';
import type { Intent } from '../workflows/intent.ts';
import { checkReason, checkTicket, minutesFor } from '../workflows/check.ts';
import type { ChatUser, Role } from '../workflows/language.ts';
import { cleanLine, cleanText, formatDuration } from '../workflows/parse.ts';
import { askForm, diagnoseForm, reasonForm } from '../workflows/present/forms.ts';
import { requestCard } from '../workflows/present/request.ts';
import { viewerOf } from '../workflows/present/viewers.ts';
import { apologyCard, identityCard, refusalCard, refusalLine } from '../workflows/present/refusal.ts';
import { ruleFor } from '../workflows/policy.ts';
import type { Policy } from '../workflows/policy.ts';
import { REASON_LONGEST } from '../workflows/request.ts';
import { readWishSubject } from '../workflows/subject.ts';
import { redact } from '../workflows/troubleshoot/secrets.ts';
import type { Refusal } from '../workflows/request.ts';
import { Fault } from './faults.ts';
import type { Inventory } from './inventory.ts';
import type { People } from './people.ts';
import type { Clock, Handle, Inbound, Reception, View } from './ports.ts';
import type { Database } from './record/database.ts';
import { reaching } from './record/database.ts';
import { drawnAs } from './record/memory.ts';
import { readState } from './record/questions.ts';
import { addWork } from './record/work.ts';
import { readTalk } from './troubleshoot/record.ts';
import { rdpLink } from './web/rdp.ts';

/** How long who somebody is may be waited for, in milliseconds: a chat wants its answer within three seconds. */
const PATIENCE = 1_000;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function createReception(parts: {
  readonly db: Database;
  readonly inventory: Inventory;
  readonly people: People;
  readonly policy: () => Policy;
  readonly clock: Clock;
  /** Where people reach this installation, without a trailing slash. */
  readonly publicUrl: string | undefined;
  readonly wake: (lanes: readonly string[]) => void;
}): Reception {
  const { db, inventory, people } = parts;

  async function receive(heard: Inbound): Promise<void> {
    const inbound = { ...heard, intent: cleaned(heard.intent) };
    // The lane's id becomes the request's id if this turns out to be an ask: random, so that nobody can guess it.
    const lane = `in/${randomUUID()}`;
    const delivery = `${inbound.user.chat}/${inbound.delivery}`;
    await reaching(() => addWork(db, [{ lane, delivery, task: { is: 'answer', inbound } }]));
    parts.wake([lane]);
  }

  /** Names of machines are for our own people: whoever is not known to be one of them gets none. */
  async function search(text: string, limit: number, user: ChatUser): Promise<readonly Choice[]> {
    const who = await people.known(user, PATIENCE);
    return who?.is === 'person' ? inventory.search(text, limit) : [];
  }

  async function form(
    name: FormName,
    subject: string,
    given: Answers,
    user: ChatUser,
  ): Promise<{ is: 'form'; form: Form } | { is: 'card'; card: Card }> {
    // An empty form says nothing and waits for nobody; by the first keystroke in it they will be known.
    const empty = (name === 'ask' || name === 'diagnose') && given.vm === undefined && subject === '';
    const who = await people.known(user, empty ? 0 : PATIENCE);
    if (who?.is === 'problem') return { is: 'card', card: identityCard(who.problem) };
    const known = who !== undefined;
    if (name === 'ask') return { is: 'form', form: await formToAsk(subject, given, user, known) };
    if (name === 'diagnose') return { is: 'form', form: await formToDiagnose(subject, given, user, known) };
    const state = await readState(db, subject);
    if (state.is === 'none') return { is: 'card', card: refusalCard({ code: 'not_found' }) };
    if (!known) return { is: 'form', form: untold(reasonForm(name, state)) };
    const possible = name === 'deny' ? state.is === 'pending' : state.is === 'active' || state.is === 'approved';
    if (!possible) return { is: 'card', card: refusalCard({ code: 'too_late', wanted: name, state }) };
    return { is: 'form', form: reasonForm(name, state) };
  }

  /** With a subject it is "ask again": filled in as that request was, for whoever had asked it. */
  async function formToAsk(subject: string, given: Answers, user: ChatUser, known: boolean): Promise<Form> {
    const wished = readWishSubject(subject);
    if (wished !== undefined) {
      const vm = known ? inventory.resolve(wished.vm) : undefined;
      return askForm({ role: wished.role }, vm?.is === 'vm' ? inventory.choice(vm.vm) : undefined);
    }
    if (subject !== '') {
      const [before, self] = await Promise.all([readState(db, subject), people.bound(user)]);
      // The id comes back from the person's own machine: it may be that of anybody's request.
      if (before.is === 'none' || before.ask.requester.id !== self?.id) return askForm({}, undefined);
      const { vm, role, minutes, reason, ticket } = before.ask;
      return askForm(
        { role, duration: formatDuration(minutes).replaceAll(' ', ''), reason, ticket },
        inventory.choice(vm),
      );
    }
    const found = known && given.vm !== undefined ? inventory.resolve(given.vm) : undefined;
    return askForm(given, found?.is === 'vm' ? inventory.choice(found.vm) : undefined);
  }

  /** With a subject it goes on from a conversation that lacks its VM: with what was said in it, for whoever had said it. */
  async function formToDiagnose(subject: string, given: Answers, user: ChatUser, known: boolean): Promise<Form> {
    const [before, self] = subject === '' ? [] : await Promise.all([readTalk(db, subject), people.bound(user)]);
    const own = before !== undefined && before.talk.asker.id === self?.id ? before.talk : undefined;
    const found = known && given.vm !== undefined ? inventory.resolve(given.vm) : undefined;
    const vm = found?.is === 'vm' ? inventory.choice(found.vm) : undefined;
    return diagnoseForm(subject, vm, given.text ?? own?.text ?? '');
  }

  /**
   * Which request it is about is looked up by where the message stands, and not taken from what a client sends: so nobody
   * learns of a request whose card they do not have before them.
   */
  async function view(at: Handle, user: ChatUser): Promise<View> {
    const key = await reaching(() => drawnAs(db, user.chat, at));
    if (key === undefined) return { is: 'unknown' };
    const slash = key.indexOf('/');
    if (!UUID.test(key.slice(0, slash))) return { is: 'same' };
    const [state, person] = await Promise.all([readState(db, key.slice(0, slash)), people.bound(user)]);
    if (state.is === 'none') return { is: 'same' };
    const place = key.slice(slash + 1);
    if (place === 'requester' && person?.id === state.ask.requester.id)
      return { is: 'card', card: requestCard(state, 'requester', rdpLink(parts.publicUrl, state)) };
    // Other messages about a request stand under its id as well.
    if (!state.ask.channels.includes(place)) return { is: 'same' };
    return { is: 'card', card: requestCard(state, viewerOf(state, person?.id)) };
  }

  function check(name: FormName, filled: Answers): FieldProblems {
    if (name === 'diagnose')
      return inventory.resolve(filled.vm ?? '').is === 'unknown'
        ? { vm: 'Choose a VM from the list: type part of its name.' }
        : {};
    const answers = { ...filled, reason: cleanText(filled.reason ?? ''), ticket: cleanLine(filled.ticket ?? '') };
    if (name !== 'ask') {
      const length = [...answers.reason.trim()].length;
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
    const reason = checkReason(rule, found.vm.name, answers.reason);
    if (reason !== undefined) problems.reason = refusalLine(reason);
    const ticket: Refusal | undefined = checkTicket(rule, answers.ticket);
    if (ticket !== undefined) problems.ticket = refusalLine(ticket);
    return problems;
  }

  return {
    receive,
    search,
    form,
    view,
    check: (name, _subject, answers) => check(name, answers),
    apology: (error) => apologyCard(error instanceof Fault ? error.code : 'defect'),
  };
}

/** The same form without a word about the request: for somebody of whom nobody could tell in time who they are. */
function untold({ intro: _intro, fields, ...form }: Form): Form {
  return { ...form, fields: fields.map(({ hint: _hint, ...field }) => field) };
}

/** The one place where text from any chat comes in: nothing else ever sees the control characters in it. */
function cleaned(intent: Intent): Intent {
  switch (intent.is) {
    case 'ask': {
      const { vm, duration, reason, ticket } = intent;
      return {
        ...intent,
        vm: cleanLine(vm),
        duration: cleanLine(duration),
        reason: cleanText(reason),
        ticket: cleanLine(ticket),
      };
    }
    case 'press':
      return { ...intent, reason: cleanText(intent.reason) };
    case 'unclear':
      return { ...intent, ...withoutSecrets(intent.text) };
    case 'diagnose':
      return { ...intent, vm: cleanLine(intent.vm), ...withoutSecrets(intent.text) };
    case 'talk':
    case 'mend':
    case 'mine':
    case 'home':
    case 'help':
    case 'changed':
      return intent;
    default:
      return intent satisfies never;
  }
}

/** Before it is stored, logged or shown: what people paste may hold a password. */
function withoutSecrets(text: string): { readonly text: string; readonly secret?: true } {
  const { text: rest, found } = redact(cleanText(text));
  return { text: rest, ...(found.length === 0 ? {} : { secret: true }) };
}
