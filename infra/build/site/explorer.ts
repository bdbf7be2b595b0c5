// Makes the explorer's files: the page, its scripts in parts that load when they are needed, and one style sheet, all named by their hashes.
import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { htmlPage, innerPage, namedByHash, type Policy, type SiteFile } from './siteFiles.ts';

const folder = fileURLToPath(new URL('../../../lib/explorer/', import.meta.url));

/** Where what the page names lies on the service. */
const base = '/explorer/';

/** Bundles the explorer. The same sources give the same bytes. Throws esbuild's error for a source that can't be bundled. */
export async function makeExplorer(): Promise<readonly SiteFile[]> {
  const { outputFiles, metafile } = await build({
    entryPoints: { explorer: `${folder}main.tsx`, 'signed-in': `${folder}session/signedIn.ts` },
    absWorkingDir: folder,
    tsconfig: `${folder}tsconfig.json`,
    outdir: `${folder}${base}`,
    write: false,
    metafile: true,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    // `light-dark()` of the styles is what asks most of a browser.
    target: ['chrome123', 'firefox120', 'safari17.5'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    entryNames: '[name]-[hash]',
    chunkNames: 'part-[hash]',
    minify: true,
    legalComments: 'none',
    logLevel: 'silent',
  });
  const madeOf = Object.keys(metafile.inputs).map((input) => resolve(folder, input));
  const parts = outputFiles.map(({ path, contents }) => ({ ...namedByHash(`${base}${basename(path)}`, contents, 'explorer'), madeOf }));
  const named = (start: string, ending: string): string =>
    parts.find(({ path }) => path.startsWith(`${base}${start}-`) && path.endsWith(ending))?.path ?? '';
  const files = [`<link rel="stylesheet" href="${named('explorer', '.css')}" />`, script(named('explorer', '.js'))].join('\n    ');
  return [
    htmlPage('/', await pageWith('page.html', files), 'explorer', pagePolicy),
    innerPage(`${base}signed-in`, await pageWith('signedIn.html', script(named('signed-in', '.js'))), 'explorer', signedInPolicy),
    ...parts,
  ];
}

const script = (path: string): string => `<script type="module" src="${path}"></script>`;

const pageWith = async (name: string, files: string): Promise<string> =>
  (await readFile(`${folder}${name}`, 'utf8')).replace('<!-- files -->', files);

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
