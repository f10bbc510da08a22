import type { Express } from 'express';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { SandboxContext } from '../context.ts';
import { same, vmId } from '../ids.ts';
import type { WorldData } from '../model.ts';
import { parse } from './kusto/parse.ts';
import { run, type Row } from './kusto/run.ts';
import { KustoError } from './kusto/tokens.ts';
import { holds } from './access.ts';
import { networks } from './network-rows.ts';
import { ArmRefusal } from './refusal.ts';
import { worldFor } from './request.ts';
import { shape } from './role-assignments.ts';
import { identity, powerState, properties } from './vm-shape.ts';

/** Queries per principal in so many milliseconds, and rows per page (learn.microsoft.com, Guidance for throttled requests; Work with large data sets). */
const QUOTA = { queries: 15, ms: 5000 };
const MOST = 1000;

const COLUMNS =
  'id name type tenantId kind location resourceGroup subscriptionId managedBy sku plan properties tags identity zones extendedLocation'.split(
    ' ',
  );

const body = z.object({
  query: z.string(),
  subscriptions: z.array(z.string()).nullish(),
  managementGroups: z.array(z.string()).nullish(),
  options: z
    .object({
      $skipToken: z.string().nullish(),
      $top: z.number().int().min(1).max(MOST).nullish(),
      $skip: z.number().int().min(0).nullish(),
      resultFormat: z.enum(['objectArray', 'table']).nullish(),
    })
    .nullish(),
});

/** Azure Resource Graph: `resources` and `authorizationresources`, in the dialect of kusto/parse.ts. */
export function resourceGraph(app: Express, context: SandboxContext): void {
  let recent: number[] = [];
  context.world.onReset(() => void (recent = []));

  app.post(/^\/providers\/Microsoft\.ResourceGraph\/resources$/i, (request, response) => {
    const now = context.clock.now();
    recent = recent.filter((at) => at > now - QUOTA.ms);
    const left = QUOTA.queries - recent.length;
    const resets = Math.max(0, Math.ceil(((recent[0] ?? now) + QUOTA.ms - now) / 1000));
    response.set('x-ms-user-quota-remaining', String(Math.max(0, left - 1)));
    response.set('x-ms-user-quota-resets-after', `00:00:${String(resets).padStart(2, '0')}`);
    if (left <= 0 && context.world.now.rules.throttling) {
      response.set('Retry-After', String(Math.max(1, resets)));
      throw new ArmRefusal(
        429,
        'RateLimiting',
        'Client application has been throttled and should not attempt to repeat the request until an amount of time has elapsed.',
      );
    }
    recent.push(now);

    const parsed = body.safeParse(request.body);
    if (!parsed.success)
      throw badRequest(context, [{ code: 'InvalidRequest', message: z.prettifyError(parsed.error) }]);
    const { query, subscriptions, options } = parsed.data;
    if (options?.resultFormat === 'table') {
      throw badRequest(context, [
        { code: 'InvalidRequest', message: 'The sandbox answers resultFormat objectArray only.' },
      ]);
    }
    const data = worldFor(context, request, response);
    const asked = data.subscriptions.filter(
      (known) => !subscriptions?.length || subscriptions.some((id) => same(id, known.id)),
    );
    if (asked.length === 0) {
      throw badRequest(context, [
        {
          code: 'NoValidSubscriptionsInQueryRequest',
          message: `There must be at least one subscription that is eligible to contain resources. Given: '${subscriptions?.join(', ') ?? ''}'.`,
        },
      ]);
    }
    const ids = new Set(asked.map((subscription) => subscription.id));
    const result = answer(context, data, query, ids);
    const token = options?.$skipToken;
    const skip = token ? Number(Buffer.from(token, 'base64url').toString('utf8')) : (options?.$skip ?? 0);
    if (!Number.isInteger(skip))
      throw badRequest(context, [{ code: 'InvalidSkipToken', message: 'The skip token is not valid.' }]);
    const rows = result.rows.slice(skip, skip + (options?.$top ?? MOST));
    const more = skip + rows.length < result.rows.length;
    response.json({
      totalRecords: result.rows.length,
      count: rows.length,
      data: rows,
      facets: [],
      resultTruncated: more && !result.pageable ? 'true' : 'false',
      ...(more && result.pageable ? { $skipToken: Buffer.from(String(skip + rows.length)).toString('base64url') } : {}),
    });
  });
}

