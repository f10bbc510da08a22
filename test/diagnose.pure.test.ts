/** `latchkey diagnose`, as others script against it. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, expect, test } from 'vitest';
import { ROOT } from './support/source.ts';

const folder = mkdtempSync(join(tmpdir(), 'latchkey-diagnose-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function diagnose(args: readonly string[], input = '') {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['src/cli.ts', 'diagnose', ...args], {
    cwd: ROOT,
    input,
    encoding: 'utf8',
    env: {},
  });
  return { status, lines: stdout.split('\n').filter((line) => line !== ''), stderr };
}

test('a text is answered in one line of JSON, without any setting, even one that begins with a dash', () => {
  const { status, lines, stderr } = diagnose(['-2145648574']);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { text: '-2145648574', symptom: 'extension-tenant-unavailable', confidence: expect.closeTo(1, 0) },
  ]);
});

test('a file is answered line by line; bad lines are told with their number and stop nothing', () => {
  const file = join(folder, 'texts.jsonl');
  const texts = [
    'my account is configured to prevent me from using this device',
    'pw is Geheim123, did not work \u202e',
  ];
  writeFileSync(
    file,
    `\uFEFF{"text":"${texts[0]}"}\r\nnonsense\n\n{"txet":1}\n{"text":7}\n{"text":"${texts[1]}","more":1}`,
  );
  const { status, lines, stderr } = diagnose(['--jsonl', file]);
  expect(status).toBe(1);
  expect(stderr.split('\n').map((line) => line.split(':')[0])).toEqual([
    'Line 2 is not JSON',
    'Line 4 has no text',
    'Line 5 has a text that is no string',
    '',
  ]);
  expect(lines.join('')).not.toMatch(/Geheim123|\u202e/);
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { text: texts[0], symptom: 'role-missing', confidence: expect.any(Number) },
    { text: 'pw is [removed], did not work \u202e', symptom: expect.any(String), confidence: expect.any(Number) },
  ]);
});

test('standard input will do', () => {
  const { status, lines } = diagnose(['--jsonl', '-'], '{"text":"merci!"}\n');
  expect(status).toBe(0);
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ symptom: 'off-topic' }]);
});

test.each([
  [[], 'Say what is wrong'],
  [['--jsonl'], 'Name the file'],
  [['--jsonl', 'no-such-file'], 'no-such-file cannot be read (ENOENT)'],
  [['--jsonl', '.'], 'is a folder'],
  [['--jsonl', '-', 'text'], 'not both'],
  [['--jsnol'], 'no option --jsnol'],
])('%j is refused with the way to do it', (args, said) => {
  const { status, lines } = diagnose(args);
  expect(status).toBe(1);
  expect(lines.join(' ')).toContain(said);
});
