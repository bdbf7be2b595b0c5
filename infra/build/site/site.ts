// Makes the site that lies beside the API: all parts' files in each coding, and the index by which the service finds them.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Coding, StaticFiles } from '../../../lib/api/site/staticFiles.ts';
import { docs } from './docs/docs.ts';
import { makeExplorer, makePdfViewer } from './explorer.ts';
import { describe } from '../../openapi/describe.ts';
import { keepFile, removeOld } from './keptFiles.ts';
import { hashOf, type SiteFile, type SitePart } from './siteFiles.ts';

/** Who makes what the site has. */
const parts: readonly SitePart[] = [describe, docs, makeExplorer, makePdfViewer];

/** The site in memory: the index, and the bytes by the names that it gives them. */
export interface MadeSite {
  readonly index: StaticFiles;
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** The source files that it was made of, where those of packages are among them; absolute. */
  readonly madeOf: readonly string[];
}

/** Makes all parts. `compressed`: also in the codings that browsers take, which takes some seconds. */
export async function makeSite(compressed: boolean): Promise<MadeSite> {
  const made = (await Promise.all(parts.map((part) => part()))).flat();
  const stored = await Promise.all(made.map((file) => store(file, compressed)));
  return {
    index: Object.fromEntries(stored.map(({ entry }) => entry)),
    madeOf: made.flatMap(({ madeOf = [] }) => madeOf),
    files: new Map(stored.flatMap(({ forms }) => forms.map(({ name, bytes }): [string, Uint8Array] => [name, bytes]))),
  };
}

interface Form {
  readonly coding: Coding;
  readonly name: string;
  readonly bytes: Uint8Array;
}

interface Stored {
  readonly entry: readonly [path: string, file: StaticFiles[string]];
  readonly forms: readonly Form[];
}

async function store({ path, bytes, headers, page }: SiteFile, compressed: boolean): Promise<Stored> {
  const hash = hashOf(bytes);
  const plain: Form = { coding: 'identity', name: hash, bytes };
  const forms = [plain, ...(compressed ? await compress(plain) : [])];
  const codings = Object.fromEntries(forms.map(({ coding, name, bytes: { length } }) => [coding, { name, length }]));
  return {
    entry: [path, { hash, headers, codings: { identity: { name: hash, length: bytes.length }, ...codings }, ...(page && { page }) }],
    forms,
  };
}

/** The codings that make it smaller by a tenth at least: a picture is compressed already. */
async function compress({ name, bytes }: Form): Promise<Form[]> {
  const [br, gz] = await Promise.all([
    once(`${name}.br`, () => promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } })),
    once(`${name}.gz`, () => promisify(gzip)(bytes, { level: 9 })),
  ]);
  const forms: Form[] = [
    { coding: 'br', name: `${name}.br`, bytes: br },
    { coding: 'gzip', name: `${name}.gz`, bytes: gz },
  ];
  return forms.filter((form) => form.bytes.length < 0.9 * bytes.length);
}

const keptCodings = fileURLToPath(new URL('../../../.cache/compressed', import.meta.url));

/** What a coding makes of the bytes whose hash the name has. It is always the same, and takes seconds, so it is made once and kept for a day. */
async function once(name: string, make: () => Promise<Uint8Array>): Promise<Uint8Array> {
  const { brotli, zlib } = process.versions;
  const keptAs = `${brotli}-${zlib}-${name}`;
  const kept = await readFile(join(keptCodings, keptAs)).catch(() => undefined);
  if (kept !== undefined) return kept;
  const bytes = await make();
  await keepFile(keptCodings, keptAs, bytes);
  await removeOld(keptCodings, new Set());
  return bytes;
}
