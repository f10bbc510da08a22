import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'sandbox/test/**/*.test.ts'],
    // Real servers start inside the tests, and two cores must do.
    testTimeout: 20_000,
    hookTimeout: 90_000,
    teardownTimeout: 20_000,
    maxWorkers: 3,
    allowOnly: false,
    passWithNoTests: false,
  },
});
