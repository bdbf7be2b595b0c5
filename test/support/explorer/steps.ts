// What a person does on the explorer's page, step by step.
import type { Locator, Page } from 'playwright-core';
import type { Api } from '../api/api.ts';

/** Today, in the zone that new mailboxes have. */
export const today = (): string => new Date().toISOString().slice(0, 10);

/** An event of today, made by another program: from this hour on, for an hour. Resolves to its id. */
export async function eventToday(api: Api, subject: string, hour: number, more: object = {}, token?: string): Promise<string> {
  const at = (each: number) => ({ dateTime: `${today()}T${String(each).padStart(2, '0')}:00:00`, timeZone: 'UTC' });
  const { json, status, text } = await api.send('/v1.0/me/events', {
    json: { subject, start: at(hour), end: at(hour + 1), ...more },
    ...(token !== undefined && { token }),
  });
  if (status !== 201) throw new Error(text);
  return String(json.id);
}

/** Shows a view. */
export const showView = (page: Page, name: 'Month' | 'Week' | 'Day' | 'Agenda'): Promise<void> =>
  page.getByRole('button', { name, exact: true }).click();

/** Lets the page look at once for what others have changed, as it does when somebody comes back to it. */
export const look = (page: Page): Promise<boolean> => page.evaluate<boolean>(`document.dispatchEvent(new Event('visibilitychange'))`);

/** The entry of the calendar with this subject. */
export const entryNamed = (page: Page, subject: string): Locator => page.locator('[role=button][data-entry]', { hasText: subject });

/** The panel of the chosen event. */
export const panelOf = (page: Page): Locator => page.getByRole('complementary', { name: 'Event' });

/** Opens an event that another program has made. */
export async function openEvent(page: Page, subject: string): Promise<Locator> {
  await look(page);
  await entryNamed(page, subject).first().click();
  const panel = panelOf(page);
  await panel.getByRole('heading', { level: 2, name: subject }).waitFor();
  return panel;
}

/** Says yes to a field of a form. */
export async function fill(form: Locator, fields: Readonly<Record<string, string>>): Promise<void> {
  for (const [label, text] of Object.entries(fields)) await form.getByLabel(label, { exact: true }).fill(text);
}
