// Tests: files run at the same time. Those under api/, process/ and hostile/ share one stack, those under sdk/ another; others start their own.
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

const each = { testTimeout: 120_000, hookTimeout: 120_000 };

const longInBrowser = [
  'test/browser/explorer/files.test.ts',
  'test/browser/explorer/deployed.test.ts',
  'test/browser/explorer/everyState.test.ts',
  'test/browser/explorer/planning.test.ts',
  'test/browser/explorer/seen.test.ts',
  'test/browser/pages.test.ts',
];

/** Each failed test shows what the apps have logged. */
const withLogs = { setupFiles: ['test/support/logs/failureLogs.ts'], globalSetup: ['test/support/process/globalStack.ts'] };

/** Many small files, which take longer to load than to run: each begins with what those before it have loaded, and leaves nothing in it. */
const shared = { ...each, isolate: false };

// Hundreds of processes are started: Node keeps what it has compiled for the first of them. Inherited by the workers and by all they start.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, 'node_modules/.cache/compiled');

export default defineConfig({
  test: {
    // One more than a small machine has cores: some files wait, for clocks and for processes.
    maxWorkers: 3,
    reporters: ['default', './test/support/closingLine.ts'],
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'], ...shared } },
      { test: { name: 'property', include: ['test/property/**/*.test.ts'], ...shared } },
      { test: { name: 'domain', include: ['test/domain/**/*.test.ts'], ...shared } },
      { test: { name: 'contract', include: ['test/contract/**/*.test.ts'], ...shared } },
      {
        test: {
          name: 'http',
          include: ['test/api/**/*.test.ts', 'test/process/**/*.test.ts', 'test/hostile/**/*.test.ts'],
          ...withLogs,
          ...shared,
        },
      },
      {
        test: {
          name: 'sdk',
          include: ['test/sdk/**/*.test.ts'],
          ...withLogs,
          ...each,
        },
      },
      // What others generate, or generate by: `npm run test:generated`, which installs it.
      { test: { name: 'generated', include: ['test/generated/*.test.ts'], ...withLogs, ...each } },
      // What others generate of the API's document, and a linter of it: `npm run test:openapi`, which installs both.
      { test: { name: 'openapi', include: ['test/openapi/*.test.ts'], ...withLogs, ...each } },
      { test: { name: 'infra', include: ['test/infra/**/*.test.ts'], ...each } },
      { test: { name: 'browser', include: ['test/browser/**/*.test.ts'], exclude: [...longInBrowser], ...each } },
      // What Chromium takes long for: `npm run test:browser`, with the others of the browser, at each push and each week.
      { test: { name: 'browserLong', include: [...longInBrowser], ...each } },
      // The same tests with a smaller file, and with the largest there is: `npm run test:large`.
      { test: { name: 'memory', include: ['test/large/**/*.test.ts'], env: { FILE_MIB: '60' }, ...each } },
      { test: { name: 'large', include: ['test/large/**/*.test.ts'], env: { FILE_MIB: '150' }, ...each } },
      { test: { name: 'crash', include: ['test/crash/**/*.test.ts'], ...each } },
    ],
  },
});
