import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { codes } from '../../adapters/azure/look/extensions.ts';
import { INSIDE } from '../../adapters/azure/look/inside.ps1.ts';
import { readInside } from '../../adapters/azure/look/read-inside.ts';
import { judgeNetwork, rule } from '../../adapters/azure/look/rules.ts';
import { hostsOf } from '../../workflows/troubleshoot/clouds.ts';

describe('codes in what an extension reports', () => {
  test.each([
    ['AAD Join failed with status code: -2145648574.', ['-2145648574']],
    ['has exited with Exit code: -2145648607', ['-2145648607']],
    ["Terminal error code 1007 and exit code '51'", ['1007', '51']],
    ['Fehlercode: -2145648607 beim Beitritt', ['-2145648607']],
    ['hr=0x801c0083 error_hostname_duplicate', ['0x801c0083']],
    ['ExitCode=50; again exit code 50', ['50']],
    ['Version 2.2 took 51 seconds on 10.0.26100', []],
    ['', []],
  ])('%s', (words, found) => {
    expect(codes([], words)).toEqual(found);
  });

  test('in the status itself, where 1 says nothing', () => {
    expect(codes([{ code: 'ProvisioningState/failed/1007' }, { code: 'ProvisioningState/failed/1' }], '')).toEqual([
      '1007',
    ]);
  });

  test('of a very long text, without delay', () => {
    const before = performance.now();
    codes([], 'code '.repeat(400_000));
    expect(performance.now() - before).toBeLessThan(500);
  });
});

describe('network rules', () => {
  const make = (name: string, direction: string, access: string, more: object = {}) =>
    rule.parse({
      name,
      properties: {
        direction,
        access,
        protocol: 'Tcp',
        priority: 300,
        destinationPortRange: direction === 'Inbound' ? '3389' : '443',
        sourceAddressPrefix: '*',
        destinationAddressPrefix: '*',
        ...more,
      },
    });
  const office = { sourceAddressPrefix: null, sourceAddressPrefixes: ['203.0.113.0/24', '198.51.100.7'] };
  const first = { priority: 100 };
  type Case = [string, z.infer<typeof rule>[], string, string];

  test.each<Case>([
    ['only the default rules', [], 'partly open', 'AllowVnetInBound'],
    ['open to all', [make('all', 'Inbound', 'Allow')], 'open', 'all'],
    ['open to the internet', [make('net', 'Inbound', 'Allow', { sourceAddressPrefix: 'Internet' })], 'open', 'net'],
    ['closed to all', [make('none', 'Inbound', 'Deny')], 'closed', 'none'],
    [
      'closed to the internet alone',
      [make('no-net', 'Inbound', 'Deny', { sourceAddressPrefix: 'Internet' })],
      'partly open',
      'no-net',
    ],
    [
      'the office, then nobody',
      [make('office', 'Inbound', 'Allow', { ...office, ...first }), make('none', 'Inbound', 'Deny')],
      'partly open',
      'office',
    ],
    [
      'nobody, then the office',
      [make('none', 'Inbound', 'Deny', first), make('office', 'Inbound', 'Allow', office)],
      'closed',
      'none',
    ],
    [
      'all but one',
      [make('one', 'Inbound', 'Deny', { ...office, ...first }), make('all', 'Inbound', 'Allow')],
      'partly open',
      'one',
    ],
    [
      'the load balancer only',
      [
        make('probe', 'Inbound', 'Allow', { sourceAddressPrefix: 'AzureLoadBalancer', ...first }),
        make('none', 'Inbound', 'Deny'),
      ],
      'closed',
      'none',
    ],
    [
      'not the virtual network',
      [make('no-vnet', 'Inbound', 'Deny', { sourceAddressPrefix: 'VirtualNetwork' })],
      'closed',
      'no-vnet',
    ],
    [
      'another port, another protocol',
      [
        make('a', 'Inbound', 'Deny', { destinationPortRange: '443' }),
        make('b', 'Inbound', 'Deny', { protocol: 'Udp' }),
      ],
      'partly open',
      'AllowVnetInBound',
    ],
    [
      'a range and a list',
      [
        make('range', 'Inbound', 'Deny', {
          destinationPortRange: null,
          destinationPortRanges: ['80', '3000-4000'],
          protocol: '*',
        }),
      ],
      'closed',
      'range',
    ],
  ])('in: %s', (_, group, rdp, rdpRule) => {
    expect(judgeNetwork([[group]])).toMatchObject({ rdp, rdpRule });
  });

  test.each<Case>([
    ['only the default rules', [], 'open', 'AllowInternetOutBound'],
    ['nothing', [make('none', 'Outbound', 'Deny', { destinationPortRange: '*' })], 'closed', 'none'],
    [
      'Entra ID, then nothing',
      [
        make('entra', 'Outbound', 'Allow', { destinationAddressPrefix: 'AzureActiveDirectory', ...first }),
        make('none', 'Outbound', 'Deny'),
      ],
      'open',
      'entra',
    ],
    [
      'storage, then nothing',
      [
        make('storage', 'Outbound', 'Allow', { destinationAddressPrefix: 'Storage.WestEurope', ...first }),
        make('none', 'Outbound', 'Deny'),
      ],
      'closed',
      'none',
    ],
    [
      'not the internet',
      [make('no-net', 'Outbound', 'Deny', { destinationAddressPrefix: 'Internet' })],
      'closed',
      'no-net',
    ],
  ])('out: %s', (_, group, https, httpsRule) => {
    expect(judgeNetwork([[group]])).toMatchObject({ https, httpsRule });
  });

  test('both groups of an interface must agree; one interface is enough; without groups all is open', () => {
    const [all, none] = [[make('all', 'Inbound', 'Allow')], [make('none', 'Inbound', 'Deny')]];
    expect(judgeNetwork([[all, none]])).toMatchObject({ rdp: 'closed', rdpRule: 'none' });
    expect(judgeNetwork([[none], [all]])).toMatchObject({ rdp: 'open', rdpRule: 'all' });
    expect(judgeNetwork([[]])).toEqual({ rdp: 'open', https: 'open' });
  });
});

