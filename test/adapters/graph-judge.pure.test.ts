import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressFilter, quote } from '../../adapters/graph/filter.ts';
import { hasAddress, judge } from '../../adapters/graph/judge.ts';
import type { User } from '../../adapters/graph/judge.ts';

const ana: User = {
  id: '1',
  displayName: 'Ana',
  userPrincipalName: 'ana@contoso.example',
  mail: 'ana@contoso.example',
  proxyAddresses: [],
  accountEnabled: true,
  userType: 'Member',
};

describe('judging the users of an address', () => {
  const disabled = { ...ana, id: '2', accountEnabled: false };
  const guest = { ...ana, id: '3', userType: 'Guest' };
  test.each([
    ['one', [ana], { is: 'person', person: { id: '1', name: 'Ana', upn: 'ana@contoso.example' } }],
    ['none', [], { is: 'problem', problem: 'not_in_directory' }],
    ['two', [ana, { ...ana, id: '4' }], { is: 'problem', problem: 'ambiguous' }],
    ['a leaver and a joiner', [disabled, ana], { is: 'person' }],
    ['a guest and a member', [guest, ana], { is: 'person' }],
    ['a guest', [guest], { is: 'problem', problem: 'directory_guest' }],
    ['a guest by another case', [{ ...ana, userType: 'guest' }], { is: 'problem', problem: 'directory_guest' }],
    ['a disabled member and a guest', [guest, disabled], { is: 'problem', problem: 'directory_disabled' }],
    [
      'a member who does not say whether enabled',
      [{ ...ana, accountEnabled: null }],
      { problem: 'directory_disabled' },
    ],
    ['a member without a type', [{ ...ana, userType: null }], { is: 'person' }],
    ['a member without a name', [{ ...ana, displayName: null }], { person: { name: 'ana@contoso.example' } }],
    ['an outsider called a member', [{ ...ana, userPrincipalName: 'a_b#ext#@c.d' }], { problem: 'directory_guest' }],
  ])('%s', (_, users, judgement) => {
    expect(judge(users as User[])).toMatchObject(judgement);
  });
});

test('an address is a user’s by mail, sign-in name or proxy, and by no part of it', () => {
  const user = {
    ...ana,
    mail: 'A@x.example',
    proxyAddresses: ['SMTP:b@x.example', 'smtp:c@x.example', 'sip:d@x.example'],
  };
  for (const mail of ['a@X.example', 'ANA@contoso.example', 'B@x.example', 'c@x.example']) {
    expect(hasAddress(user, mail)).toBe(true);
  }
  for (const mail of ['d@x.example', '@x.example', 'smtp:c@x.example', '']) expect(hasAddress(user, mail)).toBe(false);
});

test('a quoted text ends where it was meant to end', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const quoted = quote(text);
      expect(quoted.slice(1, -1).replaceAll("''", '')).not.toContain("'");
      expect(quoted.slice(1, -1).replaceAll("''", "'")).toBe(text);
    }),
  );
});

test('the filter names every kind of address', () => {
  expect(addressFilter("o'hara@x.example")).toBe(
    "mail eq 'o''hara@x.example' or userPrincipalName eq 'o''hara@x.example'" +
      " or proxyAddresses/any(p:p eq 'smtp:o''hara@x.example') or proxyAddresses/any(p:p eq 'SMTP:o''hara@x.example')",
  );
});
