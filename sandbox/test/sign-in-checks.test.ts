import { Client } from '@microsoft/microsoft-graph-client';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { REMOTE_DESKTOP_APP, VM_APP } from '../seed-directory.ts';
import { startSession, type Session } from './session.ts';

let session: Session;
beforeAll(async () => {
  session = await startSession();
});
afterAll(() => session?.sandbox.close());
beforeEach(() => session.sandbox.reset());

/** The vendor's own client, for v1.0 or beta. */
function graph(version: 'v1.0' | 'beta' = 'v1.0') {
  const { urls } = session.sandbox;
  return Client.initWithMiddleware({
    baseUrl: `${urls.graph}/`,
    defaultVersion: version,
    customHosts: new Set(['localhost']),
    authProvider: {
      getAccessToken: async () => (await session.credential.getToken(`${urls.graph}/.default`)).token,
    },
  });
}

/** The bot without one of its Graph permissions. */
function without(...permissions: string[]): void {
  session.sandbox.world.edit('azure', ({ bot }) => ({
    bot: { ...bot, graphPermissions: bot.graphPermissions.filter((held) => !permissions.includes(held)) },
  }));
}

const refusedWith = (code: string) => ({ statusCode: 403, code });

describe('devices', () => {
  const filter = (id: string) => `physicalIds/any(p:p eq '[AzureResourceId]:${id}')`;
  const own = (name: string, version: 'v1.0' | 'beta' = 'v1.0') =>
    graph(version)
      .api('/devices')
      .header('ConsistencyLevel', 'eventual')
      .filter(filter(session.vm(name)))
      .count(true)
      .get();

  test('the one of a VM is found by its resource id, with its names in beta alone', async () => {
    const found = await own('sql-prod-01');
    expect(found['@odata.count']).toBe(1);
    expect(found.value).toMatchObject([{ displayName: 'sql-prod-01', accountEnabled: true, trustType: 'AzureAd' }]);
    expect(found.value[0]).not.toHaveProperty('hostnames');
    expect((await own('sql-prod-01', 'beta')).value[0].hostnames).toEqual(['sql-prod-01']);
    const named = await graph('beta')
      .api('/devices')
      .filter("displayName eq 'SQL-PROD-01'")
      .select('id,hostnames')
      .get();
    expect(named.value).toEqual([{ id: found.value[0].id, hostnames: ['sql-prod-01'] }]);
    expect((await own('proxy-prod-01')).value).toEqual([]);
  });

  test('what Graph calls an advanced query needs the header', async () => {
    const refused = graph()
      .api('/devices')
      .filter(filter(session.vm('build-01')))
      .get();
    await expect(refused).rejects.toMatchObject({ statusCode: 400, code: 'Request_UnsupportedQuery' });
    await expect(graph().api('/devices').select('hostnames').get()).rejects.toMatchObject({ statusCode: 400 });
  });

  test('a deleted one is in the bin for thirty days, in beta', async () => {
    await session.control('POST', '/sandbox/trouble', { cause: 'device-deleted', vm: 'build-01', person: 'ana' });
    const bin = () => graph('beta').api('/directory/deletedItems/microsoft.graph.device').get();
    expect((await bin()).value).toMatchObject([{ displayName: 'build-01', deletedDateTime: expect.any(String) }]);
    expect((await own('build-01')).value).toEqual([]);
    session.sandbox.clock.advance(31 * 86_400_000);
    expect((await bin()).value).toEqual([]);
  });

  test('nobody without the permission reads them', async () => {
    without('Device.Read.All');
    const refused = refusedWith('Authorization_RequestDenied');
    await expect(own('build-01')).rejects.toMatchObject(refused);
    const bin = graph('beta').api('/directory/deletedItems/microsoft.graph.device').get();
    await expect(bin).rejects.toMatchObject(refused);
  });
});

