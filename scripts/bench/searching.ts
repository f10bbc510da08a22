/** Typing in the VM field, over 10,000 VMs: the inventory against the search library alone with the same index. */
import MiniSearch from 'minisearch';
import type { Vm } from '../../workflows/language.ts';
import { createInventory } from '../../src/inventory.ts';
import type { Database } from '../../src/record/database.ts';
import { machineClock } from '../../test/support/clock.ts';
import { policy, rule } from '../../test/workflows/given.ts';
import { alternate, oneByOne } from './alternate.ts';
import type { Compared } from './alternate.ts';
import type { Absolute } from './deciding.ts';
import { rounded, spreadOf } from './figures.ts';

const MANY = 10_000;
const LIMIT = 20;
/** What people type, keystroke by keystroke, with and without slips. */
const TYPED = ['sql-prod-0123', 'farm-07', 'web prod', 'biuld-04', 'jump-eu', 'rg-team-17', 'data'].flatMap((text) =>
  [1, 2, 3, 5, 8, 13].filter((length) => length <= text.length).map((length) => text.slice(0, length)),
);

export async function benchSearching(db: Database, rounds: number): Promise<readonly (Compared | Absolute)[]> {
  const vms = fleet();
  const anyVm = { ...policy, rules: [{ ...rule, match: { ...rule.match, resourceGroups: [] } }] };
  const estate = {
    async *vms() {
      yield vms;
    },
    vm: async () => undefined,
    standing: async () => [],
    locks: async () => [],
  };
  const inventory = createInventory({ db, estate, policy: () => anyVm, clock: machineClock });
  await inventory.refresh();
  const bare = bareIndex(vms);
  const text = (index: number) => TYPED[index % TYPED.length] ?? '';
  const compared = await alternate({
    name: `typeahead over ${MANY.toLocaleString('en-GB')} VMs, a keystroke`,
    limit: 'minisearch alone, the same index',
    rounds,
    times: TYPED.length,
    sides: {
      ours: oneByOne((index) => inventory.search(text(index), LIMIT)),
      limit: oneByOne((index) => bare.search(text(index)).slice(0, LIMIT)),
    },
  });
  const keystrokes = timed(rounds * 60, (index) => inventory.search(text(index), LIMIT));
  const empty = timed(rounds * 3, () => inventory.search('', LIMIT));
  return [
    compared,
    {
      is: 'absolute',
      name: 'typeahead, slowest keystroke of a hundred (p99)',
      value: rounded(spreadOf(keystrokes).p99),
      unit: 'ms',
    },
    { is: 'absolute', name: 'typeahead, nothing typed yet (median)', value: rounded(spreadOf(empty).p50), unit: 'ms' },
  ];
}

function timed(times: number, once: (index: number) => unknown): readonly number[] {
  return Array.from({ length: times }, (_, index) => {
    const began = performance.now();
    once(index);
    return performance.now() - began;
  });
}

function bareIndex(vms: readonly Vm[]): MiniSearch {
  const search = new MiniSearch({
    fields: ['name', 'parts', 'resourceGroup', 'tags'],
    searchOptions: { prefix: true, fuzzy: 0.2, combineWith: 'AND', boost: { name: 4, parts: 2 } },
  });
  search.addAll(
    vms.map((vm, id) => ({
      id,
      name: vm.name,
      parts: vm.name.split(/[-_.]/).join(' '),
      resourceGroup: vm.resourceGroup,
      tags: Object.values(vm.tags).join(' '),
    })),
  );
  return search;
}

function fleet(): readonly Vm[] {
  const kinds = ['sql-prod', 'web-prod', 'farm', 'build', 'jump-eu', 'data-platform-test'];
  const subscription = '5d9f0f1c-0000-4000-8000-000000000001';
  return Array.from({ length: MANY }, (_, index) => {
    const name = `${kinds[index % kinds.length]}-${String(index).padStart(4, '0')}`;
    const resourceGroup = `rg-team-${index % 97}`;
    return {
      id: `/subscriptions/${subscription}/resourceGroups/${resourceGroup}/providers/Microsoft.Compute/virtualMachines/${name}`,
      name,
      resourceGroup,
      subscription,
      location: 'westeurope',
      os: index % 5 === 0 ? 'Linux' : 'Windows',
      tags: { env: index % 3 === 0 ? 'prod' : 'dev', owner: `team-${index % 40}` },
    };
  });
}
