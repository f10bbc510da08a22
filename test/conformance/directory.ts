import { beforeEach, describe, expect, test } from 'vitest';
import type { Directory, IdentityProblem } from '../../src/ports.ts';
import type { Person } from '../../workflows/language.ts';

/** A directory to look people up in. Everything in it is as new for each case. */
export type DirectoryWorld = {
  readonly directory: Directory;
  readonly person: Person & { readonly mail: string };
  /** Changes that person. */
  change(what: {
    mail?: string | null;
    upn?: string;
    proxyAddresses?: string[];
    enabled?: boolean;
    guest?: boolean;
    groups?: readonly ('inner' | 'outer' | 'other')[];
    gone?: true;
  }): Promise<void>;
  /** Gives a second person of the directory this address too. */
  share(mail: string, second: { enabled: boolean; guest: boolean }): Promise<void>;
  /** Object ids of three groups: `inner` is in `outer`, `other` in none. */
  readonly groups: { readonly inner: string; readonly outer: string; readonly other: string };
};

/** What every {@link Directory} does. `open` gives a fresh world each time. */
export function directoryConformance(open: () => Promise<DirectoryWorld>): void {
  let world: DirectoryWorld;
  let found: { is: 'person'; person: Person };

  beforeEach(async () => {
    world = await open();
    const { id, name, upn } = world.person;
    found = { is: 'person', person: { id, name, upn } };
  });

  const problem = (code: IdentityProblem) => ({ is: 'problem', problem: code });

  describe('find', () => {
    test('by mail, whatever the case', async () => {
      await world.change({ upn: 'somebody.else@contoso.example', proxyAddresses: [] });
      const { upn: _, ...rest } = found.person;
      expect(await world.directory.find(world.person.mail)).toMatchObject({ is: 'person', person: rest });
      expect(await world.directory.find(world.person.mail.toUpperCase())).toMatchObject({ person: rest });
    });

    test('by sign-in name', async () => {
      await world.change({ mail: null, proxyAddresses: [] });
      expect(await world.directory.find(world.person.upn)).toEqual(found);
    });

    test.each(['smtp:', 'SMTP:'])('by proxy address with %s', async (prefix) => {
      await world.change({ mail: null, proxyAddresses: [`${prefix}nick.name@contoso.example`] });
      expect(await world.directory.find('nick.name@contoso.example')).toEqual(found);
      expect(await world.directory.find('name@contoso.example')).toEqual(problem('not_in_directory'));
    });

    test.each([
      "d'arcy+vm@contoso.example",
      'a&b#c@contoso.example',
      "x'or'1'eq'1@contoso.example",
      '100%25@contoso.example',
    ])('by an address like %s, and does not trip over it', async (mail) => {
      expect(await world.directory.find(mail)).toEqual(problem('not_in_directory'));
      await world.change({ mail, proxyAddresses: [] });
      expect(await world.directory.find(mail)).toEqual(found);
    });

    test.each(['', 'nobody@contoso.example', 'not an address', "' or 1 eq 1 or '@'"])('nobody by %j', async (mail) => {
      expect(await world.directory.find(mail)).toEqual(problem('not_in_directory'));
    });

    test('refuses guests and disabled accounts', async () => {
      await world.change({ guest: true });
      expect(await world.directory.find(world.person.mail)).toEqual(problem('directory_guest'));
      await world.change({ guest: false, enabled: false });
      expect(await world.directory.find(world.person.mail)).toEqual(problem('directory_disabled'));
    });

    test('knows a guest by the sign-in name, whatever the account calls itself', async () => {
      await world.change({ upn: 'gwen_fabrikam.example#EXT#@contoso.example', guest: false });
      expect(await world.directory.find(world.person.mail)).toEqual(problem('directory_guest'));
    });

    test('does not choose between two people', async () => {
      await world.share(world.person.mail, { enabled: true, guest: false });
      expect(await world.directory.find(world.person.mail)).toEqual(problem('ambiguous'));
    });

    test.each([
      { enabled: false, guest: false },
      { enabled: true, guest: true },
    ])('sees past an account that cannot be the person: %j', async (second) => {
      await world.share(world.person.mail, second);
      expect(await world.directory.find(world.person.mail)).toEqual(found);
    });
  });

  describe('person', () => {
    test('by object id, whatever its case', async () => {
      expect(await world.directory.person(world.person.id)).toEqual(found);
      expect(await world.directory.person(world.person.id.toUpperCase())).toEqual(found);
    });

    test('not by sign-in name, nor by an id of nobody', async () => {
      expect(await world.directory.person(world.person.upn)).toEqual(problem('not_in_directory'));
      expect(await world.directory.person('7d1c33aa-0000-4000-8000-00000000abcd')).toEqual(problem('not_in_directory'));
    });

    test('refuses guests, disabled accounts and whoever is gone', async () => {
      await world.change({ guest: true });
      expect(await world.directory.person(world.person.id)).toEqual(problem('directory_guest'));
      await world.change({ guest: false, enabled: false });
      expect(await world.directory.person(world.person.id)).toEqual(problem('directory_disabled'));
      await world.change({ gone: true });
      expect(await world.directory.person(world.person.id)).toEqual(problem('not_in_directory'));
    });
  });

  describe('memberOf', () => {
    test('follows groups in groups', async () => {
      const { inner, outer, other } = world.groups;
      await world.change({ groups: ['inner'] });
      expect([...(await world.directory.memberOf(world.person.id, [other, outer, inner]))].sort()).toEqual(
        [inner, outer].sort(),
      );
      await world.change({ groups: ['outer'] });
      expect(await world.directory.memberOf(world.person.id, [inner, outer])).toEqual([outer]);
      expect(await world.directory.memberOf(world.person.id, [])).toEqual([]);
    });

    test('asks about more groups than one question may name', async () => {
      const { inner } = world.groups;
      await world.change({ groups: ['inner'] });
      const many = Array.from(
        { length: 45 },
        (_, index) => `7d1c33aa-0000-4000-8000-${String(index).padStart(12, '0')}`,
      );
      expect(await world.directory.memberOf(world.person.id, [...many, inner])).toEqual([inner]);
    });

    test('fails rather than say that somebody unknown is in no group', async () => {
      await world.change({ gone: true });
      await expect(world.directory.memberOf(world.person.id, [world.groups.inner])).rejects.toMatchObject({
        name: 'Fault',
        code: 'directory_rejected',
      });
    });
  });
}
