import type { Request, Router } from 'express';
import type { SandboxContext } from '../context.ts';
import { groupsOf } from '../directory.ts';
import { isUuid, same } from '../ids.ts';
import type { Person, WorldData } from '../model.ts';
import { readFilter } from './filter.ts';
import { GraphRefusal, notFound } from './refusal.ts';
import { mustBeEventual, need, option, page, select, worldFor } from './request.ts';
import { GROUP_DEFAULTS, USER_DEFAULTS, groupThing, userThing } from './things.ts';

const READ_USERS = ['User.Read.All', 'User.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All'];
const READ_MEMBERS = [
  'GroupMember.Read.All',
  'Group.Read.All',
  'Directory.Read.All',
  'User.Read.All',
  'Directory.ReadWrite.All',
];
const FILTERABLE = new Set(
  'id mail userPrincipalName displayName proxyAddresses accountEnabled userType mailNickname otherMails'.split(' '),
);

/** The ids that `checkMemberGroups` takes at most (learn.microsoft.com, checkMemberGroups). */
const MOST_GROUPS = 20;

/** Users, and which groups they are in. */
export function users(router: Router, context: SandboxContext): void {
  router.get('/users', (request, response) => {
    const data = worldFor(context, request, response);
    need(data, READ_USERS);
    const text = option(request, '$filter');
    if (option(request, '$search') !== undefined) {
      mustBeEventual(request);
      throw new GraphRefusal(400, 'Request_UnsupportedQuery', 'The sandbox does not answer $search.');
    }
    const filter = text === undefined ? undefined : readFilter(text, FILTERABLE);
    if (filter?.advanced || (filter && option(request, '$orderby') !== undefined)) mustBeEventual(request);
    const found = data.people
      .filter((person) => person.inDirectory)
      .map(userThing)
      .filter((thing) => filter?.test(thing) ?? true)
      .map((thing) => select(request, thing, 'user', USER_DEFAULTS));
    response.json(page(context, request, 'users', found));
  });

  router.get('/users/:id', (request, response) => {
    const data = worldFor(context, request, response);
    need(data, READ_USERS);
    const person = theUser(data, request.params.id);
    response.json({
      '@odata.context': `${context.urls.graph}/v1.0/$metadata#users/$entity`,
      ...select(request, userThing(person), 'user', USER_DEFAULTS),
    });
  });

  router.post('/users/:id/checkMemberGroups', (request, response) => {
    const data = worldFor(context, request, response);
    need(data, READ_MEMBERS);
    const asked = (request.body as { groupIds?: unknown } | undefined)?.groupIds;
    if (!Array.isArray(asked) || !asked.every((id): id is string => typeof id === 'string' && isUuid(id))) {
      throw new GraphRefusal(
        400,
        'Request_BadRequest',
        "Invalid value specified for property 'groupIds' of resource 'User'.",
      );
    }
    if (asked.length > MOST_GROUPS) {
      throw new GraphRefusal(400, 'Request_BadRequest', `The number of group ids must not exceed ${MOST_GROUPS}.`);
    }
    const held = groupsOf(data, theUser(data, request.params.id));
    response.json(
      strings(
        context,
        held.map((group) => group.id).filter((id) => asked.some((one) => same(one, id))),
      ),
    );
  });

  router.post('/users/:id/getMemberGroups', (request, response) => {
    const data = worldFor(context, request, response);
    need(data, READ_MEMBERS);
    if (typeof (request.body as { securityEnabledOnly?: unknown } | undefined)?.securityEnabledOnly !== 'boolean') {
      throw new GraphRefusal(400, 'Request_BadRequest', "Parameter 'securityEnabledOnly' is missing or not a boolean.");
    }
    response.json(
      strings(
        context,
        groupsOf(data, theUser(data, request.params.id)).map((group) => group.id),
      ),
    );
  });

  router.get('/users/:id/transitiveMemberOf{/microsoft.graph.group}', (request: Request<{ id: string }>, response) => {
    const data = worldFor(context, request, response);
    need(data, READ_MEMBERS);
    const found = groupsOf(data, theUser(data, request.params.id)).map((group) => ({
      '@odata.type': '#microsoft.graph.group',
      ...select(request as Request, groupThing(group), 'group', GROUP_DEFAULTS),
    }));
    response.json(page(context, request as Request, 'directoryObjects', found));
  });
}

/** The person of this id or user principal name. Throws Graph's 404. */
export function theUser(data: WorldData, id: string): Person {
  const person = data.people.find(
    (known) => known.inDirectory && (same(known.id, id) || same(known.userPrincipalName, id)),
  );
  if (!person) throw notFound(id);
  return person;
}

function strings(context: SandboxContext, value: readonly string[]) {
  return { '@odata.context': `${context.urls.graph}/v1.0/$metadata#Collection(Edm.String)`, value };
}
