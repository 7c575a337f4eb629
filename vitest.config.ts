import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';

/** Kills, power cuts, full disks, floods: too slow for every commit, run by `npm test`. */
const faults = ['test/faults/**/*.test.ts', 'test/storage/json-log-crash.test.ts'];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'node',
          environment: 'node',
          include: ['test/**/*.test.ts'],
          exclude: ['test/renderer/**', 'test/e2e/**', ...faults],
        },
      },
      {
        test: {
          name: 'faults',
          environment: 'node',
          include: faults,
        },
      },
      {
        plugins: [vue()],
        test: {
          name: 'dom',
          environment: 'happy-dom',
          include: ['test/renderer/**/*.test.ts'],
        },
      },
      {
        test: {
          name: 'e2e',
          environment: 'node',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/e2e/setup.ts'],
          // One at a time: they share two cores with the browsers they drive.
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
