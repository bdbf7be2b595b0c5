// A setup file: with each test that fails, prints the errors that the apps it can reach have logged while it ran.
import { setTimeout } from 'node:timers/promises';
import { beforeAll, beforeEach, inject } from 'vitest';
import { fileLog, followLog, logsSince } from './appLogs.ts';

beforeAll(() => followLog(fileLog(inject('stack').outputFile)));

beforeEach(({ onTestFailed }) => {
  const linesSince = logsSince();
  onTestFailed(async () => {
    // A line may be printed a little after its answer.
    await setTimeout(200);
    const lines = linesSince();
    // The shared stack serves other tests at the same time.
    if (lines.length > 0) console.error(`Errors in the apps' logs while the test ran, maybe another test's:\n${lines.join('\n')}`);
  });
});
