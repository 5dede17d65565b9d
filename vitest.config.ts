import vue from '@vitejs/plugin-vue';
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const REAL_DATABASE = '**/*.pg.test.ts';
const GENERATED_CASES = '**/*.property.test.ts';
const postgres = ['test/support/global-postgres.ts'];

// Projects say what a test needs. `npm run check` runs `unit`; the gate runs them all, the heavy ones one after the other.
export default defineConfig({
  test: {
    maxWorkers: Math.max(2, availableParallelism()),
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{core,plugins,temporal-config}/**/*.test.ts'],
          exclude: [REAL_DATABASE, GENERATED_CASES, '**/node_modules/**'],
          testTimeout: 15_000,
        },
      },
      {
        test: { name: 'property', include: [GENERATED_CASES], testTimeout: 120_000 },
      },
      {
        plugins: [vue()],
        test: {
          name: 'ui',
          include: ['{booking-ui,admin-ui}/**/*.test.ts'],
          environment: 'happy-dom',
          testTimeout: 15_000,
        },
      },
      {
        test: { name: 'architecture', include: ['test/{architecture,run,support}/**/*.test.ts'], testTimeout: 120_000 },
      },
      {
        test: {
          name: 'api',
          include: ['test/api/**/*.test.ts', REAL_DATABASE],
          globalSetup: postgres,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        // Each file has a time-skipping Temporal server of its own: time is global to it, so its tests run in series.
        test: {
          name: 'workflow',
          include: ['workflows/**/*.test.ts'],
          exclude: [REAL_DATABASE, '**/node_modules/**'],
          env: { TZ: 'UTC' },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/e2e/global-system.ts'],
          maxWorkers: 1,
          testTimeout: 180_000,
          hookTimeout: 180_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'chaos',
          include: ['test/chaos/**/*.test.ts'],
          globalSetup: postgres,
          maxWorkers: 1,
          testTimeout: 300_000,
          hookTimeout: 300_000,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