describe('a person', () => {
  const ana = () => `/users/${session.person('ana')}`;

  test('what only administrators see comes when it is selected', async () => {
    expect(await graph().api(ana()).get()).not.toHaveProperty('passwordProfile');
    await session.control('PATCH', '/sandbox/people/ana', { signIn: { forceChange: true, synced: true } });
    const seen = await graph()
      .api(ana())
      .select('userPrincipalName,passwordProfile,lastPasswordChangeDateTime,onPremisesSyncEnabled')
      .get();
    expect(seen).toMatchObject({
      userPrincipalName: 'ana@contoso.com',
      passwordProfile: { forceChangePasswordNextSignIn: true },
      onPremisesSyncEnabled: true,
    });
    expect(Date.parse(seen.lastPasswordChangeDateTime)).toBeGreaterThan(0);
  });

  test('methods, and the second factor demanded of one person', async () => {
    const methods = async () => (await graph().api(`${ana()}/authentication/methods`).get()).value;
    expect((await methods()).map((method: Record<string, string>) => method['@odata.type'])).toEqual([
      '#microsoft.graph.passwordAuthenticationMethod',
      '#microsoft.graph.windowsHelloForBusinessAuthenticationMethod',
      '#microsoft.graph.microsoftAuthenticatorAuthenticationMethod',
    ]);
    const demanded = (version: 'v1.0' | 'beta') => graph(version).api(`${ana()}/authentication/requirements`).get();
    expect(await demanded('beta')).toMatchObject({ perUserMfaState: 'disabled' });
    await expect(demanded('v1.0')).rejects.toMatchObject({ statusCode: 400 });
    await session.control('PATCH', '/sandbox/people/ana', {
      signIn: { perUserMfa: 'enforced', methods: ['password'] },
    });
    expect(await demanded('beta')).toMatchObject({ perUserMfaState: 'enforced' });
    expect(await methods()).toHaveLength(1);
    without('Policy.Read.All', 'UserAuthenticationMethod.Read.All');
    await expect(demanded('beta')).rejects.toMatchObject(refusedWith('Authorization_RequestDenied'));
    await expect(methods()).rejects.toMatchObject(refusedWith('accessDenied'));
  });
});

describe('policies', () => {
  const evaluate = (person: string, app: string, change: object = {}) =>
    graph()
      .api('/identity/conditionalAccess/evaluate')
      .post({
        signInIdentity: { '@odata.type': '#microsoft.graph.userSignIn', userId: session.person(person) },
        signInContext: { '@odata.type': '#microsoft.graph.applicationContext', includeApplications: [app] },
        signInConditions: { devicePlatform: 'windows', clientAppType: 'mobileAppsAndDesktopClients' },
        appliedPoliciesOnly: true,
        ...change,
      });

  test('What-If tells those that would apply, those only reported among them', async () => {
    const calm = await evaluate('ana', VM_APP);
    expect(calm.value).toMatchObject([{ state: 'enabledForReportingButNotEnforced', policyApplies: true }]);
    await session.control('PUT', '/sandbox/entra/policies/No%20sign-in', {
      includeUsers: [],
      includeGroups: ['Engineers'],
      includeApplications: [VM_APP],
      controls: ['block'],
    });
    const seen = (await evaluate('ana', VM_APP)).value;
    expect(seen.filter((one: { state: string }) => one.state === 'enabled')).toMatchObject([
      { displayName: 'No sign-in', analysisReasons: 'notSet', grantControls: { builtInControls: ['block'] } },
    ]);
    expect((await evaluate('ana', REMOTE_DESKTOP_APP)).value).toHaveLength(1);
    expect((await evaluate('tom', VM_APP)).value).toHaveLength(1);
    const all = (await evaluate('tom', VM_APP, { appliedPoliciesOnly: false })).value;
    expect(all.map((one: { analysisReasons: string }) => one.analysisReasons)).toEqual([
      'notSet',
      'application',
      'users',
      'users',
    ]);
  });

  test('a question of the wrong form, without permission or licence is refused', async () => {
    await expect(evaluate('ana', VM_APP, { signInIdentity: { userId: 'x' } })).rejects.toMatchObject({
      statusCode: 400,
    });
    await session.control('PATCH', '/sandbox/entra', { premium: false });
    await expect(evaluate('ana', VM_APP)).rejects.toMatchObject(refusedWith('AccessDenied'));
    without('Policy.Read.All', 'Policy.Read.ConditionalAccess');
    await expect(evaluate('ana', VM_APP)).rejects.toThrow('required scopes are missing in the token');
  });

  test('security defaults are off, and can be on', async () => {
    const read = () => graph().api('/policies/identitySecurityDefaultsEnforcementPolicy').get();
    expect(await read()).toMatchObject({ isEnabled: false });
    await session.control('PATCH', '/sandbox/entra', { securityDefaults: true });
    expect(await read()).toMatchObject({ isEnabled: true });
    without('Policy.Read.All');
    await expect(read()).rejects.toMatchObject(refusedWith('AccessDenied'));
  });
});

