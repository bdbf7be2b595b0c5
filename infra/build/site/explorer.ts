// Makes the explorer's files: the page, its scripts in parts that load when they are needed, and one style sheet, all named by their hashes; and
// what draws PDFs beside it.
import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type BuildOptions } from 'esbuild';
import { forSandbox, htmlPage, innerPage, namedByHash, sandboxedPage, type Policy, type SiteFile } from './siteFiles.ts';

const folder = fileURLToPath(new URL('../../../lib/explorer/', import.meta.url));

/** Where what the page names lies on the service. */
const base = '/explorer/';

const options = {
  absWorkingDir: folder,
  tsconfig: `${folder}tsconfig.json`,
  outdir: `${folder}${base}`,
  write: false,
  metafile: true,
  bundle: true,
  platform: 'browser',
  // `light-dark()` of the styles is what asks most of a browser.
  target: ['chrome123', 'firefox120', 'safari17.5'],
  entryNames: '[name]-[hash]',
  minify: true,
  legalComments: 'none',
  logLevel: 'silent',
} as const satisfies BuildOptions;

/** Bundles the explorer. The same sources give the same bytes. Throws esbuild's error for a source that can't be bundled. */
export async function makeExplorer(): Promise<readonly SiteFile[]> {
  const parts = await bundled({
    entryPoints: { explorer: `${folder}main.tsx`, 'signed-in': `${folder}session/signedIn.ts` },
    splitting: true,
    format: 'esm',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    chunkNames: 'part-[hash]',
  });
  return [
    htmlPage('/', await pageWith('page.html', parts, 'explorer'), 'explorer', pagePolicy),
    innerPage(`${base}signed-in`, await pageWith('signedIn.html', parts, 'signed-in'), 'explorer', signedInPolicy),
    ...parts,
  ];
}

/**
 * What draws PDFs: a page of its own, which the explorer has in a frame once somebody looks at a PDF. It is one classic script, for modules and
 * workers don't load in an origin that is nobody's.
 */
export async function makePdfViewer(): Promise<readonly SiteFile[]> {
  const parts = await bundled({ entryPoints: { pdf: `${folder}files/pdf/viewer.ts` }, format: 'iife' });
  return [
    sandboxedPage(`${base}pdf`, await pageWith('files/pdf/viewer.html', parts, 'pdf', 'defer'), 'explorer', pdfPolicy),
    ...parts.map(forSandbox),
  ];
}

/** Makes what the entry points need; parts are named by their hashes. */
async function bundled(
  more: Pick<BuildOptions, 'entryPoints' | 'splitting' | 'format' | 'jsx' | 'jsxImportSource' | 'chunkNames'>,
): Promise<readonly SiteFile[]> {
  const { outputFiles, metafile } = await build({ ...options, ...more });
  const madeOf = Object.keys(metafile.inputs).map((input) => resolve(folder, input));
  return outputFiles.map(({ path, contents }) => ({ ...namedByHash(`${base}${basename(path)}`, contents, 'explorer'), madeOf }));
}

/** A page with the styles and the script of an entry point. */
async function pageWith(name: string, parts: readonly SiteFile[], entry: string, how = 'type="module"'): Promise<string> {
  const named = (ending: string): string | undefined =>
    parts.find(({ path }) => path.startsWith(`${base}${entry}-`) && path.endsWith(ending))?.path;
  const [styles, script] = [named('.css'), named('.js')];
  const files = [
    ...(styles === undefined ? [] : [`<link rel="stylesheet" href="${styles}" />`]),
    ...(script === undefined ? [] : [`<script ${how} src="${script}"></script>`]),
  ];
  return (await readFile(`${folder}${name}`, 'utf8')).replace('<!-- files -->', files.join('\n    '));
}

/**
 * What the page may do: run its own scripts and styles, nothing inline; send requests to the service, the issuer and the storage account, whose
 * origins the service puts in the place of `{issuer}` and `{contents}` (lib/api/site/explorer.ts); show what was made here (`blob:`) in a frame,
 * and the issuer's answer to who signs in without a window.
 */
const pagePolicy: Policy = {
  'script-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self' data: blob:",
  'media-src': 'blob:',
  'connect-src': "'self' {issuer} {contents}",
  'frame-src': "'self' blob: {issuer}",
  'require-trusted-types-for': "'script'",
  'trusted-types': "'none'",
};

/** The issuer's answer comes to a window of the page, or to a frame of it. */
const signedInPolicy: Policy = {
  'script-src': "'self'",
  'img-src': 'data:',
  'require-trusted-types-for': "'script'",
  'trusted-types': "'none'",
};

/** What draws a PDF may run itself, and ask for nothing more. */
const pdfPolicy: Policy = {
  'script-src': "'self'",
  'style-src': "'self'",
  'img-src': 'data:',
  'require-trusted-types-for': "'script'",
  'trusted-types': "'none'",
};
