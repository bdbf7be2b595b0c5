// The part of the site that describes the API: `/openapi.json`, beside every version too.
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { document, type SiteFile } from '../build/site/siteFiles.ts';
import type { Examples } from './examples.ts';
import { openapi } from './openapi.ts';

/** Seconds for which a client need not ask again, as for `$metadata`. */
const maxAge = 3600;

const read = async (path: string): Promise<unknown> => JSON.parse(await readFile(new URL(path, import.meta.url), 'utf8'));

const manifest = z.object({ version: z.string() });
const example = z.object({ asked: z.string(), status: z.int(), request: z.json().optional(), answer: z.json().optional() });
const byOperation = z.record(z.string(), example);
const examples = z.object({ operations: byOperation, errors: z.record(z.string(), byOperation) });

/** The examples that `npm run record:examples` has recorded. */
export const readExamples = async (): Promise<Examples> => examples.parse(await read('./examples.json'));

/** The document of the package as it is now. */
async function described(): Promise<string> {
  const { version } = manifest.parse(await read('../../package.json'));
  return JSON.stringify(openapi(version, await readExamples()));
}

export async function describe(): Promise<readonly SiteFile[]> {
  const bytes = Buffer.from(await described());
  return ['/openapi.json', '/v1.0/openapi.json', '/beta/openapi.json'].map((path) => document(path, bytes, maxAge));
}
