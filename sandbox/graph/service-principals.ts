import type { Request, Router } from 'express';
import type { SandboxContext } from '../context.ts';
import { isUuid, same } from '../ids.ts';
import type { ServicePrincipal } from '../model-directory.ts';
import { MICROSOFT_APPS, servicePrincipal } from '../seed-directory.ts';
import { readFilter } from './filter.ts';
import { GraphRefusal, notFound } from './refusal.ts';
import { mustBeEventual, need, option, page, select, worldFor, type Thing, type Version } from './request.ts';

const READ = ['Application.Read.All', 'Application.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All'];
const WRITE = ['Application.ReadWrite.All', 'Application.ReadWrite.OwnedBy', 'Directory.ReadWrite.All'];
const FILTERABLE = new Set('id appId displayName accountEnabled'.split(' '));

const BY_APP = /^\/servicePrincipals\(appId=(?:'|%27)([^'%]+)(?:'|%27)\)$/i;

/** Microsoft's own applications, as the tenant has them. */
export function servicePrincipals(router: Router, context: SandboxContext, version: Version): void {
  const one = (request: Request, found: ServicePrincipal) => {
    const thing = shape(found);
    return {
      '@odata.context': `${context.urls.graph}/${version}/$metadata#servicePrincipals/$entity`,
      ...select(request, thing, 'servicePrincipal', Object.keys(thing)),
    };
  };

  router.get(BY_APP, (request, response) => {
    const data = worldFor(context, request, response);
    need(data, READ);
    const appId = BY_APP.exec(request.path)?.[1] ?? '';
    const found = data.servicePrincipals.find((known) => same(known.appId, appId));
    if (!found) throw notFound(appId);
    response.json(one(request, found));
  });

  router.get('/servicePrincipals', (request, response) => {
    const data = worldFor(context, request, response);
    need(data, READ);
    const text = option(request, '$filter');
    const filter = text === undefined ? undefined : readFilter(text, FILTERABLE, 'ServicePrincipal');
    if (filter?.advanced) mustBeEventual(request);
    const found = data.servicePrincipals
      .map(shape)
      .filter((thing) => filter?.test(thing) ?? true)
      .map((thing) => select(request, thing, 'servicePrincipal', Object.keys(thing)));
    response.json(page(context, request, 'servicePrincipals', found, version));
  });

  router.get('/servicePrincipals/:id', (request, response) => {
    const data = worldFor(context, request, response);
    need(data, READ);
    const found = data.servicePrincipals.find((known) => same(known.id, request.params.id));
    if (!found) throw notFound(request.params.id);
    response.json(one(request as Request, found));
  });

  router.post('/servicePrincipals', (request, response) => {
    const data = context.world.now;
    need(data, WRITE);
    const appId = (request.body as { appId?: unknown } | undefined)?.appId;
    if (typeof appId !== 'string' || !isUuid(appId)) {
      throw new GraphRefusal(
        400,
        'Request_BadRequest',
        "Invalid value specified for property 'appId' of resource 'ServicePrincipal'.",
      );
    }
    if (data.servicePrincipals.some((known) => same(known.appId, appId))) {
      throw new GraphRefusal(
        409,
        'Request_MultipleObjectsWithSameKeyValue',
        `The service principal cannot be created, updated, or restored because the service principal name ${appId} is already in use.`,
      );
    }
    if (!(appId.toLowerCase() in MICROSOFT_APPS)) {
      throw new GraphRefusal(
        400,
        'Request_BadRequest',
        `The appId '${appId}' of the service principal does not reference a valid application object.`,
      );
    }
    const made = servicePrincipal(appId.toLowerCase());
    context.world.edit('azure', (before) => ({ servicePrincipals: [...before.servicePrincipals, made] }));
    response.status(201).json(one(request, made));
  });
}

function shape(principal: ServicePrincipal): Thing {
  return {
    id: principal.id,
    deletedDateTime: null,
    accountEnabled: principal.accountEnabled,
    appDisplayName: principal.displayName,
    appId: principal.appId,
    appOwnerOrganizationId: 'f8cdef31-a31e-4b4a-93e4-5f571e91255a',
    appRoleAssignmentRequired: principal.appRoleAssignmentRequired,
    displayName: principal.displayName,
    servicePrincipalNames: [principal.appId],
    servicePrincipalType: 'Application',
    signInAudience: 'AzureADMultipleOrgs',
    tags: [],
  };
}
