// States in which a dialog is open: the form, people, shares, settings, keys, and the question about a series.
import { fill, openEvent } from '../steps.ts';
import { dialogOf, escape, refusal, type State } from './walk.ts';

export const dialogStates: readonly State[] = [
  {
    name: 'The form of a new event',
    reach: async ({ page }) => {
      await page.getByRole('button', { name: 'New event' }).click();
      return dialogOf(page).getByLabel('Subject');
    },
  },
  {
    name: 'The form of a series to which people are invited, of all days, with a fault',
    reach: async ({ page }) => {
      await page.getByRole('button', { name: 'New event' }).click();
      const form = dialogOf(page);
      await form.getByLabel('Recurs').selectOption('weekly');
      await form.getByLabel('Invite, by name or mail address').fill('meg');
      await form.getByRole('option', { name: /Megan/ }).click();
      await fill(form, { Subject: 'Backwards', 'Ends on': '2020-01-01' });
      await form.getByRole('button', { name: 'Save and tell people' }).click();
      return form.getByText('It would end before it begins.');
    },
  },
  {
    name: 'The search for people',
    reach: async ({ page }) => {
      await page.getByRole('button', { name: 'New event' }).click();
      const field = dialogOf(page).getByLabel('Invite, by name or mail address');
      await field.fill('a');
      const found = dialogOf(page).getByRole('listbox', { name: 'People found' });
      await found.getByRole('option').first().waitFor();
      await field.press('ArrowDown');
      return found.getByRole('option', { selected: true });
    },
  },
  {
    name: 'The form of a change',
    reach: async ({ page }) => {
      await (await openEvent(page, 'Design review')).getByRole('button', { name: 'Change' }).click();
      return dialogOf(page).getByLabel('Subject');
    },
  },
  {
    name: 'The question which of a series is meant',
    reach: async ({ page }) => {
      await (await openEvent(page, 'Standup')).getByRole('button', { name: 'Delete', exact: true }).click();
      return dialogOf(page).getByRole('button', { name: 'All of the series' });
    },
  },
  {
    name: 'The shares of a calendar',
    reach: async ({ page }) => {
      await page.getByRole('button', { name: 'Share Calendar' }).click();
      await dialogOf(page)
        .getByRole('combobox', { name: /^With whom/ })
        .fill('megan');
      await dialogOf(page).getByRole('option', { name: /Megan/ }).click();
      return dialogOf(page).getByText('Megan Bowen sees all details now.');
    },
  },
  {
    name: 'The shares of a calendar of which one was refused',
    reach: async ({ page }) => {
      await page.getByRole('button', { name: 'Share Calendar' }).click();
      await page.route('**/calendarPermissions/*', (route) => route.fulfill(refusal(403, 'You may not.')));
      await dialogOf(page).getByRole('button', { name: 'Share with Megan Bowen no more' }).click();
      return dialogOf(page).getByText('You may not.');
    },
    leave: async (walk) => {
      await walk.page.unroute('**/calendarPermissions/*');
      await escape(walk);
    },
  },
  {
    name: 'The search for somebody’s calendars, who shares none',
    reach: async ({ page }) => {
      await page.getByRole('button', { name: /^Somebody/ }).click();
      await dialogOf(page)
        .getByLabel(/^Whose/)
        .fill('megan');
      await dialogOf(page).getByRole('option', { name: /Megan/ }).click();
      return dialogOf(page).getByRole('alert').filter({ hasText: /\w/ });
    },
  },
  {
    name: 'The settings of the mailbox',
    reach: async ({ page }) => {
      await page.getByRole('button', { name: /^Settings/ }).click();
      return dialogOf(page).getByLabel('Time zone');
    },
  },
  {
    name: 'The list of keys',
    reach: async ({ page }) => {
      await page.getByRole('button', { name: /^Keys/ }).click();
      return dialogOf(page).getByText('Make it 15 minutes shorter, longer');
    },
  },
];
