/** What must hold after any storm. Each breach is a sentence with what is needed to find its cause. */
import { isDeepStrictEqual } from 'node:util';
import { paintMessage } from '../../adapters/slack/paint.ts';
import { assignmentName, readAssignment } from '../../adapters/azure/assignment.ts';
import { evolve } from '../../workflows/evolve.ts';
import { requestCard } from '../../workflows/present/request.ts';
import type { Viewer } from '../../workflows/present/request.ts';
import type { Living, State, StateName } from '../../workflows/request.ts';
import type { Evidence } from './evidence.ts';

export type Breach = { readonly invariant: string; readonly account: string };

/**
 * A grant may outlive its end, or the end of the last fault, by this much, in milliseconds: one sweep, the longest back-off
 * with its unevenness, and time for the calls themselves.
 */
export const BOUND = 60_000 + 72_000 + 15_000;

const INVARIANTS: Readonly<Record<string, (evidence: Evidence) => readonly string[]>> = {
  'nothing stays open past its end': stayedOpen,
  'never two at once for one person, VM and role': ({ seen }) => seen,
  'nothing is removed that Latchkey did not make': removedForeign,
  'every request comes to an end': unfinished,
  'every card shows how it ended, once in each place': wrongCards,
  'a person is told at most once that access is open': toldTwice,
  'the events of a request give its state': wrongReplay,
  'no work is left over, given up or defective': leftWork,
  'no replica ends by itself': ({ ends }) => ends,
};

export const INVARIANT_COUNT = Object.keys(INVARIANTS).length;

export function breaches(evidence: Evidence): readonly Breach[] {
  return Object.entries(INVARIANTS).flatMap(([invariant, check]) =>
    check(evidence).map((account) => ({ invariant, account })),
  );
}

function stayedOpen({ assignments, sightings, healedAt }: Evidence): readonly string[] {
  const left = assignments.flatMap((each) => {
    const mark = readAssignment(each);
    return mark === undefined ? [] : [`${each.name} of request ${mark.request} is still in Azure, on ${each.scope}`];
  });
  const late = sightings
    .filter((each) => each.last > Math.max(each.endsAt, healedAt) + BOUND)
    .map((each) => `${each.name} of request ${each.request} was seen ${seconds(each.last - each.endsAt)} past its end`);
  return [...left, ...late];
}

function removedForeign({ deleted, foreign, assignments, requests }: Evidence): readonly string[] {
  const ours = new Set(requests.map((each) => assignmentName(each.id)));
  const there = new Set(assignments.map((each) => each.name));
  return [
    ...[...deleted].filter((name) => !ours.has(name)).map((name) => `the bot deleted ${name}, which no request made`),
    ...foreign
      .filter((each) => !there.has(each.name))
      .map((each) => `${each.name} on ${each.scope} is gone; “${each.description ?? ''}”`),
  ];
}

const FINAL: readonly StateName[] = ['ended', 'denied', 'withdrawn', 'lapsed', 'grant_failed'];

function unfinished({ requests }: Evidence): readonly string[] {
  return requests.filter(({ state }) => !FINAL.includes(state.is)).map(({ id, state }) => `${id} is still ${state.is}`);
}

function wrongCards(evidence: Evidence): readonly string[] {
  return evidence.requests.flatMap(({ id, state }) => [
    ...state.ask.channels.flatMap((channel) => wrongCard(evidence, state, 'approvers', `${id}/${channel}`)),
    ...wrongCard(evidence, state, 'requester', `${id}/requester`),
  ]);
}

function wrongCard({ cards, messages }: Evidence, state: Living, viewer: Viewer, key: string): readonly string[] {
  const wanted = paintMessage(requestCard(state, viewer));
  const copies = messages.filter((each) => each['metadata']?.event_payload?.key === key);
  const [, channel, ts] = (cards.get(key) ?? '').split(' ');
  const kept = messages.find((each) => each.channel === channel && each.ts === ts);
  const where = `the card ${key} (${state.is}, ${state.ask.requester.name} on ${state.ask.vm.name})`;
  return [
    ...(kept === undefined ? [`${where} is nowhere`] : []),
    ...(copies.length > 1
      ? [`${where} stands there ${copies.length} times, at ${copies.map((each) => each.ts).join(', ')}`]
      : []),
    ...copies
      .filter((each) => each['text'] !== wanted.text || !sameButtons(each['blocks'], wanted.blocks))
      .map((each) => `${where} says “${each['text']}” and should say “${wanted.text}” (message ${each.ts})`),
  ];
}

function sameButtons(there: unknown, wanted: unknown): boolean {
  return isDeepStrictEqual(labelsIn(there), labelsIn(wanted));
}

function labelsIn(blocks: unknown): readonly string[] {
  return [...JSON.stringify(blocks).matchAll(/"action_id":"([^"]*)"/g)].map(([, id = '']) => id);
}

function toldTwice({ messages, work, requests }: Evidence): readonly string[] {
  const ready = new Map(work.filter((row) => isReady(row.task)).map((row) => [row.id, row.request]));
  const told = messages.flatMap((each) => {
    const [request, what, id] = String(each['metadata']?.event_payload?.key ?? '').split('/');
    return what === 'notice' && id !== undefined && ready.has(id) ? [request] : [];
  });
  return requests.flatMap(({ id }) => {
    const often = told.filter((each) => each === id).length;
    return often > 1 ? [`the requester of ${id} was told ${often} times that access is open`] : [];
  });
}

function isReady(task: Evidence['work'][number]['task']): boolean {
  return task.is === 'tell_requester' && task.notice === 'ready';
}

function wrongReplay({ requests }: Evidence): readonly string[] {
  return requests.flatMap(({ id, version, state, events }) => {
    const numbered = events.every((each, index) => each.version === index + 1) && events.length === version;
    if (!numbered)
      return [`${id} has version ${version} and the events ${events.map((each) => each.version).join(', ')}`];
    try {
      let replayed: State = { is: 'none' };
      for (const { event } of events) replayed = evolve(replayed, event);
      // Through JSON, as it is kept: a field that is undefined is not there.
      return isDeepStrictEqual(JSON.parse(JSON.stringify(replayed)), state)
        ? []
        : [`${id} is ${JSON.stringify(state)} and its events give ${JSON.stringify(replayed)}`];
    } catch (error) {
      return [`${id}: ${error instanceof Error ? error.message : String(error)}`];
    }
  });
}

function leftWork({ work, lines }: Evidence): readonly string[] {
  const defects = lines.filter(
    (line) => line.msg === 'given up' || line.msg.startsWith('a defect') || line['fault'] === 'unexpected',
  );
  return [
    ...work
      .filter((row) => !row.done)
      .map((row) => `work ${row.id} in ${row.lane} (${row.task.is}) is not done, after ${row.attempts} attempts`),
    ...new Set(defects.map((line) => `the log says: ${JSON.stringify(line)}`)),
  ];
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
