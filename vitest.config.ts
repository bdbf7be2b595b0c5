// Tests: files run side by side. Those under http/ and hostile/ share one stack; others start what they need, on free ports.
import { defineConfig } from 'vitest/config';

const timeouts = { testTimeout: 120_000, hookTimeout: 120_000 };

export default defineConfig({
  test: {
    maxWorkers: 2,
    reporters: ['default', './test/support/closingLine.ts'],
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'], ...timeouts } },
      { test: { name: 'contract', include: ['test/contract/**/*.test.ts'], ...timeouts } },
      {
        test: {
          name: 'http',
          include: ['test/http/**/*.test.ts', 'test/hostile/**/*.test.ts'],
          globalSetup: ['test/support/globalStack.ts'],
          ...timeouts,
        },
      },
      { test: { name: 'sdk', include: ['test/sdk/**/*.test.ts'], ...timeouts } },
      { test: { name: 'infra', include: ['test/infra/**/*.test.ts'], ...timeouts } },
      { test: { name: 'browser', include: ['test/browser/**/*.test.ts'], ...timeouts } },
      // The same tests with a smaller file, and with the largest there is: `npm run test:large`.
      { test: { name: 'memory', include: ['test/large/**/*.test.ts'], env: { FILE_MIB: '60' }, ...timeouts } },
      { test: { name: 'large', include: ['test/large/**/*.test.ts'], env: { FILE_MIB: '150' }, ...timeouts } },
      { test: { name: 'crash', include: ['test/crash/**/*.test.ts'], ...timeouts } },
    ],
  },
});
