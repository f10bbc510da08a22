import { defineConfig } from 'vitest/config';

/** Files that need no server: `vitest run --project quick`. Anywhere else in test/, a file says so with `.pure.test.ts`. */
const quick = ['test/workflows/**/*.test.ts', 'test/**/*.pure.test.ts', 'sandbox/test/**/*.pure.test.ts'];

const shared = { pool: 'forks' as const, testTimeout: 30_000, hookTimeout: 60_000, environment: 'node' };

export default defineConfig({
  test: {
    maxWorkers: 2,
    // A test that is left out, or a file without tests, is told by a failure and not by silence.
    passWithNoTests: false,
    allowOnly: false,
    projects: [
      { test: { ...shared, name: 'quick', include: quick, testTimeout: 10_000 } },
      { test: { ...shared, name: 'sandbox', include: ['sandbox/test/**/*.test.ts'], exclude: quick } },
      {
        test: {
          ...shared,
          name: 'servers',
          include: ['test/**/*.test.ts'],
          exclude: quick,
          globalSetup: ['test/support/global.ts'],
        },
      },
    ],
  },
});
