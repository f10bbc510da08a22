import type { TokenCredential } from '@azure/identity';
import { z } from 'zod';
import { Fault } from '../../src/faults.ts';
import type { Clock, Directory, Examined } from '../../src/ports.ts';
import type { Log } from '../entra/log.ts';
import { createGraphClient } from './client.ts';
import type { Graph } from './client.ts';
import { examineGraph } from './examine.ts';
import { NotFound } from './fault.ts';
import { addressFilter } from './filter.ts';
import { USER_FIELDS, hasAddress, judge, user } from './judge.ts';

/** Groups that one question may name (learn.microsoft.com, directoryObject: checkMemberGroups). */
const GROUPS_AT_ONCE = 20;

/** More users than ever share one address honestly. */
const TOP = 25;

const page = z.object({ value: z.array(user), '@odata.nextLink': z.string().optional() });
const groupIds = z.object({ value: z.array(z.string()) });

/**
 * Microsoft Graph: who somebody is, and in which groups.
 *
 * @param options.graphEndpoint https URL without version; tokens are asked for it
 */
export function createGraph(options: {
  readonly credential: TokenCredential;
  readonly graphEndpoint: string;
  readonly clock: Clock;
  readonly log: Log;
}): Directory & { examine(): Promise<readonly Examined[]> } {
  const graph = createGraphClient(options);
  return {
    find: (mail) => find(graph, mail, options.log),
    person: (id) => person(graph, id),
    memberOf: (id, groups) => memberOf(graph, id, groups),
    examine: () => examineGraph(graph),
  };
}

async function find(graph: Graph, mail: string, log: Log): ReturnType<Directory['find']> {
  // What is no address needs no question; it is also what a name full of quotes would look like.
  if (!/^[^\s@]+@[^\s@]+$/.test(mail) || mail.length > 320) return { is: 'problem', problem: 'not_in_directory' };
  const answer = await graph.call('Looking a person up by mail', '/users', (request) =>
    request
      // `or` over a collection is an advanced query: it wants both of these (learn.microsoft.com, Advanced query
      // capabilities on Microsoft Entra ID objects).
      .header('ConsistencyLevel', 'eventual')
      .count(true)
      // The client puts the filter into the URL as it is: a `+`, `#` or `&` in an address would change its meaning.
      .filter(encodeURIComponent(addressFilter(mail)))
      .select(USER_FIELDS)
      .top(TOP)
      .get(),
  );
  const { value, '@odata.nextLink': more } = read(page, answer);
  const users = value.filter((each) => hasAddress(each, mail));
  if (users.length < value.length) log.warn({ users: value.length - users.length }, 'Graph gave users not asked for');
  if (more !== undefined) return { is: 'problem', problem: 'ambiguous' };
  return judge(users);
}

async function person(graph: Graph, id: string): ReturnType<Directory['person']> {
  // Graph would take a sign-in name as well, and Latchkey compares people by object id alone.
  if (!UUID.test(id)) return { is: 'problem', problem: 'not_in_directory' };
  try {
    const answer = await graph.call('Looking a person up', `/users/${id}`, (request) =>
      request.select(USER_FIELDS).get(),
    );
    return judge([read(user, answer)]);
  } catch (error) {
    if (error instanceof NotFound) return { is: 'problem', problem: 'not_in_directory' };
    throw error;
  }
}

/** Follows groups in groups. Whoever is not there is an error and not in no group: a rule may ask who is *not* in one. */
async function memberOf(graph: Graph, id: string, groups: readonly string[]): Promise<readonly string[]> {
  const wrong = [id, ...groups].find((each) => !UUID.test(each));
  if (wrong !== undefined) throw new Fault('directory_rejected', `Not an object id: ${wrong}`);
  const found = new Set<string>();
  for (let from = 0; from < groups.length; from += GROUPS_AT_ONCE) {
    const some = groups.slice(from, from + GROUPS_AT_ONCE);
    for (const group of await memberOfSome(graph, id, some)) found.add(group.toLowerCase());
  }
  return groups.filter((each) => found.has(each.toLowerCase()));
}

async function memberOfSome(graph: Graph, id: string, groups: readonly string[]): Promise<readonly string[]> {
  try {
    const answer = await graph.call('Asking for group membership', `/users/${id}/checkMemberGroups`, (request) =>
      request.post({ groupIds: groups }),
    );
    return read(groupIds, answer).value;
  } catch (error) {
    if (!(error instanceof NotFound)) throw error;
    throw new Fault('directory_rejected', `The person or a group is not in the directory.`, { cause: error });
  }
}

/** Something that answers, but not as Graph does, stands between us. */
function read<T>(shape: z.ZodType<T>, answer: unknown): T {
  const result = shape.safeParse(answer);
  if (result.success) return result.data;
  throw new Fault('directory_unreachable', 'Microsoft Graph answered something unexpected.', { cause: result.error });
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
