// Makes the explorer's files: the page, its scripts in parts that load when they are needed, and one style sheet, all named by their hashes.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build, type Metafile } from 'esbuild';

const folder = fileURLToPath(new URL('../../lib/explorer/', import.meta.url));

/** Where the page's files lie on the service. */
const base = '/explorer/';

/** A file as it is served. */
export interface PageFile {
  /** The path of its URL. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Uint8Array;
}

export interface Explorer {
  readonly files: readonly PageFile[];
  /** The source files that are in it, with the kinds of their imports. */
  readonly metafile: Metafile;
}

/** Bundles the explorer. The same sources give the same bytes. Throws esbuild's error for a source that can't be bundled. */
export async function makeExplorer(): Promise<Explorer> {
  const { outputFiles, metafile } = await build({
    entryPoints: { explorer: `${folder}main.tsx`, 'signed-in': `${folder}session/signedIn.ts` },
    absWorkingDir: folder,
    tsconfig: `${folder}tsconfig.json`,
    outdir: base,
    write: false,
    metafile: true,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    target: ['chrome123', 'firefox120', 'safari17.5'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    entryNames: '[name]-[hash]',
    chunkNames: 'part-[hash]',
    minify: true,
    legalComments: 'none',
    logLevel: 'silent',
  });
  const parts = outputFiles.map(({ path, contents }): PageFile => ({ path, headers: partHeaders(path), bytes: contents }));
  const named = (pattern: RegExp): string => parts.find(({ path }) => pattern.test(path))?.path ?? '';
  const page = [style(named(/\/explorer-\w+\.css$/)), script(named(/\/explorer-\w+\.js$/))].join('\n    ');
  return {
    metafile,
    files: [
      { path: '/', headers: pageHeaders(pagePolicy), bytes: await pageWith('page.html', page) },
      {
        path: `${base}signed-in`,
        headers: pageHeaders(signedInPolicy),
        bytes: await pageWith('signedIn.html', script(named(/\/signed-in-\w+\.js$/))),
      },
      ...parts,
    ],
  };
}

const style = (path: string): string => `<link rel="stylesheet" href="${path}" />`;
const script = (path: string): string => `<script type="module" src="${path}"></script>`;

async function pageWith(name: string, files: string): Promise<Uint8Array> {
  const page = await readFile(`${folder}${name}`, 'utf8');
  return Buffer.from(page.replace('<!-- files -->', files));
}

const partHeaders = (path: string): PageFile['headers'] => ({
  'Content-Type': path.endsWith('.css') ? 'text/css; charset=utf-8' : 'text/javascript; charset=utf-8',
  'Cache-Control': 'public, max-age=31536000, immutable',
  'X-Content-Type-Options': 'nosniff',
});

/**
 * What the page may do (Content Security Policy Level 3, Trusted Types): its own scripts and styles alone, nothing inline, and requests to the
 * service, the issuer and the storage account, whose origins the service puts in the place of their names. Frames show what was made here
 * (`blob:`) without any right, and the issuer's answer to who signs in without a window.
 */
const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  'media-src blob:',
  "connect-src 'self' {AUTHORITY} {BLOB_ENDPOINT}",
  "frame-src 'self' blob: {AUTHORITY}",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
];

/** The issuer's answer comes in a window, or in a frame of the page. */
const signedInPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  'img-src data:',
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'self'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
];

const pageHeaders = (policy: readonly string[]): PageFile['headers'] => ({
  'Content-Type': 'text/html; charset=utf-8',
  'Cache-Control': 'no-cache',
  'Content-Security-Policy': policy.join('; '),
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
});
