// Starts one stack for all tests of a project in a run; each test makes events of its own in it.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { longFields } from './longFields.ts';
import { startStack } from './stack.ts';

declare module 'vitest' {
  interface ProvidedContext {
    readonly stack: {
      readonly url: string;
      readonly httpsUrl: string;
      readonly cosmosUrl: string;
      readonly blobUrl: string;
      readonly issuerUrl: string;
      readonly dataDir: string;
      /** Where the stack's output goes, for tests in other processes. */
      readonly outputFile: string;
    };
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const outputDir = await mkdtemp(join(tmpdir(), 'output-'));
  const outputFile = join(outputDir, 'stack.log');
  const stack = await startStack({ outputFile });
  const { url, httpsUrl, cosmosUrl, blobUrl, issuerUrl, dataDir } = stack;
  project.provide('stack', { url, httpsUrl, cosmosUrl, blobUrl, issuerUrl, dataDir, outputFile });
  return async () => {
    await stack.stop();
    await rm(outputDir, { recursive: true, force: true });
    // This log covers all requests of the run, the hostile ones included.
    const long = longFields(stack.output());
    if (long.length > 0) throw new Error(`The log holds what may be a caller's text:\n${long.slice(0, 20).join('\n')}`);
  };
}
