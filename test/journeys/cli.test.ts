/** The operator's commands, against the same Azure, Entra, Slack and record as a running bot. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { runToEnd } from './bot.ts';
import { openStage } from './stage.ts';
import type { Stage } from './stage.ts';

describe('latchkey', () => {
  let stage: Stage;
  let folder: string;
  beforeAll(async () => {
    stage = await openStage();
    folder = await mkdtemp(join(tmpdir(), 'latchkey-cli-'));
    await stage.bot();
  });
  afterAll(async () => {
    await stage.close();
    await rm(folder, { recursive: true, force: true });
  });
  afterEach(() => stage.sandbox.clearFaults());

  const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    runToEnd('src/cli.ts', args, { ...stage.env, ...env });
  async function runJson(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const { code, out, err } = await run([...args, '--json'], env);
    expect(err).toBe('');
    return { code, data: JSON.parse(out) };
  }

  it('lists its commands, and says so when there is no such command or option', async () => {
    expect(await run(['help'])).toMatchObject({ code: 0, out: expect.stringContaining('grants revoke ID'), err: '' });
    expect(await run(['grants', 'lst'])).toMatchObject({
      code: 1,
      out: expect.stringMatching(/no command “grants lst”.*help/),
    });
    const option = await run(['grants', 'list', '--jsn']);
    expect(option.code).toBe(1);
    expect(option.err).toMatch(/--jsn/);
    expect(option.out + option.err).not.toMatch(/TypeError|node:internal|unexpected/);
  });

  it('policy check', async () => {
    const good = stage.env['LATCHKEY_POLICY'] ?? '';
    expect(await run(['policy', 'check', good])).toEqual({ code: 0, out: `${good} is right: 1 rule.\n`, err: '' });
    expect(await runJson(['policy', 'check', good])).toEqual({ code: 0, data: { ok: true, rules: ['Everything'] } });

    const bad = join(folder, 'bad.yaml');
    await writeFile(bad, 'operators: { groups: nobody }\nrules:\n  - name: A\n    ask: everyone\n    aprove: {}\n');
    const said = await run(['policy', 'check', bad]);
    expect(said.code).toBe(1);
    expect(said.out).toMatch(/aprove.*approve/s);
    expect(said.out.match(/Next:/g)?.length).toBeGreaterThanOrEqual(2);
    const { code, data } = await runJson(['policy', 'check', bad]);
    expect(code).toBe(1);
    expect(data).toMatchObject({ ok: false, problems: expect.arrayContaining([expect.objectContaining({ line: 5 })]) });

    const missing = join(folder, 'missing.yaml');
    const gone = await run(['policy', 'check', missing]);
    expect(gone.code).toBe(1);
    expect(gone.out + gone.err).toContain(`${missing} cannot be read`);
    expect((await runJson(['policy', 'check', missing])).data).toMatchObject({
      error: expect.stringContaining(missing),
    });
    expect(await run(['policy', 'check'])).toMatchObject({ code: 1, out: expect.stringContaining('Name the file') });
  });

  it('policy explain', async () => {
    const ask = (person: string, vm: string, role = 'user', duration = '2h') =>
      ['policy', 'explain', '--person', person, '--vm', vm, '--role', role, '--for', duration] as const;
    const yes = await run(ask('ana@contoso.com', 'sql-prod-01'));
    expect(yes).toMatchObject({ code: 0, err: '' });
    expect(yes.out).toMatch(/Ana Torres \(ana@contoso\.com\) asks for sql-prod-01/);
    expect(yes.out).toMatch(/Yes, under “Everything”: for 2h/);
    const { data } = await runJson(ask('ana@contoso.com', 'sql-prod-01'));
    expect(data).toMatchObject({ allowed: true, rule: 'Everything', minutes: 120, vm: { name: 'sql-prod-01' } });
    const cases = [
      [ask('gus@fabrikam.example', 'sql-prod-01'), 'guest'],
      [ask('nobody@contoso.com', 'sql-prod-01'), 'nobody in Entra ID'],
      [ask('ana@contoso.com', 'sql-prod-99'), 'There is no VM called “sql-prod-99”'],
      [ask('ana@contoso.com', 'vault-prod-01'), 'has a lock'],
      [ask('ana@contoso.com', 'legacy-01'), 'already hold'],
      [ask('ana@contoso.com', 'sql-prod-01', 'owner'), '--role is user or admin'],
      [ask('ana@contoso.com', 'sql-prod-01', 'user', '9h'), '9h is too long'],
      [['policy', 'explain'], 'Name both'],
    ] as const;
    const all = await Promise.all(cases.map(([args]) => run(args)));
    for (const [index, { code, out }] of all.entries()) {
      expect(out).toContain(cases[index]?.[1]);
      expect(code).toBe(1);
    }
  });

  it('grants list and grants revoke', { timeout: 120_000 }, async () => {
    expect(await run(['grants', 'list'])).toEqual({ code: 0, out: 'Nothing is open.\n', err: '' });
    expect(await runJson(['grants', 'list'])).toEqual({ code: 0, data: [] });
    const id = await stage.ask('ana', 'sql-prod-01 admin 2h because');
    await stage.press('mia', 'Approve', 'sql-prod-01');
    await stage.untilSees('ana', ['sql-prod-01 is open for you']);
    const { data } = await runJson(['grants', 'list']);
    expect(data).toEqual([
      expect.objectContaining({
        request: id,
        state: 'active',
        person: 'ana@contoso.com',
        role: 'admin',
        vm: expect.stringMatching(/\/virtualMachines\/sql-prod-01$/),
        endsAt: expect.stringMatching(/Z$/),
        approvedBy: ['mia@contoso.com'],
        delay: null,
      }),
    ]);
    expect((await run(['grants', 'list'])).out).toMatch(new RegExp(`^${id}  active .*ana@contoso.com  sql-prod-01\n$`));

    const revoke = (...args: string[]) => run(['grants', 'revoke', ...args]);
    const olga = ['--as', 'olga@contoso.com', '--reason', 'incident 42'];
    expect(await revoke(id)).toMatchObject({ code: 1, out: expect.stringContaining('Say which, who and why') });
    expect(await revoke('abc', ...olga)).toMatchObject({
      code: 1,
      out: expect.stringContaining('not in Latchkey’s record'),
    });
    expect(await revoke('7a1c7a0e-0000-4000-8000-000000000000', ...olga)).toMatchObject({
      code: 1,
      out: expect.stringContaining('not in Latchkey’s record'),
    });
    const ana = await revoke(id, '--as', 'raj@contoso.com', '--reason', 'because');
    expect(ana).toMatchObject({ code: 1, out: expect.stringContaining('Only approvers of this VM and operators') });
    expect(await stage.grants()).toHaveLength(1);

    expect(await revoke(id, ...olga)).toMatchObject({ code: 0, out: expect.stringContaining(`Revoking ${id}`) });
    await stage.untilGrants(0, 20_000);
    await stage.untilSees('ana', ['Your access to sql-prod-01 has ended', 'Revoked by Olga Novak']);
    expect(await revoke(id, ...olga)).toMatchObject({ code: 1, out: expect.stringContaining('Too late to revoke') });
  });

  it('people forget', async () => {
    expect(await run(['people', 'forget', 'tom@contoso.com'])).toMatchObject({
      code: 1,
      out: expect.stringContaining('No chat account'),
    });
    expect(await runJson(['people', 'forget', 'mia@contoso.com'])).toEqual({ code: 0, data: { forgotten: 1 } });
  });

  it('doctor', async () => {
    const well = await run(['doctor']);
    expect(well.out).toMatch(/^All is well\.$/m);
    expect(well).toMatchObject({ code: 0, err: '' });
    await stage.sandbox.fault({ service: 'graph', fault: { is: 'status', status: 403 } });
    await stage.sandbox.control('PATCH', 'channels/C0OPS', { is_archived: true });
    const ill = await run(['doctor']);
    expect(ill.code).toBe(1);
    expect(ill.out).toMatch(/FAILED {2}[^\n]*\n {8}Next: [^\n]*User\.Read\.All/);
    expect(ill.out).toMatch(/FAILED {2}[^\n]*C0OPS[^\n]*archived[^\n]*\n {8}Next: /);
    const { code, data } = await runJson(['doctor'], { AZURE_CLIENT_SECRET: 'wrong', IDENTITY_ENDPOINT: '' });
    expect(code).toBe(1);
    const failed = data.examined.filter((each: { ok: boolean }) => !each.ok);
    expect(failed.length).toBeGreaterThanOrEqual(2);
    for (const each of failed) expect(each.next).not.toBe('');
    await stage.sandbox.control('PATCH', 'channels/C0OPS', { is_archived: false });
  });

  it('cards and manifest', async () => {
    const out = join(folder, 'cards');
    const { code, data } = await runJson(['cards', '--out', out]);
    expect(code).toBe(0);
    const files = (await readdir(join(out, 'slack'))).filter((name) => name.endsWith('.json'));
    expect(files.length).toBeGreaterThan(20);
    expect(data.length).toBeGreaterThanOrEqual(files.length);
    for (const file of files) expect(JSON.parse(await readFile(join(out, 'slack', file), 'utf8'))).toBeTypeOf('object');
    expect(await run(['cards'])).toMatchObject({ code: 1, out: expect.stringContaining('--out') });

    const manifest = await run(['manifest', 'slack']);
    expect(manifest.code).toBe(0);
    expect(JSON.parse(manifest.out)).toMatchObject({ settings: { socket_mode_enabled: true } });
    expect(await run(['manifest', 'pigeons'])).toMatchObject({
      code: 1,
      out: expect.stringContaining('manifest pigeons'),
    });
  });

  it('says what is wrong with the settings, whole, and how to go on', async () => {
    const nothing = { AZURE_TENANT_ID: 'x', AZURE_SUBSCRIPTION_IDS: '', SLACK_BOT_TOKEN: 'xoxp-1', PORT: 'seventy' };
    const all = await run(['grants', 'list'], nothing);
    expect(all.code).toBe(78);
    for (const name of Object.keys(nothing)) expect(all.out + all.err).toMatch(new RegExp(`${name} .*\n +Next: `));
    expect(all.out + all.err).not.toMatch(/unexpected|Error:/);
    const { code, data } = await runJson(['grants', 'list'], nothing);
    expect(code).toBe(78);
    expect(data.problems.map((each: { setting: string }) => each.setting).toSorted()).toEqual(
      Object.keys(nothing).toSorted(),
    );

    const away = await run(['grants', 'list'], { DATABASE_URL: 'postgres://x:y@127.0.0.1:1/x' });
    expect(away.code).toBe(1);
    expect(away.out + away.err).toMatch(/PostgreSQL does not answer[^]*Next: Check PostgreSQL and DATABASE_URL/);
    expect((await runJson(['grants', 'list'], { DATABASE_URL: 'postgres://x:y@127.0.0.1:1/x' })).data).toMatchObject({
      fault: 'record_unreachable',
    });
  });
});
