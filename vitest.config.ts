import { defineConfig } from 'vitest/config';

const pure = 'test/**/*.pure.test.ts';
const slow = 'test/setup.test.ts';
const shared = { pool: 'forks' as const, testTimeout: 120_000, hookTimeout: 120_000, environment: 'node' };

/** Three kinds: `vitest run --project quick` needs no server, `sandbox` is the sandbox's own, `servers` needs PostgreSQL. */
export default defineConfig({
  test: {
    // Journeys mostly wait, for minutes to pass and processes to start: more of them than there are cores run side by side.
    maxWorkers: 5,
    passWithNoTests: false,
    // A forgotten `.only` would leave the rest out in silence.
    allowOnly: false,
    projects: [
      {
        test: {
          ...shared,
          name: 'quick',
          include: ['test/*.test.ts', 'test/workflows/**/*.test.ts', pure],
          exclude: [slow],
          testTimeout: 60_000,
          // Nothing in them is kept from one file to the next, and loading everything anew for each is a third of the work.
          isolate: false,
        },
      },
      { test: { ...shared, name: 'sandbox', include: ['sandbox/test/**/*.test.ts'] } },
      {
        test: {
          ...shared,
          name: 'servers',
          include: ['test/*/**/*.test.ts', slow],
          exclude: ['test/workflows/**', pure],
          globalSetup: ['test/support/global.ts'],
        },
      },
    ],
  },
});
