// The explorer in a real browser, over a stack of its own: started once in a file, with a page for each person who signs in.
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { demoUsers } from '../../../infra/local/provision/demo/tenant.ts';
import { openApi, type Api } from '../api/api.ts';
import { startStack, type Stack } from '../process/stack.ts';

export interface Explorer {
  readonly stack: Stack;
  /** The API, as adele. */
  readonly api: Api;
  /** Where the page is. */
  readonly url: string;
  /**
   * A page on which this person has signed in, in a browser context of its own. What the page logs as an error fails `stop`. `url`: where the
   * page is found, if something stands in front of it.
   */
  signedIn(person?: keyof typeof demoUsers, options?: BrowserContextOptions, url?: string): Promise<Page>;
  /** An empty page in a browser context of its own; what it logs counts as well. */
  blank(options?: BrowserContextOptions): Promise<Page>;
  /** Ends browser and stack. Throws what a page has logged as an error: a policy that was broken, an error that nobody caught. */
  stop(): Promise<void>;
}

/** Starts the stack and this browser. `flags`: further ones of `npm start`. */
export async function openExplorer(program: string, flags: readonly string[] = []): Promise<Explorer> {
  const stack = await startStack({ env: { PAGES: 'explorer' }, flags });
  const browser = await chromium.launch({
    executablePath: program,
    // Chromium's sandbox can't be had by root, which tests in containers often are.
    chromiumSandbox: process.getuid?.() !== 0,
    args: ['--disable-dev-shm-usage'],
  });
  const api = await openApi(stack);
  const errors: string[] = [];
  return {
    stack,
    api,
    url: stack.url,
    signedIn: async (person = 'adele', options = {}, url = stack.url) => signIn(await newPage(browser, errors, options), url, person),
    blank: (options = {}) => newPage(browser, errors, options),
    async stop() {
      await browser.close();
      await stack.stop();
      if (errors.length > 0) throw new Error(`Pages have logged:\n${errors.join('\n')}`);
    },
  };
}

async function newPage(browser: Browser, errors: string[], options: BrowserContextOptions): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-US', ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' && isOurs(message.text())) errors.push(message.text());
  });
  return page;
}

/**
 * A request that is refused is an error of the console, too; what the page makes of it is what tests look at. So is a script in a text that is
 * shown in a frame without rights: it says that it didn't run.
 */
const isOurs = (text: string): boolean => !/^(?:Failed to load resource|Blocked script execution)/.test(text);

async function signIn(page: Page, url: string, person: keyof typeof demoUsers): Promise<Page> {
  await page.goto(url);
  const [issuer] = await Promise.all([page.waitForEvent('popup'), page.getByRole('button', { name: 'Sign in' }).click()]);
  await issuer.locator(`button[value="${demoUsers[person].upn}"]`).click();
  await page.getByRole('main', { name: 'Calendar' }).waitFor();
  return page;
}
