/** The Bot Framework as the issuer of what the channel sends (learn.microsoft.com, bot-connector-authentication). */
import { randomUUID } from 'node:crypto';
import { Router } from 'express';
import { exportJWK, generateKeyPair, SignJWT, type JWK } from 'jose';
import type { SandboxContext } from '../context.ts';
import type { Manner } from './delivery.ts';

/** Seconds that a token lasts. */
const LIFETIME = 3600;

/** A key, with the channels whose tokens it may sign. */
type Key = JWK & { readonly endorsements: readonly string[] };

export type Issuer = {
  readonly keys: readonly Key[];
  /**
   * The token of one delivery, or undefined where it shall come without.
   *
   * @param serviceUrl of the connector that the activity comes from, where that is another than this one
   */
  sign(flaws: Manner, serviceUrl?: string): Promise<string | undefined>;
};

/** Tokens go by the machine's clock, as the bot's own check of them does. */
export async function makeIssuer(context: SandboxContext): Promise<Issuer> {
  const known = await generateKeyPair('RS256', { extractable: true });
  let unknown: typeof known | undefined;
  const kid = randomUUID();
  const key: Key = {
    ...(await exportJWK(known.publicKey)),
    kid,
    x5t: kid,
    use: 'sig',
    alg: 'RS256',
    endorsements: ['msteams'],
  };
  return {
    keys: [key],
    async sign(flaws, serviceUrl) {
      if (flaws.noToken) return undefined;
      const { teams } = context.world.now;
      const isForged = flaws.unknownKey || flaws.badSignature;
      const pair = isForged ? (unknown ??= await generateKeyPair('RS256')) : known;
      const now = Math.floor(Date.now() / 1000) + flaws.skewSeconds - (flaws.expired ? 2 * LIFETIME : 0);
      const address = serviceUrl ?? `${context.urls.teams}/connector/`;
      return new SignJWT({
        serviceurl: flaws.wrongServiceUrl ? 'https://smba.example/teams/' : address,
      })
        .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: flaws.unknownKey ? randomUUID() : kid })
        .setIssuer(flaws.wrongIssuer ? 'https://issuer.example' : teams.issuer)
        .setAudience(flaws.wrongAudience ? randomUUID() : teams.app.id)
        .setNotBefore(now)
        .setIssuedAt(now)
        .setExpirationTime(now + LIFETIME)
        .sign(pair.privateKey);
    },
  };
}

export function openId(context: SandboxContext, issuer: Issuer): Router {
  const router = Router();
  router.use('/teams/openid', context.calls.record('botframework'));
  router.use(
    '/teams/openid',
    context.faults.faulty('botframework', (_request, response, fault) => {
      const message = fault.message ?? 'The service is not available.';
      response.status(fault.status).json({ error: { code: fault.code ?? 'ServiceError', message } });
    }),
  );
  router.get('/teams/openid/.well-known/openidconfiguration', (_request, response) => {
    response.json({
      issuer: context.world.now.teams.issuer,
      authorization_endpoint: 'https://invalid.botframework.com',
      jwks_uri: `${context.urls.teams}/openid/.well-known/keys`,
      id_token_signing_alg_values_supported: ['RS256'],
      token_endpoint_auth_methods_supported: ['private_key_jwt'],
    });
  });
  router.get('/teams/openid/.well-known/keys', (_request, response) => void response.json({ keys: issuer.keys }));
  return router;
}
