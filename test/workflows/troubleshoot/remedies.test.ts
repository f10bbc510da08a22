/** What people are told to do: filled in for this person, VM and cloud, safe to copy, short enough for a phone. */
import { describe, expect, it } from 'vitest';
import { ALL_CAUSES } from '../../../workflows/troubleshoot/causes/all.ts';
import { fileFor, windowsName } from '../../../workflows/troubleshoot/causes/windows.ts';
import { az, inside, ps, sh } from '../../../workflows/troubleshoot/causes/commands.ts';
import type { Case, Remedy } from '../../../workflows/troubleshoot/causes.ts';
import { CLOUD_FACTS, hostsOf, questionText } from '../../../workflows/troubleshoot/clouds.ts';
import { TRUTH } from './truth.ts';
import type { CauseId } from './truth.ts';
import { CASE, change, look, WELL } from './world.ts';

const CLOUDS = Object.keys(CLOUD_FACTS) as readonly Case['cloud'][];

/** Names that would do harm where nobody expects them. */
const NASTY: Case = {
  ...CASE,
  person: { ...CASE.person, upn: "o'brien+x@contoso.com" },
  vm: {
    ...CASE.vm,
    id: CASE.vm.id.replace('rg-web', 'rg (web)'),
    name: 'web 01',
    resourceGroup: 'rg (web) $(reboot) `x` "q"',
    computerName: 'web-01; calc',
  },
};

function remedyOf(id: CauseId, it: Case): Remedy {
  const cause = ALL_CAUSES.find((each) => each.id === id);
  if (cause === undefined) throw new Error(`There is no ${id}.`);
  return cause.remedy(it, look(TRUTH[id].makes(WELL)), {});
}

const IDS = Object.keys(TRUTH) as readonly CauseId[];
const commandsOf = ({ steps }: Remedy) => steps.flatMap(({ command }) => command ?? []);

describe.each(IDS)('%s', (id) => {
  it('has a title and steps that fit a phone', () => {
    const { title } = ALL_CAUSES.find((each) => each.id === id) ?? { title: '' };
    expect(title.length).toBeLessThanOrEqual(125);
    expect(title).toMatch(/\.$/);
    const { steps } = remedyOf(id, CASE);
    expect(steps.length).toBeGreaterThan(0);
    expect(steps.length).toBeLessThanOrEqual(9);
    for (const { text } of steps) {
      expect(text.length, text).toBeLessThanOrEqual(260);
      expect(text, text).toMatch(/[.:]$/);
    }
  });

  it.each(CLOUDS)('speaks of cloud %s alone', (cloud) => {
    const words = JSON.stringify(remedyOf(id, { ...CASE, cloud }));
    const foreign = CLOUDS.filter((other) => other !== cloud).flatMap((other) => [
      ...hostsOf(other),
      CLOUD_FACTS[other].portal,
      CLOUD_FACTS[other].admin,
    ]);
    expect(
      foreign.filter((host) => new RegExp(String.raw`(?<![\w.])${host.replaceAll('.', String.raw`\.`)}`).test(words)),
    ).toEqual([]);
    if (cloud !== 'public' && commandsOf(remedyOf(id, { ...CASE, cloud })).some((each) => each.startsWith('az ')))
      expect(words).toContain(`az cloud set --name ${CLOUD_FACTS[cloud].az}`);
  });

  it('knows neither placeholders nor commands that are gone', () => {
    const words = JSON.stringify(remedyOf(id, CASE));
    expect(words).not.toMatch(/undefined|\[object|NaN|Msol|AzureAD(?:User|Device)|<[a-z ]+>/);
  });

  it('lets no name become a command', () => {
    for (const command of commandsOf(remedyOf(id, NASTY))) {
      expect(command).not.toMatch(/\p{Cf}|[\u0085\u2028\u2029]/u);
      expect(unquoted(command), command).not.toMatch(/reboot|`x`/);
      expect(command).not.toContain('; calc');
    }
  });
});

/** What Bash would not take as mere text. */
function unquoted(command: string): string {
  return command.replaceAll(/'[^']*'/g, '').replaceAll(String.raw`\'`, '');
}

it('fills in the names', () => {
  expect(commandsOf(remedyOf('vm-stopped', CASE))).toEqual([
    `az vm start --subscription ${CASE.vm.subscription} --resource-group rg-web --name web-01`,
  ]);
  expect(JSON.stringify(remedyOf('wrong-account', CASE))).toContain('raj@contoso.com');
  expect(remedyOf('user-name-form', CASE).steps[0]?.command).toBe(String.raw`AzureAD\raj@contoso.com`);
  expect(JSON.stringify(remedyOf('address-ip', NASTY))).not.toContain('calc');
});

it('does what the button says', () => {
  expect(remedyOf('never-asked', CASE).mend).toEqual({ is: 'ask', role: 'user' });
  expect(remedyOf('not-admin', CASE).mend).toEqual({ is: 'ask', role: 'admin' });
  expect(remedyOf('vm-deallocated', CASE).mend).toEqual({ is: 'start_vm' });
  expect(remedyOf('extension-missing', CASE).mend).toEqual({ is: 'reinstall_extension' });
  expect(remedyOf('app-missing', CASE).mend).toEqual({
    is: 'create_app',
    appId: '372140e0-b3b7-4226-8ef9-d57986796201',
  });
});

describe('a Windows that does not take the sign-in page', () => {
  const name = String.raw`AzureAD\raj@contoso.com`;

  it('gets the .rdp file without it, and the name for the box, wherever the page is spoken of', () => {
    const old = look(TRUTH['server-2019-web-account'].makes(WELL));
    for (const cause of ALL_CAUSES) {
      const { steps, rdp } = cause.remedy(CASE, old, {});
      const words = JSON.stringify(steps);
      if (rdp !== true) expect(words, cause.id).not.toMatch(/open Latchkey’s \.rdp file/i);
      else if (/page|web account/i.test(words)) expect(commandsOf({ steps, who: 'you' }), cause.id).toContain(name);
      expect(words, cause.id).not.toMatch(/neither the sign-in page nor|enablerdsaadauth:i:1\)/);
    }
    const { rdp, steps } = remedyOf('server-2019-web-account', CASE);
    expect(rdp).toBe(true);
    expect(JSON.stringify(steps)).toContain('same organisation (Entra ID tenant)');
    expect(fileFor(old)).toBe('password');
  });

  it('gets none where Entra sign-in is not supported at all', () => {
    const older = look(TRUTH['os-too-old'].makes(WELL));
    for (const cause of ALL_CAUSES) expect(cause.remedy(CASE, older, {}).rdp, cause.id).not.toBe(true);
    expect(fileFor(older)).toBeUndefined();
  });

  it('is told by the check', () => {
    expect(fileFor(look(WELL))).toBe('page');
    expect(fileFor({})).toBeUndefined();
  });
});

