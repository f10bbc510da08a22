import type { Request, Router } from 'express';
import type { SandboxContext } from '../context.ts';
import { groupsOf } from '../directory.ts';
import { same } from '../ids.ts';
import type { Group, WorldData } from '../model.ts';
import { readFilter } from './filter.ts';
import { notFound } from './refusal.ts';
import { mustBeEventual, need, option, page, select, worldFor } from './request.ts';
import { GROUP_DEFAULTS, USER_DEFAULTS, groupThing, userThing } from './things.ts';

const READ_GROUPS = ['GroupMember.Read.All', 'Group.Read.All', 'Directory.Read.All', 'Directory.ReadWrite.All'];
const FILTERABLE = new Set('id displayName mailNickname securityEnabled'.split(' '));

/** Groups and their members. */
export function groups(router: Router, context: SandboxContext): void {
  router.get('/groups', (request, response) => {
    const data = worldFor(context, request, response);
    need(data, READ_GROUPS);
    const text = option(request, '$filter');
    const filter = text === undefined ? undefined : readFilter(text, FILTERABLE);
    if (filter?.advanced) mustBeEventual(request);
    const found = data.groups
      .map(groupThing)
      .filter((thing) => filter?.test(thing) ?? true)
      .map((thing) => select(request, thing, 'group', GROUP_DEFAULTS));
    response.json(page(context, request, 'groups', found));
  });

  router.get('/groups/:id', (request, response) => {
    const data = worldFor(context, request, response);
    need(data, READ_GROUPS);
    response.json({
      '@odata.context': `${context.urls.graph}/v1.0/$metadata#groups/$entity`,
      ...select(request, groupThing(theGroup(data, request.params.id)), 'group', GROUP_DEFAULTS),
    });
  });

  const members = (request: Request<{ id: string }>, transitive: boolean, usersOnly: boolean, data: WorldData) => {
    need(data, READ_GROUPS);
    const group = theGroup(data, request.params.id);
    const people = data.people
      .filter((person) => person.inDirectory)
      .filter((person) =>
        transitive ? groupsOf(data, person).includes(group) : person.groups.includes(group.displayName),
      )
      .map((person) => ({
        '@odata.type': '#microsoft.graph.user',
        ...select(request as Request, userThing(person), 'user', USER_DEFAULTS),
      }));
    const inner = usersOnly
      ? []
      : innerGroups(data, group, transitive).map((one) => ({
          '@odata.type': '#microsoft.graph.group',
          id: one.id,
          displayName: one.displayName,
        }));
    return page(context, request as Request, 'directoryObjects', [...people, ...inner]);
  };
  for (const [kind, transitive] of [
    ['members', false],
    ['transitiveMembers', true],
  ] as const) {
    router.get(`/groups/:id/${kind}`, (request, response) => {
      response.json(members(request, transitive, false, worldFor(context, request, response)));
    });
    router.get(`/groups/:id/${kind}/microsoft.graph.user`, (request, response) => {
      response.json(members(request, transitive, true, worldFor(context, request, response)));
    });
  }
}

function innerGroups(data: WorldData, group: Group, transitive: boolean): readonly Group[] {
  const direct = data.groups.filter((known) => known.memberOf.includes(group.displayName));
  return transitive ? direct.flatMap((one) => [one, ...innerGroups(data, one, true)]) : direct;
}

function theGroup(data: WorldData, id: string): Group {
  const group = data.groups.find((known) => same(known.id, id));
  if (!group) throw notFound(id);
  return group;
}
