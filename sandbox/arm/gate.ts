import type { RequestHandler } from 'express';
import type { SandboxContext } from '../context.ts';
import { audiences, type Tokens, type Verdict } from '../entra/tokens.ts';
import { ArmRefusal } from './refusal.ts';

/** Lets only calls with a good token pass; the others get ARM's own 401. */
export function armGate(context: SandboxContext, tokens: Tokens): RequestHandler {
  return async (request, response, next) => {
    const verdict = await tokens.judge(request.get('authorization'), 'arm');
    if (verdict.is === 'valid') {
      next();
      return;
    }
    const [code, message] = words(context, verdict);
    const authority = `${context.urls.entra}/${context.world.now.tenant.id}`;
    response.set(
      'WWW-Authenticate',
      `Bearer authorization_uri="${authority}", error="invalid_token", error_description="${message.replaceAll('"', "'")}"`,
    );
    throw new ArmRefusal(401, code, message);
  };
}

function words(context: SandboxContext, verdict: Exclude<Verdict, { is: 'valid' }>): [string, string] {
  switch (verdict.is) {
    case 'missing':
      return ['AuthenticationFailed', "Authentication failed. The 'Authorization' header is missing."];
    case 'expired':
      return [
        'ExpiredAuthenticationToken',
        `The access token expiry UTC time is earlier than current UTC time '${new Date().toISOString()}'.`,
      ];
    case 'invalid':
      return ['InvalidAuthenticationToken', 'The access token is invalid.'];
    case 'foreign': {
      const allowed = audiences(context, 'arm').map((audience) => `'${audience}'`);
      return [
        'InvalidAuthenticationTokenAudience',
        `The access token has been obtained for wrong audience or resource '${verdict.audience}'. It should exactly match with one of the allowed audiences ${allowed.join(',')}.`,
      ];
    }
  }
}