describe('the script', () => {
  test('says in its first line what it is, and knows the hosts of every cloud', () => {
    expect(INSIDE.split('\n')[0]).toMatch(/^# latchkey:inside:\d+$/);
    for (const cloud of ['public', 'usgov', 'china'] as const) {
      const line = INSIDE.split('\n').find((each) => each.trim().startsWith(`${cloud} =`)) ?? '';
      expect([...line.matchAll(/'([^']+)'/g)].map(([, host]) => host)).toEqual(hostsOf(cloud));
    }
  });

  test('changes nothing, fetches no code, asks for no token, prints no secret', () => {
    expect(INSIDE).not.toMatch(
      /\b(?:Set|New-Item|Remove|Stop|Start|Restart|Enable|Disable|Invoke|Install|Add-Type|Clear|Rename|Move|Copy|Out-File|Register|Unregister|Grant|Revoke)-|\biex\b|oauth2|\/join|\/leave|Add-Content|DownloadString/i,
    );
    const commands = new Set(
      [...INSIDE.replaceAll(/'[^'\n]*'/g, '').matchAll(/(?<!\\)\b[A-Z][A-Za-z]+-[A-Z]\w+/g)].map(
        ([command]) => command,
      ),
    );
    expect([...commands].toSorted()).toEqual([
      'ConvertFrom-Json',
      'ConvertTo-Json',
      'ForEach-Object',
      'Get-Answer',
      'Get-ItemProperty',
      'Get-Offset',
      'Get-WinEvent',
      'New-Object',
      'Read-Setting',
      'Select-Object',
      'Test-Path',
      'Where-Object',
    ]);
  });

  test('stays far below what Run Command takes, in plain ASCII', () => {
    expect(INSIDE.length).toBeLessThan(8000);
    expect(INSIDE).toMatch(/^[\x20-\x7e\n]*$/);
    for (const [open, close] of ['{}', '()', '[]'] as const)
      expect(INSIDE.split(open ?? '').length, `${open}${close}`).toBe(INSIDE.split(close ?? '').length);
  });
});

describe('what comes back from inside', () => {
  const wrap = (json: string) => `noise\r\nLATCHKEY-BEGIN\r\n${json}\r\nLATCHKEY-END\r\n`;

  test('nulls, one event as text, oddities: what can be read is read', () => {
    const printed = {
      dsregcmd: { AzureAdJoined: 'no', DeviceAuthStatus: 'FAILED. ERROR' },
      clockOffset: null,
      pku2u: null,
      nla: 'perhaps',
      endpoints: 'none',
      events: 'only one',
      metadata: 'something new',
    };
    expect(readInside(wrap(JSON.stringify(printed)))).toEqual({
      joined: false,
      deviceAuth: 'failed',
      endpoints: [],
      events: ['only one'],
    });
  });

  test.each(['', '   \n', '"events":[]}\nLATCHKEY-END', 'LATCHKEY-BEGIN\n{"hostname":"x"', wrap('{"a":'), wrap('[]')])(
    'not readable: %j',
    (output) => {
      expect(() => readInside(output)).toThrow(/nothing|cut|could not be read/);
    },
  );

  test('the size is bounded', () => {
    const many = Array.from({ length: 50 }, (_, index) => `${index} ${'x'.repeat(5000)}`);
    const endpoints = many.map((host) => ({ host, state: 'reached' }));
    const seen = readInside(wrap(JSON.stringify({ events: many, endpoints, hostname: many[0], dnsSuffix: many[0] })));
    expect(JSON.stringify(seen).length).toBeLessThan(4000);
  });
});