/** A result can only be paged when it has the `id` column and was not cut by `take` (learn.microsoft.com, Paging results). */
function answer(context: SandboxContext, data: WorldData, text: string, subscriptions: ReadonlySet<string>) {
  try {
    const query = parse(text);
    const cut = query.stages.some((stage) => stage.is === 'take');
    const table = query.table.toLowerCase();
    if (table !== 'resources' && table !== 'authorizationresources')
      throw new KustoError('ParserFailure', query.table, 0);
    const rows =
      table === 'resources'
        ? run(query, [...machines(data, subscriptions), ...networks(data, subscriptions)], COLUMNS)
        : run(query, assignments(data, subscriptions), COLUMNS);
    return { rows, pageable: !cut && rows[0] !== undefined && 'id' in rows[0] };
  } catch (error) {
    if (!(error instanceof KustoError)) throw error;
    const before = text.slice(0, error.at).split('\n');
    throw badRequest(context, [
      {
        code: 'InvalidQuery',
        message:
          'Query is invalid. Please refer to the documentation for the Azure Resource Graph service and fix the error before retrying.',
      },
      {
        code: error.message === 'ParserFailure' ? 'ParserFailure' : 'SemanticError',
        message: error.message,
        line: before.length,
        characterPositionInLine: before.at(-1)?.length ?? 0,
        token: error.token,
      },
    ]);
  }
}

function badRequest(context: SandboxContext, details: readonly unknown[]): ArmRefusal {
  const timestamp = new Date(context.clock.now()).toISOString();
  return new ArmRefusal(
    400,
    'BadRequest',
    `Please provide below info when asking for support: timestamp = ${timestamp}, correlationId = ${randomUUID()}.`,
    details,
  );
}

/** Resource Graph writes types and resource groups in lower case. */
function machines(data: WorldData, subscriptions: ReadonlySet<string>): readonly Row[] {
  // What may not be read is left out, without a word.
  if (!holds(data, 'Microsoft.Compute/virtualMachines/read')) return [];
  return data.vms
    .filter((vm) => subscriptions.has(vm.subscription))
    .map((vm) => ({
      id: vmId(vm),
      name: vm.name,
      type: 'microsoft.compute/virtualmachines',
      tenantId: data.tenant.id,
      kind: '',
      location: vm.location,
      resourceGroup: vm.resourceGroup.toLowerCase(),
      subscriptionId: vm.subscription,
      managedBy: '',
      sku: null,
      plan: null,
      properties: {
        ...properties(vm),
        extended: {
          instanceView: {
            powerState: powerState(vm),
            ...(vm.power === 'running'
              ? { computerName: vm.computerName, osName: vm.osName, osVersion: vm.osVersion, hyperVGeneration: 'V2' }
              : {}),
          },
        },
      },
      tags: vm.tags,
      identity: identity(data, vm),
      zones: null,
      extendedLocation: null,
    }));
}

function assignments(data: WorldData, subscriptions: ReadonlySet<string>): readonly Row[] {
  if (!holds(data, 'Microsoft.Authorization/roleAssignments/read')) return [];
  return data.roleAssignments.flatMap((assignment) => {
    const subscription = /^\/subscriptions\/([^/]+)/i.exec(assignment.scope)?.[1] ?? '';
    if (!subscriptions.has(subscription)) return [];
    const { id, name, properties: about } = shape(assignment);
    return [
      {
        id,
        name,
        type: 'microsoft.authorization/roleassignments',
        tenantId: data.tenant.id,
        kind: '',
        location: 'global',
        resourceGroup: /\/resourceGroups\/([^/]+)/i.exec(assignment.scope)?.[1]?.toLowerCase() ?? '',
        subscriptionId: subscription,
        managedBy: '',
        sku: null,
        plan: null,
        properties: about,
        tags: null,
        identity: null,
        zones: null,
        extendedLocation: null,
      },
    ];
  });
}
