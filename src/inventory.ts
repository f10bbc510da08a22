/**
 * The VMs, kept here: searched on every keystroke, so Azure is never waited for. Loaded from the record at start,
 * refreshed in the background.
 */
import { createHash } from 'node:crypto';
import MiniSearch from 'minisearch';
import type { Choice } from '../workflows/card.ts';
import { sameId } from '../workflows/language.ts';
import type { Vm } from '../workflows/language.ts';
import type { Policy } from '../workflows/policy.ts';
import { ruleFor } from '../workflows/policy.ts';
import type { Clock, Estate } from './ports.ts';
import type { Database } from './record/database.ts';
import { rememberedVms, rememberVms } from './record/memory.ts';

export type Found =
  | { readonly is: 'vm'; readonly vm: Vm }
  | { readonly is: 'unknown'; readonly near: readonly string[] }
  | { readonly is: 'ambiguous'; readonly found: readonly string[] };

export type Inventory = {
  /** VMs that some rule lets somebody ask for, best match first. */
  search(text: string, limit: number): readonly Choice[];
  /** The VM that a choice's value, an ARM id or a typed name stands for. */
  resolve(text: string): Found;
  /** VMs whose name, or whose computer's name, stands in a text as a word; several when two have one name. */
  named(text: string): readonly Vm[];
  choice(vm: Vm): Choice;
  load(): Promise<void>;
  /** Lists all VMs anew. Throws the faults of `Estate.vms`; the old list stays then. */
  refresh(): Promise<number>;
  /** When the list was last complete; undefined before the first time. */
  readonly refreshedAt: number | undefined;
};

/** No more of a text is searched for than this many code points, */
const TEXT_LONGEST = 80;
/** and this many words: each is looked up by itself among all there are, with everything that resembles it. */
const TERMS_AT_MOST = 8;
/** In characters; the longest ARM id of a VM is shorter. */
const NAME_LONGEST = 400;

export function createInventory(parts: {
  readonly db: Database;
  readonly estate: Estate;
  readonly policy: () => Policy;
  readonly clock: Clock;
}): Inventory {
  let byKey = new Map<string, Vm>();
  let index = build([]);
  let refreshedAt: number | undefined;

  function build(vms: readonly Vm[]): MiniSearch {
    byKey = new Map(vms.map((vm) => [keyOf(vm), vm]));
    const search = new MiniSearch({
      fields: ['name', 'parts', 'together', 'resourceGroup', 'tags'],
      searchOptions: { prefix: true, fuzzy: 0.2, combineWith: 'AND', boost: { name: 4, parts: 2 } },
    });
    search.addAll(
      vms.map((vm) => ({
        id: keyOf(vm),
        name: vm.name,
        parts: vm.name.split(/[-_.]/).join(' '),
        // People leave out what they do not hear: `sqlprod01`.
        together: vm.name.replaceAll(/[-_.]/g, ''),
        resourceGroup: vm.resourceGroup,
        tags: Object.values(vm.tags).join(' '),
      })),
    );
    return search;
  }

  function ranked(text: string): readonly Vm[] {
    const wanted = beginning(text).trim().toLowerCase();
    if (wanted === '') return [...byKey.values()].toSorted((a, b) => a.name.localeCompare(b.name));
    const hits = index.search(termsOf(wanted)).flatMap((hit) => byKey.get(String(hit.id)) ?? []);
    const begins = [...byKey.values()]
      .filter((vm) => vm.name.toLowerCase().startsWith(wanted))
      .toSorted((a, b) => a.name.localeCompare(b.name));
    return [...new Set([...begins, ...hits])];
  }

  function mayBeAsked(vm: Vm): boolean {
    const policy = parts.policy();
    return ruleFor(policy, vm, 'user') !== undefined || ruleFor(policy, vm, 'admin') !== undefined;
  }

  function choice(vm: Vm): Choice {
    return {
      value: keyOf(vm),
      label: vm.name,
      detail: `${vm.resourceGroup} · ${vm.location}${vm.os === 'Linux' ? ' · Linux' : ''}`,
    };
  }

  return {
    search: (text, limit) => ranked(text).filter(mayBeAsked).slice(0, limit).map(choice),
    resolve(text) {
      const typed = text.trim();
      if (typed.length > NAME_LONGEST) return { is: 'unknown', near: [] };
      const chosen = byKey.get(typed);
      if (chosen !== undefined) return { is: 'vm', vm: chosen };
      const all = [...byKey.values()];
      const exact = all.filter((vm) => sameId(vm.id, typed) || vm.name.toLowerCase() === typed.toLowerCase());
      if (exact.length > 1) return { is: 'ambiguous', found: exact.map((vm) => `${vm.name} in ${vm.resourceGroup}`) };
      if (exact[0] !== undefined) return { is: 'vm', vm: exact[0] };
      return {
        is: 'unknown',
        near: ranked(typed)
          .filter(mayBeAsked)
          .slice(0, 3)
          .map((vm) => vm.name),
      };
    },
    named(text) {
      const words = new Set(wordsOf(text));
      return [...byKey.values()].filter((vm) =>
        [vm.name, vm.computerName ?? ''].some((name) => words.has(name.toLowerCase())),
      );
    },
    choice,
    async load() {
      index = build(await rememberedVms(parts.db));
    },
    async refresh() {
      const vms: Vm[] = [];
      for await (const page of parts.estate.vms()) vms.push(...page);
      index = build(vms);
      refreshedAt = parts.clock.now();
      await rememberVms(parts.db, vms, refreshedAt);
      return vms.length;
    },
    get refreshedAt() {
      return refreshedAt;
    },
  };
}

/**
 * Anybody can send a text of any length, and every word of it costs a search over the whole index, during which nobody
 * else is served.
 */
function beginning(text: string): string {
  const enough = text.trimStart().slice(0, 2 * TEXT_LONGEST);
  return [...enough].slice(0, TEXT_LONGEST).join('');
}

/** The words to search for. One letter alone begins nearly every name: it counts only where there is nothing else. */
function termsOf(text: string): string {
  const terms = [...new Set(text.split(/[\s\p{Z}\p{P}]+/u))].filter((term) => term !== '');
  const telling = terms.filter((term) => [...term].length > 1);
  return (telling.length > 0 ? telling.slice(0, TERMS_AT_MOST) : terms.slice(0, 1)).join(' ');
}

/** Nobody names more machines than this in one text. */
const WORDS_AT_MOST = 1000;

/** Words that may be the name of a machine: plain ones are left to the language, or a VM called `test` would be meant daily. */
function wordsOf(text: string): readonly string[] {
  const words =
    text
      .slice(0, 10_000)
      .toLowerCase()
      .match(/[\p{L}\d][\p{L}\d_.-]{0,79}/gu) ?? [];
  return words
    .slice(0, WORDS_AT_MOST)
    .flatMap((word) => [word.replace(/[._-]+$/, ''), word.split('.')[0] ?? ''])
    .filter((word) => /[\d_-]/.test(word));
}

/** A short stable key: ARM ids are longer than the 75 characters that a choice may carry in every chat. */
function keyOf(vm: Vm): string {
  return createHash('sha256').update(vm.id.toLowerCase()).digest('base64url').slice(0, 22);
}
