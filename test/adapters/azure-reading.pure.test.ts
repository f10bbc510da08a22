import { AzureAuthorityHosts } from '@azure/identity';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isMicrosoftAuthority } from '../../adapters/entra/credential.ts';
import { readSkew } from '../../adapters/azure/examine.ts';
import { retryAfter } from '../../adapters/entra/retry-after.ts';
import { readAssignmentName } from '../../adapters/azure/grant.ts';
import { allowsAction, loginRole } from '../../adapters/azure/login.ts';
import { bare, levelOf, readVmScope, roleOf } from '../../adapters/azure/scope.ts';

const SUB = '11111111-2222-4333-8444-555555555555';
const VM = `/subscriptions/${SUB}/resourceGroups/rg-web/providers/Microsoft.Compute/virtualMachines/web-01`;

describe('the id of a VM', () => {
  test('is taken apart whatever its case', () => {
    expect(readVmScope(VM)).toEqual({ subscription: SUB, resourceGroup: 'rg-web', name: 'web-01' });
    expect(readVmScope(VM.toUpperCase())).toEqual({ subscription: SUB, resourceGroup: 'RG-WEB', name: 'WEB-01' });
    expect(readVmScope(VM.replace('rg-web', '(größe)_1.b'))?.resourceGroup).toBe('(größe)_1.b');
  });

  test.each([
    '',
    VM.slice(1),
    `${VM}/`,
    `${VM}/extensions/x`,
    `/${VM}`,
    VM.replace('web-01', '..'),
    VM.replace('rg-web', '.'),
    VM.replace('web-01', 'a/../../b'),
    VM.replace('web-01', '%2e%2e'),
    VM.replace('web-01', 'x?api-version=1'),
    VM.replace('web-01', 'x#'),
    VM.replace('web-01', 'x\\y'),
    VM.replace('web-01', 'x y'),
    VM.replace(SUB, 'production'),
    VM.replace('Compute', 'HybridCompute'),
  ])('is not %j', (id) => {
    expect(readVmScope(id)).toBeUndefined();
  });

  test('leads to no other URL, whatever is in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (name) => {
        const id = `${VM.slice(0, -6)}${name}`;
        fc.pre(readVmScope(id) !== undefined);
        expect(new URL(`https://arm.example/${bare(id)}/x`).pathname.split('/')).toHaveLength(10);
      }),
    );
  });
});

describe('the level of a scope', () => {
  test.each([
    [VM, 'vm'],
    [VM.toUpperCase(), 'vm'],
    [`/subscriptions/${SUB}/resourceGroups/RG-WEB`, 'resource group'],
    [`/subscriptions/${SUB}`, 'subscription'],
    ['/providers/Microsoft.Management/managementGroups/contoso', 'management group'],
    ['/', 'management group'],
    [`/subscriptions/${SUB}/resourceGroups/rg-we`, undefined],
    [`/subscriptions/${SUB.slice(0, -1)}`, undefined],
    [`${VM}/extensions/x`, undefined],
    [`${VM}2`, undefined],
    ['', undefined],
  ])('%s is %s', (scope, level) => {
    expect(levelOf(scope, VM)).toBe(level);
  });
});

test('a role is known by the GUID at the end of its definition’s id', () => {
  expect(roleOf(`/subscriptions/${SUB}/providers/x/roleDefinitions/FB879DF8-F326-4884-B1CF-06F3AD86BE52`)).toBe('user');
  expect(roleOf('/providers/x/roleDefinitions/1c0163c0-47e6-4577-8991-ea5c82e286e4')).toBe('admin');
  expect(roleOf('/providers/x/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635')).toBeUndefined();
  expect(roleOf(undefined)).toBeUndefined();
});

