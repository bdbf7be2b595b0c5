// The part of the site that shows the API to people: `/docs`, Swagger UI over `/openapi.json`.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { htmlPage, immutable, type SiteFile } from '../siteFiles.ts';

const viewer = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));

/** Each lies under a name with its hash, in this order in the page. */
const files: readonly { readonly path: string; readonly from: string }[] = [
  { path: '/docs/viewer.css', from: join(viewer, 'swagger-ui.css') },
  { path: '/docs/page.css', from: join(import.meta.dirname, 'page.css') },
  { path: '/docs/viewer.js', from: join(viewer, 'swagger-ui-bundle.js') },
  { path: '/docs/page.js', from: join(import.meta.dirname, 'page.js') },
];

const page = (sheets: readonly string[], scripts: readonly string[]): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Calendar Attachments: API</title>
<link rel="icon" href="data:,">
${sheets.map((href) => `<link rel="stylesheet" href="${href}">`).join('\n')}
</head>
<body>
<div id="reference"></div>
<noscript><main><h1>Calendar Attachments</h1><p>This page needs JavaScript; the same is in <a href="openapi.json">openapi.json</a>.</p></main></noscript>
${scripts.map((src) => `<script src="${src}"></script>`).join('\n')}
</body>
</html>
`;

/** The viewer's pictures are data in its style sheet; it loads nothing but what lies here, and its styles are set by script or in sheets. */
const policy = {
  'script-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self' data:",
  'connect-src': "'self'",
} as const;

/** A source map's comment would have browsers ask for a file that isn't there. */
const withoutSourceMap = (text: string): string => text.replace(/^\s*(?:\/\/|\/\*)# sourceMappingURL=\S*(?:\s*\*\/)?\s*$/gm, '');

export async function docs(): Promise<readonly SiteFile[]> {
  const named = await Promise.all(
    files.map(async ({ path, from }): Promise<SiteFile> => {
      const bytes = Buffer.from(withoutSourceMap(await readFile(from, 'utf8')));
      return { ...immutable(path, bytes, 'docs'), madeOf: [from] };
    }),
  );
  // Relative to `/docs`, so that the page works behind a gateway's own prefix.
  const at = (ending: string): readonly string[] => named.filter(({ path }) => path.endsWith(ending)).map(({ path }) => path.slice(1));
  return [...named, htmlPage('/docs', page(at('.css'), at('.js')), 'docs', policy)];
}
