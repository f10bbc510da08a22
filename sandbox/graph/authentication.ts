import type { Router } from 'express';
import type { SandboxContext } from '../context.ts';
import { uuidOf } from '../ids.ts';
import type { Person } from '../model.ts';
import { GraphRefusal } from './refusal.ts';
import { need, worldFor, type Thing, type Version } from './request.ts';
import { theUser } from './users.ts';

const READ_METHODS = ['UserAuthenticationMethod.Read.All', 'UserAuthenticationMethod.ReadWrite.All'];
const READ_REQUIREMENTS = ['Policy.Read.All', 'Policy.ReadWrite.AuthenticationMethod'];

/** The ids of the methods that nobody can have twice (learn.microsoft.com, authenticationMethod resource types). */
const FIXED: Readonly<Record<string, string>> = {
  password: '28c10230-6103-485e-b985-444c60001490',
  phone: '3179e48a-750b-4051-897c-87b9720928f7',
  email: '3ddfcfc8-9383-446f-83cc-3ab9be4be18f',
};

/** How a person can prove who they are, and whether a second factor is demanded of them alone (beta). */
export function authentication(router: Router, context: SandboxContext, version: Version): void {
  router.get('/users/:id/authentication/methods', (request, response) => {
    const data = worldFor(context, request, response);
    // These APIs have a refusal of their own.
    if (!READ_METHODS.some((permission) => data.bot.graphPermissions.includes(permission))) {
      throw new GraphRefusal(403, 'accessDenied', 'Request Authorization failed');
    }
    const person = theUser(data, request.params.id);
    response.json({
      '@odata.context': `${context.urls.graph}/${version}/$metadata#users('${person.id}')/authentication/methods`,
      value: person.signIn.methods.map((kind) => method(person, kind)),
    });
  });

  if (version !== 'beta') return;
  router.get('/users/:id/authentication/requirements', (request, response) => {
    const data = worldFor(context, request, response);
    need(data, READ_REQUIREMENTS);
    const person = theUser(data, request.params.id);
    response.json({
      '@odata.context': `${context.urls.graph}/beta/$metadata#users('${person.id}')/authentication/requirements/$entity`,
      perUserMfaState: person.signIn.perUserMfa,
    });
  });
}

function method(person: Person, kind: string): Thing {
  const created = new Date(person.createdAt).toISOString();
  return {
    '@odata.type': `#microsoft.graph.${kind}AuthenticationMethod`,
    id: FIXED[kind] ?? uuidOf(`method:${person.key}:${kind}`),
    ...(kind === 'password' ? { password: null, createdDateTime: created } : {}),
    ...(kind === 'windowsHelloForBusiness'
      ? { displayName: `${person.key}-laptop`, keyStrength: 'normal', createdDateTime: created }
      : {}),
    ...(kind === 'fido2'
      ? { displayName: 'Security key', model: 'Contoso key', aaGuid: uuidOf('aaguid'), createdDateTime: created }
      : {}),
    ...(kind === 'microsoftAuthenticator'
      ? {
          displayName: 'Phone',
          deviceTag: 'SoftwareTokenActivated',
          phoneAppVersion: '6.2501',
          createdDateTime: created,
        }
      : {}),
    ...(kind === 'phone' ? { phoneNumber: '+1 5555550100', phoneType: 'mobile', smsSignInState: 'notAllowed' } : {}),
    ...(kind === 'email' ? { emailAddress: person.mail } : {}),
  };
}