describe('the login role a definition amounts to', () => {
  const login = 'Microsoft.Compute/virtualMachines/login/action';
  const asAdmin = 'Microsoft.Compute/virtualMachines/loginAsAdmin/action';
  test.each([
    ['the user’s data action', [{ dataActions: [login] }], 'user'],
    ['the administrator’s', [{ dataActions: [login, asAdmin] }], 'admin'],
    ['another case', [{ dataActions: [login.toUpperCase()] }], 'user'],
    ['everything', [{ dataActions: ['*'] }], 'admin'],
    ['a wildcard in the middle', [{ dataActions: ['Microsoft.Compute/*/login/action'] }], 'user'],
    ['a wildcard over several parts', [{ dataActions: ['Microsoft.Compute/*'] }], 'admin'],
    ['all but the administrator’s', [{ dataActions: ['Microsoft.Compute/*'], notDataActions: [asAdmin] }], 'user'],
    ['all but all', [{ dataActions: ['*'], notDataActions: ['Microsoft.Compute/*'] }], undefined],
    ['not here, but there', [{ dataActions: ['*'], notDataActions: ['*'] }, { dataActions: [login] }], 'user'],
    ['Owner', [{ actions: ['*'], notActions: [] }], undefined],
    ['the action of a similar name', [{ dataActions: [`${login}s`, `X${login}`] }], undefined],
    ['a dot for a letter', [{ dataActions: ['MicrosoftXCompute/virtualMachines/login/action'] }], undefined],
    ['nothing', [], undefined],
  ] as const)('%s', (_, permissions, role) => {
    expect(loginRole(permissions)).toBe(role);
  });

  test('control actions are looked up apart from data actions', () => {
    const write = 'Microsoft.Authorization/roleAssignments/write';
    expect(allowsAction([{ actions: ['*/read'] }, { actions: ['Microsoft.Authorization/*'] }], write)).toBe(true);
    expect(allowsAction([{ actions: ['*'], notActions: ['Microsoft.Authorization/*/write'] }], write)).toBe(false);
    expect(allowsAction([{ dataActions: ['*'] }], write)).toBe(false);
  });
});

describe('how long Azure asks to wait', () => {
  const now = Date.UTC(2027, 0, 1);
  const asked = (headers: Record<string, string>) => retryAfter((name) => headers[name], now);
  test.each([
    [{ 'retry-after': '7' }, 7000],
    [{ 'retry-after': '0' }, 0],
    [{ 'retry-after': '0.25' }, 250],
    [{ 'retry-after': 'Fri, 01 Jan 2027 00:00:09 GMT' }, 9000],
    [{ 'retry-after': 'Thu, 31 Dec 2026 23:00:00 GMT' }, 0],
    [{ 'retry-after': 'soon' }, undefined],
    [{ 'x-ms-user-quota-resets-after': '00:01:05' }, 65_000],
    [{}, undefined],
  ])('%j is %s ms', (headers, ms) => {
    expect(asked(headers)).toBe(ms);
  });
});

test.each([
  ['The role assignment already exists. The ID of the existing role assignment is 0123456789abcdef0123456789ABCDEF.'],
  ['The ID of the conflicting role assignment is 01234567-89ab-cdef-0123-456789abcdef'],
])('the name of the assignment in the way is read from: %s', (message) => {
  expect(readAssignmentName(message)).toBe('01234567-89ab-cdef-0123-456789abcdef');
});

test('without a name, none is read', () => {
  expect(readAssignmentName('The role assignment already exists.')).toBeUndefined();
});

test('the clock is compared with a date that was cut to the second', () => {
  const date = 'Fri, 01 Jan 2027 00:00:10 GMT';
  const at = Date.parse(date);
  expect(readSkew(date, at + 900)).toBe(0);
  expect(readSkew(date, at + 61_000)).toBe(60_000);
  expect(readSkew(date, at - 60_000)).toBe(-60_000);
  expect(readSkew('never', at)).toBeUndefined();
  expect(readSkew(undefined, at)).toBeUndefined();
});

describe('authorities', () => {
  test('of all of Microsoft’s clouds are known, as its own library lists them', () => {
    const { AzurePublicCloud, AzureGovernment, AzureChina } = AzureAuthorityHosts;
    for (const authority of [AzurePublicCloud, AzureGovernment, AzureChina]) {
      expect(isMicrosoftAuthority(authority)).toBe(true);
      expect(isMicrosoftAuthority(`${authority}/`)).toBe(true);
    }
  });

  test.each([
    'https://127.0.0.1:4183',
    'https://login.microsoftonline.com.evil.example',
    'https://login.microsoftonline.com@evil.example/',
    'https://evil.example/login.microsoftonline.com',
  ])('are not taken for Microsoft’s by their looks: %s', (url) => {
    expect(isMicrosoftAuthority(url)).toBe(false);
  });
});
