// Measures how soon the explorer shows a month in Chromium, of few events and of many: from the request of the page on, signed in by its session.
import type { Page } from 'playwright-core';
import { demoUsers } from '../../infra/local/provision/demo/tenant.ts';
import { findBrowser } from '../browser/browser.ts';
import { openExplorer, type Explorer } from '../support/explorer/explorer.ts';
import { entryNamed, showView } from '../support/explorer/steps.ts';
import { fillMailbox, openPerson } from './growth/mailboxOf.ts';
import { report, type Measured } from './measure.ts';
import type { Options } from './report/options.ts';
import { median } from './report/statistics.ts';

const few = 5;
const many = 500;
const days = 28;

export async function benchExplorer({ quick }: Options): Promise<void> {
  const program = await findBrowser(process.env);
  if (program === undefined) {
    console.log('\nThe explorer is left out: no Chromium, Chrome or Edge is here (CHROMIUM_PATH).');
    return;
  }
  const explorer = await openExplorer(program);
  try {
    const months = [
      { name: `${few} events`, page: await openMonth(explorer, 'megan', few), loads: [] as Load[] },
      { name: `${many} events`, page: await openMonth(explorer, 'adele', many), loads: [] as Load[] },
    ];
    for (let turn = quick ? 2 : 15; turn > 0; turn--) for (const { page, loads } of months) loads.push(await loadOf(page));
    const measured = (time: (load: Load) => number): Measured[] =>
      months.map(({ name, loads }) => ({ name, median: median(loads.map(time)), times: loads.map(time) }));
    report(
      'The first paint',
      measured(({ painted }) => painted),
    );
    report(
      'A month with its events',
      measured(({ shown }) => shown),
    );
  } finally {
    await explorer.stop();
  }
}

/** Milliseconds from the navigation on. */
interface Load {
  readonly painted: number;
  readonly shown: number;
}

async function openMonth(explorer: Explorer, person: keyof typeof demoUsers, count: number): Promise<Page> {
  const { id, upn } = demoUsers[person];
  const month = new Date().toISOString().slice(0, 7);
  const at = (number: number, minute: number): string =>
    `${month}-${String((number % days) + 1).padStart(2, '0')}T${String(Math.floor(number / days) % 24).padStart(2, '0')}:${minute}:00`;
  const timesOf = (number: number) => ({
    start: { dateTime: at(number, 10), timeZone: 'UTC' },
    end: { dateTime: at(number, 50), timeZone: 'UTC' },
  });
  const own = (number: number) => ({
    sortKeys: { start: `${at(number, 10)}.000Z`, end: `${at(number, 50)}.000Z` },
    properties: timesOf(number),
  });
  const event = { subject: 'in the month', ...timesOf(0) };
  await fillMailbox(explorer.stack, { id, send: await openPerson(explorer.stack, upn) }, { name: 'event', event, count, own });
  const page = await explorer.signedIn(person);
  await showView(page, 'Month');
  await loadOf(page);
  return page;
}

async function loadOf(page: Page): Promise<Load> {
  await page.reload();
  await entryNamed(page, 'in the month').first().waitFor();
  return page.evaluate<Load>(
    `({ painted: performance.getEntriesByName('first-contentful-paint')[0].startTime, shown: performance.now() })`,
  );
}
