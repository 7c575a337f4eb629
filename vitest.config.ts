import { resolve } from 'node:path';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';

/** Kills, power cuts, full disks, floods: too slow for every commit, run by `npm test`. */
const faults = ['test/faults/**/*.test.ts', 'test/storage/json-log-crash.test.ts'];

/**
 * Longest waits, ms, for what never takes so long on a machine with nothing else to do: a wait that is over says that something does not come, and
 * not that the machine is slow.
 */
const patience = {
  testTimeout: 30_000,
  hookTimeout: 60_000,
  expect: { poll: { timeout: 20_000 } },
};

export default defineConfig({
  test: {
    // As many files at once everywhere, so that they meet elsewhere what they met here.
    maxWorkers: 2,
    projects: [
      {
        test: {
          ...patience,
          name: 'node',
          environment: 'node',
          include: ['test/**/*.test.ts'],
          exclude: ['test/renderer/**', 'test/e2e/**', ...faults],
        },
      },
      {
        test: {
          ...patience,
          name: 'faults',
          environment: 'node',
          include: faults,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        plugins: [vue()],
        // As the build has it.
        resolve: { alias: { entities: resolve('src/renderer/src/logic/entities.ts') } },
        test: {
          ...patience,
          name: 'dom',
          server: { deps: { inline: ['markdown-it'] } },
          environment: 'happy-dom',
          include: ['test/renderer/**/*.test.ts'],
        },
      },
      {
        test: {
          ...patience,
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
