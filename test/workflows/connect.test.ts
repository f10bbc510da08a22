import { describe, expect, it } from 'vitest';
import { connectBlocks, connectCard, hostOf, rdpFile } from '../../workflows/present/connect.ts';
import type { Ask } from '../../workflows/request.ts';
import { buildOf, kindOf, signInBy } from '../../workflows/windows.ts';
import type { System } from '../../workflows/windows.ts';
import { ana, vm } from './given.ts';

function asking(computerName: string | undefined, name = 'sql-prod-01'): Ask {
  const vm = { name, resourceGroup: 'rg', os: 'Windows', ...(computerName === undefined ? {} : { computerName }) };
  return { vm, requester: { upn: 'ana@contoso.com\u2028gatewayhostname:s:evil' } } as unknown as Ask;
}

it.each([
  ['SQLPROD01', 'SQLPROD01'],
  ['sql\r\nalternate shell:s:cmd', 'sql-prod-01'],
  ['evil.example', 'sql-prod-01'],
  ['', 'sql-prod-01'],
  ['a'.repeat(64), 'sql-prod-01'],
  [undefined, 'sql-prod-01'],
])('a machine that calls itself %j is called %j', (computerName, host) => {
  const ask = asking(computerName);
  expect(hostOf(ask)).toBe(host);
  expect(rdpFile(ask).split('\r\n')[0]).toBe(`full address:s:${host}`);
  expect(JSON.stringify(connectBlocks(ask, undefined))).toContain(JSON.stringify({ code: host }));
});

it('no line is added to the file', () => {
  expect(rdpFile(asking('a\nb', 'x\ry')).split(/[\r\n\u2028]+/)).toHaveLength(6);
});

const marketplace = (offer: string, sku: string): System => ({ image: { offer, sku } });
const SERVER_2019 = marketplace('WindowsServer', '2019-datacenter-gensecond');

describe('which Windows it is', () => {
  it.each([
    [SERVER_2019, 17763, 'Windows Server 2019'],
    [marketplace('WindowsServer', '2022-datacenter-azure-edition'), 20348, 'Windows Server 2022'],
    [marketplace('sql2019-ws2022', 'standard-gen2'), 20348, 'Windows Server 2022'],
    [marketplace('sql2022-ws2019', 'web'), 17763, 'Windows Server 2019'],
    [marketplace('project-server-2019-on-2022', 'standard'), 20348, 'Windows Server 2022'],
    [marketplace('sharepoint-server-2019', 'enterprise'), undefined, undefined],
    [{ osName: 'SQL Server 2019' }, undefined, undefined],
    [marketplace('hardened-server-2019', 'l1'), 17763, 'Windows Server 2019'],
    [marketplace('win-server-2022', 'rds'), 20348, 'Windows Server 2022'],
    [{ osName: 'Hyper-V Server 2019' }, 17763, 'Windows Server 2019'],
    [{ osName: 'Windows® Server 2019 Datacenter' }, 17763, 'Windows Server 2019'],
    [marketplace('WindowsServer', '2012-r2-datacenter-gensecond'), 9600, 'Windows Server 2012'],
    [marketplace('sql2008r2sp3-ws2008r2sp1', 'standard'), 7601, 'Windows Server 2008'],
    [marketplace('bigip', '2008-byol'), undefined, undefined],
    [marketplace('Windows-10', 'win10-22h2-pro-g2'), 19045, 'Windows 10 (22H2)'],
    [marketplace('Windows-10', '20h1-pro'), 19041, 'Windows 10 (20H1)'],
    [marketplace('windows-11', 'win11-24h2-ent'), 22000, 'Windows 11'],
    [{ osName: 'Windows Server 2025 Datacenter', ...SERVER_2019 }, 26100, 'Windows Server 2025'],
    [{ osVersion: '10.0.20348.2700', ...SERVER_2019 }, 20348, 'Windows Server 2019'],
    [{ osVersion: 'Microsoft Windows NT 10.0.17763.0' }, 17763, undefined],
    [{ osName: 'Windows 10 Enterprise' }, undefined, undefined],
    [{ osName: 'see https://evil.example', osVersion: 'x' }, undefined, undefined],
    [marketplace('our-own-image', 'v7'), undefined, undefined],
    [{}, undefined, undefined],
  ] as const)('%j is build %s, %s', (system: System, build, kind) => {
    expect(buildOf(system)).toBe(build);
    expect(kindOf(system)).toBe(kind);
  });

  it.each([
    ['page', undefined],
    ['page', {}],
    ['page', marketplace('WindowsServer', '2016-datacenter')],
    ['password', SERVER_2019],
    ['password', { osVersion: '10.0.19041.1415' }],
    ['page', { osVersion: '10.0.19042.2130' }],
    ['page', { osVersion: '10.0.20348.1' }],
  ] as const)('%s is the way in to %j', (way, system) => {
    expect(signInBy(system)).toBe(way);
  });
});

describe('a Windows without the sign-in page', () => {
  const on = (system?: System): Ask =>
    ({ vm: { ...vm, ...(system === undefined ? {} : { system }) }, requester: ana }) as unknown as Ask;
  const words = (card: unknown) => JSON.stringify(card);

  it('has a file that asks for name and password, in the form that such a file wants', () => {
    expect(rdpFile(on(SERVER_2019)).split('\r\n')).toEqual([
      'full address:s:sql-prod-01',
      'authentication level:i:2',
      'prompt for credentials:i:1',
      String.raw`username:s:.\AzureAD\ana@contoso.com`,
      'domain:s:',
      '',
    ]);
    expect(rdpFile(on(SERVER_2019), 'page')).toBe(rdpFile(on()));
    expect(rdpFile(on(), 'password')).toBe(rdpFile(on(SERVER_2019)));
    expect(rdpFile(on())).toContain('enablerdsaadauth:i:1\r\n');
  });

  it('has words to fit, on the card and as an answer', () => {
    for (const card of [connectBlocks(on(SERVER_2019), 'https://x/1.rdp'), connectCard(on(SERVER_2019), undefined)]) {
      expect(words(card)).toContain(JSON.stringify({ code: String.raw`AzureAD\ana@contoso.com` }));
      expect(words(card)).toContain('Do not tick “Use a web account”: Windows Server 2019 does not take it.');
      expect(words(card)).toContain('joined to, or registered with, the same organisation (Entra ID tenant)');
    }
    expect(words(connectBlocks(on(), undefined))).toContain('under Advanced tick “Use a web account');
    expect(words(connectCard(undefined, undefined, { ...vm, system: SERVER_2019 }))).toContain('Do not tick');
    expect(words(connectCard(undefined, undefined, vm))).toContain('under Advanced tick');
    expect(words(connectCard(undefined, undefined))).toContain('Windows Server 2019 does not take that');
  });
});
