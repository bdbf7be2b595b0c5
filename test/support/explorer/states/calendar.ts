// States of the calendar itself: its views, full and empty, on time and not.
import { entryNamed, look, showView } from '../steps.ts';
import type { State } from './walk.ts';

const viewState = (view: Parameters<typeof showView>[1]): State => ({
  name: `The view ${view}`,
  reach: async ({ page }) => {
    await showView(page, view);
    await entryNamed(page, 'Design review').first().waitFor({ state: 'attached' });
    return page.getByRole('button', { name: view, exact: true, pressed: true });
  },
});

/** They end in the agenda, which shows every event. */
export const calendarStates: readonly State[] = [
  viewState('Month'),
  {
    name: 'The list of a day that has more events than room',
    reach: async ({ page }) => {
      await page
        .getByText(/^\d+ more$/)
        .first()
        .click();
      return page.getByRole('dialog');
    },
  },
  viewState('Week'),
  viewState('Day'),
  viewState('Agenda'),
  {
    name: 'The agenda without an event',
    reach: async ({ page }) => {
      for (const each of await page.getByRole('navigation').getByRole('checkbox').all()) await each.uncheck();
      const empty = page.getByText('Nothing in these days.');
      await empty.waitFor();
      return empty;
    },
    leave: async ({ page }) => {
      for (const each of await page.getByRole('navigation').getByRole('checkbox').all()) await each.check();
    },
  },
  {
    name: 'The list of calendars on a narrow page',
    reach: async ({ page }) => {
      await page.setViewportSize({ width: 390, height: 800 });
      await page.getByRole('button', { name: 'Calendars', exact: true }).press('Enter');
      return page.getByRole('navigation', { name: 'Calendars' });
    },
    leave: async ({ page }) => {
      await page.getByRole('button', { name: 'Calendars', exact: true }).press('Enter');
      await page.setViewportSize({ width: 1280, height: 800 });
      // A wide page has no such button.
      await page.getByRole('button', { name: 'Today' }).focus();
    },
  },
  {
    name: 'The calendar without a connection',
    reach: async ({ page }) => {
      await page.route('**/calendarView/delta*', (route) => route.abort());
      await look(page);
      return page.getByText(/^Not up to date/);
    },
    leave: async ({ page }) => {
      await page.unroute('**/calendarView/delta*');
      await look(page);
      await page.getByText(/^Not up to date/).waitFor({ state: 'detached' });
    },
  },
];