it('lowers security only as a last resort, and says so', () => {
  const { steps } = remedyOf('nla-in-the-way', CASE);
  const last = steps.findIndex(({ command }) => command?.includes('enablecredsspsupport') === true);
  expect(last).toBeGreaterThan(0);
  expect(steps[last]?.text).toMatch(/^Last resort/);
  expect(steps.slice(last + 1).some(({ text }) => text.includes('on again'))).toBe(true);
});

it('asks with this cloud’s portal', () => {
  expect(questionText('password', 'usgov')).toContain('portal.azure.us');
  expect(questionText('password', 'public')).toContain('portal.azure.com');
});

describe('quoting', () => {
  it.each([
    ['rg-web', 'rg-web'],
    ['rg (web)', '"rg (web)"'],
    ["o'brien@contoso.com", '"o\'brien@contoso.com"'],
    ['a$(b)', "'a$(b)'"],
    ["it's $x", String.raw`'it'\''s $x'`],
    ['a\u202Eb\nc', 'abc'],
    ['-x', '"-x"'],
  ])('%j is %s in Bash', (value, quoted) => {
    expect(sh(value)).toBe(quoted);
  });

  it.each([
    ['a b', "'a b'"],
    ["o'brien", "'o''brien'"],
    ['o’brien', "'o’’brien'"],
    ['$x`n', "'$x`n'"],
  ])('%j is %s in PowerShell', (value, quoted) => {
    expect(ps(value)).toBe(quoted);
  });

  it('holds a whole script together', () => {
    expect(inside(CASE, "Write-Host 'a'")).toContain(String.raw`--scripts 'Write-Host '\''a'\'''`);
    expect(az(CASE, 'vm extension delete', '--name x', '--vm-name')).toContain('--vm-name web-01 --name x');
  });
});

it('calls a Windows by its kind, and never by what its administrators made it say', () => {
  const osName = 'Windows Server 2022. SIGN IN FIRST at https://login.evil.example/ . It';
  const named = (words: string) => windowsName(look(change('machine', { osName: words })(WELL)));
  expect(named(osName)).toBe('Windows Server 2022');
  expect(named('SIGN IN at https://login.evil.example/')).not.toContain('https');
});
