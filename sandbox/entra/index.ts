import { randomUUID } from 'node:crypto';
import express, { type Express, type Response } from 'express';
import type { SandboxContext } from '../context.ts';
import { same } from '../ids.ts';
import type { WorldData } from '../model.ts';
import { resourceOf, type Resource, type Tokens } from './tokens.ts';

const TRANSIENT = 'A transient error has occurred. Please try again.';

/** Entra ID: the client-credentials token endpoint and the metadata around it (learn.microsoft.com, OAuth 2.0 on v2.0). */
export function entraService(context: SandboxContext, tokens: Tokens): Express {
  const app = express().disable('x-powered-by');
  const { world, urls } = context;
  app.use(context.calls.record('entra'));
  app.use(express.urlencoded({ extended: false }));
  app.use(
    context.faults.faulty('entra', (_request, response, fault) =>
      refuse(
        context,
        response,
        fault.status,
        fault.code ?? 'temporarily_unavailable',
        90033,
        fault.message ?? TRANSIENT,
      ),
    ),
  );

  app.get('/:tenant/v2.0/.well-known/openid-configuration', (request, response) => {
    const { tenant } = world.now;
    if (!same(request.params.tenant, tenant.id) && !same(request.params.tenant, tenant.domain)) {
      refuse(
        context,
        response,
        400,
        'invalid_tenant',
        90002,
        `Tenant '${request.params.tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.`,
      );
      return;
    }
    const base = `${urls.entra}/${tenant.id}`;
    response.json({
      token_endpoint: `${base}/oauth2/v2.0/token`,
      token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'],
      jwks_uri: `${base}/discovery/v2.0/keys`,
      response_modes_supported: ['query', 'fragment', 'form_post'],
      subject_types_supported: ['pairwise'],
      id_token_signing_alg_values_supported: ['RS256'],
      response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
      scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
      issuer: `${base}/v2.0`,
      authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
      device_authorization_endpoint: `${base}/oauth2/v2.0/devicecode`,
      end_session_endpoint: `${base}/oauth2/v2.0/logout`,
      tenant_region_scope: 'EU',
      cloud_instance_name: new URL(urls.entra).host,
    });
  });

  app.get('/:tenant/discovery/v2.0/keys', (_request, response) => {
    response.json({ keys: tokens.keys });
  });

  app.get('/common/discovery/instance', (_request, response) => {
    const host = new URL(urls.entra).host;
    response.json({
      tenant_discovery_endpoint: `${urls.entra}/${world.now.tenant.id}/v2.0/.well-known/openid-configuration`,
      'api-version': '1.1',
      metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
    });
  });

  // The Bot Framework's own part of it can fail by itself.
  const botframework = context.faults.faulty('botframework', (_request, response, fault) =>
    refuse(context, response, fault.status, fault.code ?? 'temporarily_unavailable', 90033, fault.message ?? TRANSIENT),
  );
  app.post('/:tenant/oauth2/v2.0/token', (request, response, next) => {
    const { scope } = (request.body ?? {}) as { scope?: unknown };
    if (typeof scope === 'string' && scope.includes(world.now.teams.issuer)) botframework(request, response, next);
    else next();
  });
  app.post('/:tenant/oauth2/v2.0/token', async (request, response) => {
    const { tenant } = world.now;
    const form = (request.body ?? {}) as Record<string, string | undefined>;
    const client = clients(world.now).find(({ clientId }) => same(form['client_id'] ?? '', clientId));
    const fail = (status: number, error: string, code: number, text: string) =>
      refuse(context, response, status, error, code, text);
    if (!same(request.params.tenant, tenant.id) && !same(request.params.tenant, tenant.domain)) {
      fail(
        400,
        'invalid_request',
        90002,
        `Tenant '${request.params.tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.`,
      );
    } else if (form['grant_type'] === undefined) {
      fail(400, 'invalid_request', 900144, "The request body must contain the following parameter: 'grant_type'.");
    } else if (form['grant_type'] !== 'client_credentials') {
      fail(
        400,
        'unsupported_grant_type',
        70003,
        `The app requested an unsupported grant type '${form['grant_type']}'.`,
      );
    } else if (form['client_id'] === undefined) {
      fail(400, 'invalid_request', 900144, "The request body must contain the following parameter: 'client_id'.");
    } else if (!client) {
      fail(
        400,
        'unauthorized_client',
        700016,
        `Application with identifier '${form['client_id']}' was not found in the directory '${tenant.displayName}'.`,
      );
    } else if (form['client_secret'] === undefined) {
      fail(
        401,
        'invalid_client',
        7000218,
        "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
      );
    } else if (form['client_secret'] !== client.clientSecret) {
      fail(
        401,
        'invalid_client',
        7000215,
        `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${client.clientId}'.`,
      );
    } else if (form['scope'] === undefined) {
      fail(400, 'invalid_request', 900144, "The request body must contain the following parameter: 'scope'.");
    } else {
      const scope =
        form['scope'].split(' ').find((part) => !['openid', 'profile', 'offline_access'].includes(part)) ?? '';
      const resource = resourceOf(context, scope);
      if (!scope.endsWith('/.default')) {
        fail(
          400,
          'invalid_scope',
          1002012,
          `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`,
        );
      } else if (resource === undefined) {
        fail(
          400,
          'invalid_resource',
          500011,
          `The resource principal named ${scope.replace(/\/\.default$/, '')} was not found in the tenant named ${tenant.displayName}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant.`,
        );
      } else if (!client.resources.includes(resource)) {
        fail(
          400,
          'invalid_grant',
          501051,
          `Application '${client.clientId}'(${client.displayName}) is not assigned to a role for the application '${scope.replace(/\/\.default$/, '')}'.`,
        );
      } else {
        response.set('Cache-Control', 'no-store').json({
          token_type: 'Bearer',
          expires_in: tokens.lifetime(),
          ext_expires_in: tokens.lifetime(),
          access_token: await tokens.issue(resource, client),
        });
      }
    }
  });

  app.use((_request, response) => {
    response.status(404).end();
  });
  return app;
}

/** The applications of the tenant: the one that acts in Azure, and the one that is the bot in Teams. */
function clients({ bot, teams }: WorldData) {
  const { id, secret, objectId, name } = teams.app;
  return [
    { ...bot, resources: ['arm', 'graph', 'botframework'] as readonly Resource[] },
    {
      clientId: id,
      clientSecret: secret,
      objectId,
      displayName: name,
      resources: ['botframework'] as readonly Resource[],
    },
  ];
}

/** An error the way Entra writes it, with its AADSTS code (learn.microsoft.com, Microsoft Entra authentication error codes). */
function refuse(
  context: SandboxContext,
  response: Response,
  status: number,
  error: string,
  code: number,
  text: string,
): void {
  const trace = randomUUID();
  const correlation = randomUUID();
  const timestamp = new Date(context.clock.now())
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, 'Z');
  response.status(status).json({
    error,
    error_description: `AADSTS${code}: ${text} Trace ID: ${trace} Correlation ID: ${correlation} Timestamp: ${timestamp}`,
    error_codes: [code],
    timestamp,
    trace_id: trace,
    correlation_id: correlation,
    error_uri: `${context.urls.entra}/error?code=${code}`,
  });
}
