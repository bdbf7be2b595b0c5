// The explorer as it is built: what it weighs, what it may, and that it brings all of it along.
import { brotliCompressSync } from 'node:zlib';
import { beforeAll, expect, it } from 'vitest';
import { makeExplorer } from '../../../infra/build/site/explorer.ts';
import type { SiteFile } from '../../../infra/build/site/siteFiles.ts';

let files: readonly SiteFile[];
beforeAll(async () => {
  files = await makeExplorer();
});

it('the explorer has at most 350 KB in all, compressed', () => {
  const bytes = files.reduce((sum, file) => sum + brotliCompressSync(file.bytes).length, 0);
  expect(bytes).toBeLessThan(350_000);
});

it('the explorer’s page runs its own scripts alone, nothing inline, and names no file that isn’t there', () => {
  const page = files.find(({ path }) => path === '/');
  const policy = page?.headers['Content-Security-Policy'] ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("require-trusted-types-for 'script'; trusted-types 'none'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toMatch(/unsafe|https?:|\*/);
  const html = Buffer.from(page?.bytes ?? []).toString();
  expect(html).not.toMatch(/<script(?![^>]* src=)|<style|\son\w+=|style=/);
  const paths = files.map(({ path }) => path);
  for (const [, named = ''] of html.matchAll(/(?:src|href)="(\/explorer\/[^"]+)"/g))
    if (named !== '/explorer/settings.json') expect(paths).toContain(named);
});

it('the explorer asks nobody else for anything: no script, style or picture of another origin is named', () => {
  const styles = files.filter(({ path }) => path.endsWith('.css')).map(({ bytes }) => Buffer.from(bytes).toString());
  expect(styles.join('')).not.toMatch(/url\(\s*["']?(?:https?:)?\/\//);
});
