// The explorer's calendar in Chromium: who signs in sees the own events in every view, kept true, without a fault that axe knows.
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { demoUsers } from '../../../infra/local/provision/demo/tenant.ts';
import { faultsOf } from '../../support/explorer/accessible.ts';
import type { Explorer } from '../../support/explorer/explorer.ts';
import { entryNamed, eventToday, fill, look, openEvent, panelOf, showView, today } from '../../support/explorer/steps.ts';
import { useAgenda } from './useExplorer.ts';

let explorer: Explorer;
let page: Page;
useAgenda((opened, adeles) => {
  explorer = opened;
  page = adeles;
});

const dialogOf = () => page.getByRole('dialog');

it('every view shows the event, and axe finds no fault in any, nor in the panel and the form', async () => {
  await eventToday(explorer.api, 'In every view', 8, { body: { contentType: 'html', content: '<h1>Agenda</h1>' } });
  await look(page);
  for (const view of ['Month', 'Week', 'Day', 'Agenda'] as const) {
    await showView(page, view);
    await entryNamed(page, 'In every view').first().waitFor({ state: 'attached' });
    expect(await faultsOf(page), view).toEqual([]);
  }
  const panel = await openEvent(page, 'In every view');
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await faultsOf(page), 'panel, dark').toEqual([]);
  await panel.getByRole('button', { name: 'Change' }).click();
  await dialogOf().getByLabel('Subject').waitFor();
  expect(await faultsOf(page), 'form, dark').toEqual([]);
  await page.emulateMedia({ colorScheme: 'light' });
});

it('axe finds no fault in the dialogs', async () => {
  for (const name of [/^Somebody/, /^Settings/, /^Keys/, /^Share Calendar/]) {
    await page.getByRole('button', { name }).click();
    await dialogOf().waitFor();
    expect(await faultsOf(page), String(name)).toEqual([]);
    await page.keyboard.press('Escape');
  }
});

it('a reload signs in again without a click, and no token is in what the browser keeps', async () => {
  await page.reload();
  await page.getByRole('main', { name: 'Calendar' }).waitFor();
  const kept = await page.evaluate<string>(`JSON.stringify([{ ...sessionStorage }, { ...localStorage }, document.cookie])`);
  expect(kept).not.toMatch(/eyJ|secret|refresh/i);
  expect(kept).toContain('adele@contoso.example');
});

it('a new event is invited to, recurs, and is there for all', async () => {
  await page.getByRole('button', { name: 'New event' }).click();
  const form = dialogOf();
  await fill(form, { Subject: 'Weekly review', 'Begins on': today(), Where: 'Room 5' });
  await form.getByLabel('Recurs').selectOption('weekly');
  await form.getByLabel('Invite, by name or mail address').fill('meg');
  await form.getByRole('option', { name: /Megan/ }).click();
  await form.getByRole('button', { name: 'Save and tell people' }).click();
  await form.waitFor({ state: 'detached' });
  const panel = await openEvent(page, 'Weekly review');
  await panel.getByText(/^Every week on \w+day until/).waitFor();
  expect(await panel.getByRole('region', { name: 'People' }).textContent()).toContain('Megan Bowen');
});

it('what a form lacks is said in words, and the field has the focus', async () => {
  await page.getByRole('button', { name: 'New event' }).click();
  const form = dialogOf();
  await fill(form, { Subject: 'Backwards', 'Ends on': '2020-01-01' });
  await form.getByRole('button', { name: 'Save' }).click();
  expect(await form.getByRole('alert').textContent()).toBe('It would end before it begins.');
  expect(await page.evaluate<string>('document.activeElement.name')).toBe('endDate');
});

it('an event is moved by dragging, and moved back', async () => {
  const id = await eventToday(explorer.api, 'Dragged', 9);
  const startOf = async () => (await explorer.api.send(`/v1.0/me/events/${id}?$select=start`)).json.start;
  await showView(page, 'Day');
  await look(page);
  await entryNamed(page, 'Dragged').waitFor();
  const box = await entryNamed(page, 'Dragged').boundingBox();
  if (box === null) throw new Error('The entry isn’t shown.');
  const [x, y] = [box.x + box.width / 2, box.y + 8];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x, y + box.height, { steps: 8 });
  await page.mouse.up();
  await page.getByText('Moved: Dragged').waitFor();
  expect(await startOf()).toMatchObject({ dateTime: `${today()}T10:00:00.0000000` });
  await page.getByRole('log').getByRole('button', { name: 'Undo' }).last().click();
  await expect.poll(startOf).toMatchObject({ dateTime: `${today()}T09:00:00.0000000` });
});

