import { expect, it } from 'vitest';
import { connectBlocks, hostOf, rdpFile } from '../../workflows/present/connect.ts';
import type { Ask } from '../../workflows/request.ts';

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
