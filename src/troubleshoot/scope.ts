/** Whose sign-in to which VM a conversation is about, and whether this person may ask that. */
import { groupsOf, isAmong } from '../../workflows/check.ts';
import { sameId } from '../../workflows/language.ts';
import type { Person, Vm } from '../../workflows/language.ts';
import { ruleFor } from '../../workflows/policy.ts';
import type { Policy } from '../../workflows/policy.ts';
import type { TalkRefusal } from '../../workflows/present/troubleshoot/ends.ts';
import { NO_FACTS } from '../engine.ts';
import type { Inventory } from '../inventory.ts';
import type { People } from '../people.ts';
import type { Directory } from '../ports.ts';
import type { Database } from '../record/database.ts';
import { requestsOf } from '../record/questions.ts';

export type Scope = {
  /** The person whose address stands in the text, if it is not the asker's own; asks the directory. */
  named(
    text: string,
    asker: Person,
  ): Promise<{ readonly person: Person } | { readonly refusal: TalkRefusal } | undefined>;
  /** VMs that this person has access to now, or else those they asked for last; at most four. */
  around(person: Person): Promise<readonly Vm[]>;
  /** Why not; undefined when they may. Asks the directory when it is about somebody else. */
  whyNot(asker: Person, about: Person, vm: Vm | undefined): Promise<TalkRefusal | undefined>;
};

const ADDRESS = /[^\s@<>"'()[\]{},;:|\\/`*]{1,64}@(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}/gi;
/** Each is a question to the directory. */
const ADDRESSES_AT_MOST = 3;
const REQUESTS_AT_MOST = 50;
const OFFERED_AT_MOST = 4;

export function createScope(parts: {
  readonly db: Database;
  readonly people: Pick<People, 'groups'>;
  readonly directory: Pick<Directory, 'find'>;
  readonly inventory: Inventory;
  readonly policy: () => Policy;
}): Scope {
  const { db, inventory } = parts;

  async function isOperator(asker: Person): Promise<boolean> {
    const groups = await parts.people.groups([asker]);
    return isAmong(parts.policy().operators, asker, groups[asker.id] ?? []);
  }

  return {
    async named(text, asker) {
      const own = asker.upn.toLowerCase();
      const all = (text.match(ADDRESS) ?? []).map((each) => each.toLowerCase()).filter((each) => each !== own);
      const found = await Promise.all(
        [...new Set(all)]
          .slice(0, ADDRESSES_AT_MOST)
          .map(async (mail) => ({ mail, ...(await parts.directory.find(mail)) })),
      );
      for (const each of found) {
        if (each.is === 'person') {
          if (each.person.id !== asker.id) return { person: each.person };
          continue;
        }
        const problem = PROBLEMS[each.problem];
        if (problem === undefined) continue;
        // What state an account is in is for those alone who may ask about others.
        const may = await isOperator(asker);
        return { refusal: may ? { is: 'unfit', mail: each.mail, problem } : { is: 'about another' } };
      }
      return undefined;
    },
    async around(person) {
      const all = await requestsOf(db, person.id, REQUESTS_AT_MOST);
      const open = all.filter((state) => state.is === 'active' || state.is === 'approved');
      const distinct = (open.length > 0 ? open : all)
        .map((state) => state.ask.vm)
        .filter((vm, index, vms) => vms.findIndex((other) => sameId(other.id, vm.id)) === index);
      return distinct.slice(0, OFFERED_AT_MOST).map((vm) => {
        const now = inventory.resolve(vm.id);
        return now.is === 'vm' ? now.vm : vm;
      });
    },
    async whyNot(asker, about, given) {
      const policy = parts.policy();
      // A conversation and a request keep the VM as it was; its tags may choose another rule by now.
      const listed = given === undefined ? undefined : inventory.resolve(given.id);
      const vm = listed?.is === 'vm' ? listed.vm : given;
      const rules = vm === undefined ? [] : [ruleFor(policy, vm, 'user'), ruleFor(policy, vm, 'admin')];
      if (asker.id === about.id) {
        if (vm === undefined || rules.some((rule) => rule !== undefined)) return undefined;
        // Not everybody need know how a VM is that nobody can ask for; whoever once had access to it may.
        const known = await requestsOf(db, asker.id, REQUESTS_AT_MOST);
        if (known.some(({ ask }) => sameId(ask.vm.id, vm.id)) || (await isOperator(asker))) return undefined;
        return { is: 'no rule', vm: vm.name };
      }
      const groups = groupsOf({ ...NO_FACTS, open: [], groups: await parts.people.groups([asker]) }, asker);
      if (isAmong(policy.operators, asker, groups)) return undefined;
      // Which VM is not known yet: it is asked again when it is, and until then nothing is told.
      if (vm === undefined)
        return policy.rules.some(({ approve }) => isAmong(approve, asker, groups))
          ? undefined
          : { is: 'about another' };
      const may = rules.some((rule) => rule !== undefined && isAmong(rule.approve, asker, groups));
      return may ? undefined : { is: 'about another' };
    },
  };
}

const PROBLEMS: Readonly<Partial<Record<string, 'disabled' | 'guest' | 'unclear'>>> = {
  directory_disabled: 'disabled',
  directory_guest: 'guest',
  ambiguous: 'unclear',
};