it('an event is moved by keys, which say what they do', async () => {
  const id = await eventToday(explorer.api, 'By keys', 7);
  await look(page);
  await entryNamed(page, 'By keys').focus();
  await page.keyboard.press('Alt+ArrowDown');
  await page.getByText('Moved: By keys').waitFor();
  expect((await explorer.api.send(`/v1.0/me/events/${id}`)).json.start).toMatchObject({ dateTime: `${today()}T07:15:00.0000000` });
});

it('one day of a series is changed, or all of it', async () => {
  const recurrence = { pattern: { type: 'daily', interval: 1 }, range: { type: 'numbered', startDate: today(), numberOfOccurrences: 2 } };
  const id = await eventToday(explorer.api, 'Series', 6, { recurrence });
  const rename = async (to: string, scope: string) => {
    await panelOf(page).getByRole('button', { name: 'Change' }).click();
    await fill(dialogOf(), { Subject: to });
    await dialogOf().getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: scope }).click();
    await page.getByText(`Saved: ${to}`).waitFor();
  };
  await openEvent(page, 'Series');
  await rename('Series, one day', 'This one');
  const subjects = async () => {
    const until = `${Number(today().slice(0, 4)) + 1}-01-02`;
    const path = `/v1.0/me/events/${id}/instances?startDateTime=${today()}&endDateTime=${until}&$select=subject`;
    return JSON.stringify((await explorer.api.send(path)).json.value);
  };
  await expect.poll(subjects).toMatch(/Series, one day.*"Series"/);
  await panelOf(page).getByRole('heading', { level: 2, name: 'Series, one day' }).waitFor();
  await rename('Series, whole', 'All of the series');
  await expect.poll(subjects).toMatch(/Series, whole/);
});

it('a deletion can be taken back, and is done when nobody does', async () => {
  const id = await eventToday(explorer.api, 'Deleted twice', 11);
  const status = async () => (await explorer.api.send(`/v1.0/me/events/${id}`)).status;
  await (await openEvent(page, 'Deleted twice')).getByRole('button', { name: 'Delete' }).click();
  await entryNamed(page, 'Deleted twice').waitFor({ state: 'detached' });
  await page.getByRole('log').getByRole('button', { name: 'Undo' }).last().click();
  await entryNamed(page, 'Deleted twice').waitFor();
  expect(await status()).toBe(200);
  await (await openEvent(page, 'Deleted twice')).getByRole('button', { name: 'Delete' }).click();
  await entryNamed(page, 'Deleted twice').waitFor({ state: 'detached' });
  // Who leaves the page doesn't take it back.
  await page.reload();
  await expect.poll(status).toBe(404);
});

it('what others change is shown and marked', async () => {
  const id = await eventToday(explorer.api, 'Before', 12);
  await look(page);
  await entryNamed(page, 'Before').waitFor();
  await explorer.api.send(`/v1.0/me/events/${id}`, { method: 'PATCH', json: { subject: 'Behind my back' } });
  await look(page);
  await page.getByText('Changed meanwhile: Behind my back').waitFor();
  expect(await entryNamed(page, 'Behind my back').textContent()).toContain('changed meanwhile');
});

it('what others change is marked, though it is seen as this page has written something itself', async () => {
  const id = await eventToday(explorer.api, 'Theirs', 6);
  await eventToday(explorer.api, 'Mine', 7);
  // What is there when the page begins is no news.
  await page.reload();
  await entryNamed(page, 'Theirs').waitFor();
  const panel = await openEvent(page, 'Mine');
  expect(await entryNamed(page, 'Theirs').textContent()).not.toContain('changed meanwhile');
  await panel.getByRole('button', { name: 'Change' }).click();
  await fill(dialogOf(), { Subject: 'Mine, changed' });
  await explorer.api.send(`/v1.0/me/events/${id}`, { method: 'PATCH', json: { subject: 'Theirs, changed' } });
  await dialogOf().getByRole('button', { name: 'Save' }).click();
  await entryNamed(page, 'Theirs, changed').waitFor();
  expect(await entryNamed(page, 'Theirs, changed').textContent()).toContain('changed meanwhile');
  expect(await entryNamed(page, 'Mine, changed').textContent()).not.toContain('changed meanwhile');
});

