import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, jwtVerify, SignJWT, type JWK } from 'jose';
import type { SandboxContext } from '../context.ts';

/** Application id of Microsoft Graph in every tenant. */
const GRAPH_APP = '00000003-0000-0000-c000-000000000000';

export type Resource = 'arm' | 'graph' | 'botframework';

/** Who a token is for: an application of the tenant and its service principal. */
export type Client = { readonly clientId: string; readonly objectId: string };

export type Verdict =
  | { is: 'valid'; clientId: string }
  | { is: 'missing' }
  | { is: 'expired' }
  | { is: 'invalid' }
  | { is: 'foreign'; audience: string };

export type Tokens = {
  /** Seconds that a new token lasts. */
  lifetime(): number;
  readonly keys: readonly JWK[];
  /** A token of the application that acts in Azure, unless another is named. */
  issue(resource: Resource, client?: Client): Promise<string>;
  /** Judges an `Authorization` header. */
  judge(header: string | undefined, resource: Resource): Promise<Verdict>;
};

/**
 * Makes and checks access tokens with a key of this run. They expire on the machine's clock: the caller's credential
 * keeps a token as long as its own clock allows, so a sandbox clock moved ahead must not turn it bad.
 */
export async function makeTokens(context: SandboxContext): Promise<Tokens> {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
  const kid = randomUUID();
  const key: JWK = { ...(await exportJWK(publicKey)), kid, use: 'sig', alg: 'RS256' };

  return {
    lifetime: () => context.world.now.rules.tokenLifetime,
    keys: [key],
    issue(resource, client) {
      const { bot, tenant, rules } = context.world.now;
      const { clientId, objectId } = client ?? bot;
      const now = Math.floor(Date.now() / 1000);
      return new SignJWT({
        appid: clientId,
        appidacr: '1',
        idp: `${context.urls.entra}/${tenant.id}/`,
        idtyp: 'app',
        oid: objectId,
        sub: objectId,
        tid: tenant.id,
        ver: '1.0',
        ...(resource === 'graph' ? { roles: bot.graphPermissions } : {}),
      })
        .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid })
        .setIssuer(`${context.urls.entra}/${tenant.id}/`)
        .setAudience(audiences(context, resource)[0] ?? '')
        .setIssuedAt(now)
        .setNotBefore(now)
        .setExpirationTime(now + rules.tokenLifetime)
        .setJti(randomUUID())
        .sign(privateKey);
    },
    async judge(header, resource) {
      const token = /^Bearer (.+)$/i.exec(header ?? '')?.[1];
      if (token === undefined) return { is: 'missing' };
      try {
        const { payload } = await jwtVerify(token, publicKey);
        const audience = String(payload.aud);
        return audiences(context, resource).includes(audience)
          ? { is: 'valid', clientId: String(payload['appid']) }
          : { is: 'foreign', audience };
      } catch (error) {
        return { is: (error as { code?: string }).code === 'ERR_JWT_EXPIRED' ? 'expired' : 'invalid' };
      }
    },
  };
}

/** The audiences a service takes, the one it is issued first. */
export function audiences(context: SandboxContext, resource: Resource): readonly string[] {
  if (resource === 'botframework') return [context.world.now.teams.issuer];
  const base = resource === 'arm' ? context.urls.arm : context.urls.graph;
  return resource === 'graph' ? [base, `${base}/`, GRAPH_APP] : [base, `${base}/`];
}

/** Which service a scope (`https://…/.default`) or a resource (`https://…`) means. */
export function resourceOf(context: SandboxContext, asked: string): Resource | undefined {
  const wanted = asked.replace(/\/\.default$/, '').replace(/\/+$/, '');
  if (wanted === context.urls.arm) return 'arm';
  if (wanted === context.urls.graph || wanted === GRAPH_APP) return 'graph';
  if (wanted === context.world.now.teams.issuer) return 'botframework';
  return undefined;
}
