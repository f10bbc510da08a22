import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { say } from '../src/cli/report.ts';
import { printProblems } from '../src/config.ts';
import { printPolicyProblems } from '../src/policy-file.ts';

const EVIL = '\u001b[2J\u009b31m\r\u202egnp\u2069\u007f';
// eslint-disable-next-line no-control-regex
const OBEYED = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

test('what a command says cannot steer the terminal, and keeps its lines', async () => {
  let text = '';
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      text += chunk.toString();
      done();
    },
  });
  await say({ ok: true, lines: [`Ana${EVIL}`, 'Zoë 🔑'], data: {} }, false, stream);
  expect(text).not.toMatch(OBEYED);
  expect(text).toMatch(/^Ana\uFFFD\[2J[^\n]+\nZoë 🔑\n$/);
});

test('neither can problems of settings and of the policy', () => {
  expect(printProblems([{ setting: 'PORT', wrong: EVIL, next: EVIL }])).not.toMatch(OBEYED);
  const problem = { line: 1, column: 1, where: `tags.${EVIL}`, wrong: EVIL, next: EVIL };
  expect(printPolicyProblems('access.yaml', [problem])).not.toMatch(OBEYED);
});
