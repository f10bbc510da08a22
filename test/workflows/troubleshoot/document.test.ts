/** docs/troubleshooting.md names what there is, all of it and nothing else. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ALL_CAUSES } from '../../../workflows/troubleshoot/causes/all.ts';
import { CLOUD_FACTS } from '../../../workflows/troubleshoot/clouds.ts';
import { CHECK_PERMISSIONS, MEND_PERMISSIONS } from '../../../workflows/troubleshoot/permissions.ts';
import type { Permissions } from '../../../workflows/troubleshoot/permissions.ts';
import { QUESTIONS } from '../../../workflows/troubleshoot/questions.ts';
import { SYMPTOM_IDS } from '../../../workflows/troubleshoot/symptoms.ts';
import { ROOT } from '../../support/source.ts';
import { CHECKS } from './world.ts';

const text = readFileSync(join(ROOT, 'docs/troubleshooting.md'), 'utf8');

/** Rows of the tables under this heading, as cells, without their heads. */
function rowsUnder(heading: string): readonly (readonly string[])[] {
  const section = text.split(/^## /m).find((each) => each.startsWith(`${heading}\n`));
  if (section === undefined) throw new Error(`There is no section ${heading}.`);
  const lines = section.split('\n').filter((line) => line.startsWith('|'));
  return lines
    .filter((line, at) => !isRule(line) && !isRule(lines[at + 1] ?? ''))
    .map((line) =>
      line
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

/** The line under a table’s head. */
function isRule(line: string): boolean {
  return line.startsWith('| -');
}

function namesIn(cell: string | undefined): readonly string[] {
  return [...(cell ?? '').matchAll(/`([^`]+)`/g)].flatMap((match) => match[1] ?? []);
}

const causes = ALL_CAUSES.map(({ id }) => id);
const questions = Object.keys(QUESTIONS);

it('has a row for every cause, with its title', () => {
  const rows = rowsUnder('Causes');
  expect(rows.flatMap(([id]) => namesIn(id)).toSorted()).toEqual(causes.toSorted());
  for (const [id, title, checks, asked] of rows) {
    expect(title, id).toBe(ALL_CAUSES.find((cause) => cause.id === namesIn(id)[0])?.title);
    expect(CHECKS, id).toEqual(expect.arrayContaining([...namesIn(checks)]));
    expect(questions, id).toEqual(expect.arrayContaining([...namesIn(asked)]));
  }
});

it.each(['Microsoft’s document, section by section', 'What it does not have'])(
  'names in “%s” only what there is',
  (heading) => {
    const rows = rowsUnder(heading);
    expect(rows.length).toBeGreaterThan(10);
    for (const [section, symptoms, checks, asked, found, test] of rows) {
      expect(namesIn(symptoms).length, section).toBeGreaterThan(0);
      expect(SYMPTOM_IDS, section).toEqual(expect.arrayContaining([...namesIn(symptoms)]));
      expect(CHECKS, section).toEqual(expect.arrayContaining([...namesIn(checks)]));
      expect(questions, section).toEqual(expect.arrayContaining([...namesIn(asked)]));
      expect(namesIn(found).length, section).toBeGreaterThan(0);
      expect(causes, section).toEqual(expect.arrayContaining([...namesIn(found)]));
      expect(test, section).toMatch(/\.test\.ts|by hand/);
    }
  },
);

it('leads from the document’s sections, or from beyond them, to every cause', () => {
  const led = ['Microsoft’s document, section by section', 'What it does not have']
    .flatMap(rowsUnder)
    .flatMap((row) => namesIn(row[4]));
  expect(causes.filter((id) => !led.includes(id))).toEqual([]);
});

it('names every check, and what each needs', () => {
  const rows = rowsUnder('Permissions');
  const table = new Map(rows.map(([name, , azure, graph]) => [namesIn(name)[0], [namesIn(azure), namesIn(graph)]]));
  const needed: Readonly<Record<string, Permissions>> = { ...CHECK_PERMISSIONS, ...MEND_PERMISSIONS };
  expect(CHECKS.filter((check) => !table.has(check))).toEqual([]);
  for (const [name, { azure, graph }] of Object.entries(needed)) expect(table.get(name), name).toEqual([azure, graph]);
});

it('has every exit code, and every cloud’s endpoints', () => {
  for (const code of ['1007', '-2145648574', '-2145648607', 'Exit code 51', 'AADSTS293004'])
    expect(text).toContain(code);
  for (const facts of Object.values(CLOUD_FACTS))
    for (const host of [facts.register, facts.login, facts.deviceLogin, facts.roles, facts.portal, facts.admin])
      expect(text).toContain(host);
});
