/** Vitest's reporter for `npm test`: says aloud what was left out and why, and counts in the very last line. */
import process from 'node:process';
import type { Reporter, SerializedError, TestCase, TestModule } from 'vitest/node';

export type Tally = { readonly passed: number; readonly failed: number; readonly left: readonly LeftOut[] };
export type LeftOut = { readonly name: string; readonly why: string };

/** With `strict`, leaving a test out counts as a failure. A file or a hook that fails by itself counts as one failure. */
export function tally(modules: readonly TestModule[], errors: readonly SerializedError[]): Tally {
  let passed = 0;
  let failed = errors.length;
  const left: LeftOut[] = [];
  for (const module of modules) {
    const tests = [...module.children.allTests()];
    if (module.errors().length > 0) failed += 1;
    for (const suite of module.children.allSuites()) failed += suite.errors().length > 0 ? 1 : 0;
    for (const test of tests) {
      const state = test.result().state;
      if (state === 'passed') passed += 1;
      else if (state === 'failed') failed += 1;
      else left.push({ name: `${module.relativeModuleId}: ${test.fullName}`, why: reason(test) });
    }
    if (tests.length === 0 && module.errors().length === 0)
      left.push({ name: module.relativeModuleId, why: 'it holds no test' });
  }
  return { passed, failed, left };
}

/** `context.skip('why')` carries its reason; a bare skip has none, which is said too. */
function reason(test: TestCase): string {
  const result = test.result();
  if (result.state === 'pending') return 'it never ran, because something before it failed';
  return (result.state === 'skipped' && result.note) || 'no reason was given';
}

/** The closing words. The last line is `N passed, N failed`. */
export function closing({ passed, failed, left }: Tally, strict: boolean): string {
  const lines = left.map(({ name, why }) => `Left out: ${name} (${why}).`);
  if (left.length > 0 && strict) lines.push('With CI=true leaving anything out is a failure.');
  return ['', ...lines, `${passed} passed, ${failed + (strict ? left.length : 0)} failed`].join('\n');
}

export default class TallyReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    const strict = isStrict(process.env);
    const result = tally(modules, errors);
    if (result.failed > 0 || result.passed === 0 || (strict && result.left.length > 0)) process.exitCode = 1;
    // On exit, so that nothing another reporter prints can come after it.
    process.once('exit', () => process.stdout.write(`${closing(result, strict)}\n`));
  }
}

function isStrict(env: NodeJS.ProcessEnv): boolean {
  return env['CI'] === 'true' || env['CI'] === '1';
}