it('the text of an event that is HTML is shown, and runs nothing', async () => {
  const content = '<p>Harmless</p><img src="x" onerror="top.hacked=1"><script>top.hacked=1</script>';
  await eventToday(explorer.api, 'Hostile text', 13, { body: { contentType: 'html', content } });
  const panel = await openEvent(page, 'Hostile text');
  const frame = panel.frameLocator('iframe[title="Text of the event"]');
  await frame.getByText('Harmless').waitFor();
  expect(await page.evaluate<boolean>('"hacked" in window')).toBe(false);
});

it('an invitation is answered, and the organizer sees it', async () => {
  const token = await explorer.api.token({ user: demoUsers.megan.upn });
  const attendees = [{ type: 'required', emailAddress: { address: demoUsers.adele.upn, name: 'Adele' } }];
  const id = await eventToday(explorer.api, 'Megan invites', 14, { attendees }, token);
  const panel = await openEvent(page, 'Megan invites');
  await panel.getByLabel(/^A word for/).fill('With pleasure');
  await panel.getByRole('button', { name: 'Accept' }).click();
  await page.getByText('The organizer is told.').waitFor();
  expect((await explorer.api.send(`/v1.0/me/events/${id}`, { token })).json).toMatchObject({
    attendees: [{ status: { response: 'accepted' } }],
  });
  await expect.poll(() => panel.getByRole('button', { name: 'Accept' }).getAttribute('aria-pressed')).toBe('true');
});

it('a calendar that is shared is shown to whom it is shared with', async () => {
  await eventToday(explorer.api, 'Seen by both', 15);
  await page.getByRole('button', { name: 'Share Calendar' }).click();
  await dialogOf()
    .getByRole('combobox', { name: /^With whom/ })
    .fill('megan');
  await dialogOf().getByRole('option', { name: /Megan/ }).click();
  await dialogOf().getByText('Megan Bowen sees all details now.').waitFor();
  const other = await explorer.signedIn('megan');
  await showView(other, 'Agenda');
  await other.getByRole('button', { name: /^Somebody/ }).click();
  await other
    .getByRole('dialog')
    .getByLabel(/^Whose/)
    .fill('adele');
  await other.getByRole('option', { name: /Adele/ }).click();
  await entryNamed(other, 'Seen by both').waitFor();
  await other.getByRole('checkbox', { name: 'Calendar' }).last().uncheck();
  await entryNamed(other, 'Seen by both').waitFor({ state: 'detached' });
  await other.context().close();
});

it('settings turn the page to the language, the hours and the zone of the mailbox; a narrow page has all of it', async () => {
  await eventToday(explorer.api, 'Elsewhere', 16);
  const other = await explorer.signedIn('adele', { viewport: { width: 390, height: 800 } });
  await showView(other, 'Agenda');
  await other.getByRole('button', { name: 'Calendars' }).click();
  await other.getByRole('button', { name: /^Settings/ }).click();
  await other.getByLabel('Time zone').selectOption('Asia/Dubai');
  await other.getByLabel('Dates and numbers as in').selectOption('he-IL');
  await other.getByLabel('Clock').selectOption('24');
  await other.getByRole('button', { name: 'Save' }).click();
  await expect.poll(() => entryNamed(other, 'Elsewhere').first().textContent()).toContain('20:00');
  expect(await other.evaluate<string>('document.documentElement.dir')).toBe('rtl');
  expect(await faultsOf(other)).toEqual([]);
  for (const view of ['Month', 'Week', 'Day', 'Agenda'] as const) {
    await showView(other, view);
    expect(await other.evaluate<number>('document.documentElement.scrollWidth'), view).toBeLessThanOrEqual(390);
  }
  await other.context().close();
});