describe('applications', () => {
  const path = `/servicePrincipals(appId='${VM_APP}')`;

  test('one that is missing is made once', async () => {
    expect(await graph().api(path).get()).toMatchObject({ accountEnabled: true, appRoleAssignmentRequired: false });
    await session.control('DELETE', `/sandbox/entra/servicePrincipals/${VM_APP}`);
    await expect(graph().api(path).get()).rejects.toMatchObject({ statusCode: 404, code: 'Request_ResourceNotFound' });
    const make = (appId: string) => graph().api('/servicePrincipals').post({ appId });
    expect(await make(VM_APP)).toMatchObject({ appId: VM_APP });
    await expect(make(VM_APP)).rejects.toMatchObject({ statusCode: 409 });
    await expect(make('00000000-0000-4000-8000-000000000000')).rejects.toMatchObject({ statusCode: 400 });
    const listed = await graph().api('/servicePrincipals').filter(`appId eq '${VM_APP}'`).select('appId').get();
    expect(listed.value).toEqual([{ appId: VM_APP }]);
  });

  test('reading and making need a permission each', async () => {
    without('Application.ReadWrite.OwnedBy');
    const make = graph().api('/servicePrincipals').post({ appId: VM_APP });
    await expect(make).rejects.toMatchObject(refusedWith('Authorization_RequestDenied'));
    without('Application.Read.All');
    await expect(graph().api(path).get()).rejects.toMatchObject(refusedWith('Authorization_RequestDenied'));
  });
});

describe('the sign-in log', () => {
  const log = (errorCode: number, change: object = {}) =>
    session.control('POST', '/sandbox/entra/signIns', { person: 'ana', vm: 'build-01', errorCode, ...change });
  const read = (more = '') =>
    graph()
      .api('/auditLogs/signIns')
      .filter(`userId eq '${session.person('ana')}'${more}`)
      .top(2)
      .get();

  test('is told newest first and in pages, by person, application and time', async () => {
    for (const code of [50126, 50053, 0]) {
      await log(code);
      session.sandbox.clock.advance(60_000);
    }
    await log(50055, { appId: REMOTE_DESKTOP_APP });
    await log(50057, { person: 'raj' });
    const first = await read();
    const codes = (page: { value: { status: { errorCode: number } }[] }) =>
      page.value.map((one) => one.status.errorCode);
    expect(codes(first)).toEqual([50055, 0]);
    expect(codes(await graph().api(first['@odata.nextLink']).get())).toEqual([50053, 50126]);
    expect(first.value[0]).toMatchObject({
      deviceDetail: { displayName: 'build-01' },
      userPrincipalName: 'ana@contoso.com',
    });
    expect(codes(await read(` and appId eq '${REMOTE_DESKTOP_APP}'`))).toEqual([50055]);
    const since = new Date(session.sandbox.clock.now() - 90_000).toISOString();
    expect(codes(await read(` and createdDateTime ge ${since} and appId eq '${VM_APP}'`))).toEqual([0]);
    await expect(read(` and appId ne '${VM_APP}'`)).rejects.toMatchObject({ statusCode: 400 });
  });

  test('needs a permission and a licence', async () => {
    await session.control('PATCH', '/sandbox/entra', { premium: false });
    await expect(read()).rejects.toMatchObject(refusedWith('Authentication_RequestFromNonPremiumTenantOrB2CTenant'));
    without('AuditLog.Read.All');
    await expect(read()).rejects.toMatchObject(refusedWith('Authentication_MSGraphPermissionMissing'));
  });
});
