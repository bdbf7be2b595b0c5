// Holds a page to WCAG 2.2 AA, as far as axe can tell by looking at it.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Frame, Page } from 'playwright-core';

const source = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds fault with in a page or a frame, in words; an empty list for one without fault. */
export async function faultsOf(page: Page | Frame): Promise<string[]> {
  if (!(await page.evaluate<boolean>(`'axe' in window`))) await page.evaluate(await source);
  // An expression, which the protocol evaluates: the page's own policy lets it evaluate none.
  // A frame that may ask nobody for anything can't be asked for its style sheets.
  const preload = !('parentFrame' in page);
  // What a list that somebody has opened lies above isn't judged: they close it by Escape.
  const { violations } = await page.evaluate<AxeResults>(
    `axe.run(document.querySelector('body > [role=dialog]') ?? document, { preload: ${preload}, rules: { 'target-size': { enabled: true }, 'label-content-name-mismatch': { enabled: true } } })`,
  );
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary ?? ''}`).join('\n')}`,
  );
}
