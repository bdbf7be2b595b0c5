// The explorer of a test file: started before its tests, ended behind them. Without a browser each of its tests says that it didn't run.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { openExplorer, type Explorer } from '../../support/explorer/explorer.ts';
import { showView } from '../../support/explorer/steps.ts';
import { browserOf, findBrowser } from '../browser.ts';

export interface ExplorerOptions {
  /** Further flags of `npm start`. */
  readonly flags?: readonly string[];
  /** Milliseconds that the start may take; the tests' own bound without it. */
  readonly patience?: number;
}

/** `opened` is given the explorer before the first test. */
export function useExplorer(opened: (explorer: Explorer) => Promise<void> | void, { flags = [], patience }: ExplorerOptions = {}): void {
  let browser: string | undefined;
  let explorer: Explorer | undefined;
  beforeAll(async () => {
    browser = await findBrowser(process.env);
    if (browser === undefined) return;
    explorer = await openExplorer(browser, flags);
    await opened(explorer);
  }, patience);
  beforeEach((context) => {
    browserOf(context, browser);
  });
  afterAll(async () => {
    await explorer?.stop();
  });
}

/** The same with a page of adele's, on which each test finds the agenda, with nothing open above it. */
export function useAgenda(opened: (explorer: Explorer, page: Page) => void): void {
  let page: Page;
  useExplorer(async (explorer) => {
    page = await explorer.signedIn();
    opened(explorer, page);
  });
  beforeEach(async () => {
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await showView(page, 'Agenda');
  });
}
