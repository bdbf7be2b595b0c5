// A walk through everything that the explorer's page can show: what a state is, and what the states share.
import type { Locator, Page } from 'playwright-core';
import type { Explorer } from '../explorer.ts';

export interface Walk {
  readonly explorer: Explorer;
  /** On which Adele has signed in. */
  readonly page: Page;
  /** Files of 3 MB, so that they take a session: `one.bin`, `two.bin`, and another `one.bin`. */
  readonly files: { readonly one: string; readonly two: string; readonly otherOne: string };
}

/** Something that the page can show. Each is reached from the calendar, and left for it. */
export interface State {
  /** In words: the subject of a sentence. */
  readonly name: string;
  /** Leads there. Resolves to what is shown there alone. */
  readonly reach: (walk: Walk) => Promise<Locator>;
  /** Leads back; by Escape where there is nothing else to do. */
  readonly leave?: (walk: Walk) => Promise<void>;
}

/** The open dialog. */
export const dialogOf = (page: Page): Locator => page.getByRole('dialog');

/** Closes what is open: a list in a dialog, the dialog, the panel. */
export async function escape({ page }: Walk): Promise<void> {
  for (let times = 0; times < 3; times += 1) await page.keyboard.press('Escape');
}

/** An answer of the API that refuses. */
export const refusal = (status: number, message: string) => ({
  status,
  contentType: 'application/json',
  body: JSON.stringify({ error: { code: 'ErrorTest', message } }),
});
