// What the site's files are sent with: names that change with the bytes, and pages that may load what their policy names, and no more.
import { expect, it } from 'vitest';
import { document, htmlPage, immutable } from '../../../../infra/build/site/siteFiles.ts';

it('what a page names has the hash of its bytes in its path, and is kept for a year', () => {
  const one = immutable('/docs/viewer.js', Buffer.from('a'), 'docs');
  const other = immutable('/docs/viewer.js', Buffer.from('b'), 'docs');
  expect(one.path).toMatch(/^\/docs\/viewer-[\w-]{22}\.js$/);
  expect(other.path).not.toBe(one.path);
  expect(one).toMatchObject({ page: 'docs', headers: { 'Cache-Control': 'public, max-age=31536000, immutable' } });
  expect(one.headers).toMatchObject({ 'Content-Type': 'text/javascript; charset=utf-8', 'X-Content-Type-Options': 'nosniff' });
});

it('a document keeps its path, and is of no page', () => {
  const made = document('/openapi.json', Buffer.from('{}'), 60);
  expect(made).toMatchObject({ path: '/openapi.json', headers: { 'Cache-Control': 'public, max-age=60' } });
  expect(made).not.toHaveProperty('page');
  expect(() => document('/a.unheard', Buffer.from(''), 60)).toThrow("none for '/a.unheard'");
});

it('a page loads nothing that its policy does not name, and stands in no frame whatever it names', () => {
  const { headers } = htmlPage('/docs', '<!doctype html>', 'docs', { 'script-src': "'self'" });
  expect(headers['Content-Security-Policy']).toBe(
    "default-src 'none'; form-action 'none'; script-src 'self'; base-uri 'none'; frame-ancestors 'none'",
  );
  expect(headers).toMatchObject({ 'X-Frame-Options': 'DENY', 'Referrer-Policy': 'no-referrer', 'Cache-Control': 'no-cache' });
});
