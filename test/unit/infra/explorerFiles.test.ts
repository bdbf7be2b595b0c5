// The explorer as it is built: what it weighs, what it may, and that it brings all of it along.
import { brotliCompressSync } from 'node:zlib';
import { beforeAll, expect, it } from 'vitest';
import { makeExplorer, makePdfViewer } from '../../../infra/build/site/explorer.ts';
import type { SiteFile } from '../../../infra/build/site/siteFiles.ts';

let files: readonly SiteFile[];
let viewer: readonly SiteFile[];
beforeAll(async () => {
  [files, viewer] = await Promise.all([makeExplorer(), makePdfViewer()]);
});

const compressed = (all: readonly SiteFile[]): number => all.reduce((sum, file) => sum + brotliCompressSync(file.bytes).length, 0);

it('the explorer has at most 350 KB in all, compressed', () => {
  expect(compressed(files)).toBeLessThan(350_000);
});

it('what draws PDFs has at most 450 KB, compressed, and nothing of the explorer brings it along', () => {
  expect(compressed(viewer)).toBeLessThan(450_000);
  const named = viewer.map(({ path }) => path).filter((path) => path !== '/explorer/pdf');
  expect(named.map((path) => path.replace(/-[^.]+/, '')).toSorted()).toEqual(['/explorer/pdf.css', '/explorer/pdf.js']);
  for (const { path, bytes } of files) for (const each of named) expect([path, Buffer.from(bytes).includes(each)]).toEqual([path, false]);
});

it('what draws PDFs has an origin that is nobody’s wherever it is opened, and asks nobody for anything', () => {
  const policy = viewer.find(({ path }) => path === '/explorer/pdf')?.headers['Content-Security-Policy'] ?? '';
  expect(policy.split('; ').toSorted()).toEqual([
    "base-uri 'none'",
    "default-src 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
    'img-src data:',
    "require-trusted-types-for 'script'",
    'sandbox allow-scripts',
    "script-src 'self'",
    "style-src 'self'",
    "trusted-types 'none'",
  ]);
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
