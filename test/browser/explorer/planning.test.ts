// What one does with a calendar beside its events, in Chromium: calendars of one's own, categories, other times, who is free, how far a file is.
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { demoUsers } from '../../../infra/local/provision/demo/tenant.ts';
import { faultsOf } from '../../support/explorer/accessible.ts';
import type { Explorer } from '../../support/explorer/explorer.ts';
import { entryNamed, eventToday, fill, look, openEvent, panelOf, today } from '../../support/explorer/steps.ts';
import { useAgenda } from './useExplorer.ts';

let explorer: Explorer;
let page: Page;
useAgenda((opened, adeles) => {
  explorer = opened;
  page = adeles;
});

const dialogOf = () => page.getByRole('dialog');
const sidebar = () => page.getByRole('navigation', { name: 'Calendars' });
const save = () => dialogOf().getByRole('button', { name: 'Save' }).click();
/** Milliseconds until it must be so. */
const patience = { timeout: 15_000 };
const megan = { address: demoUsers.megan.upn, name: demoUsers.megan.displayName };
const invited = { attendees: [{ type: 'required', emailAddress: megan }] };

it('a calendar is made in a group of its own, which is named and coloured by words', async () => {
  await sidebar().getByRole('button', { name: 'New calendar' }).click();
  await save();
  expect(await dialogOf().getByRole('alert').textContent()).toBe('Give the calendar a name.');
  expect(await page.evaluate<string>('document.activeElement.name')).toBe('name');
  await fill(dialogOf(), { Name: 'Training' });
  await dialogOf().getByRole('radio', { name: 'Green' }).check();
  await dialogOf().getByLabel('Group').selectOption('New group …');
  await fill(dialogOf(), { 'Name of the group': 'Sports' });
  expect(await faultsOf(page)).toEqual([]);
  await save();
  const group = sidebar().getByRole('region', { name: 'Sports' });
  await group.getByRole('checkbox', { name: 'Training' }).waitFor();
  expect((await explorer.api.send(`/v1.0/me/calendars?$filter=name eq 'Training'`)).json.value).toMatchObject([{ color: 'lightGreen' }]);
});

it('a calendar takes another name and colour; a name that is taken is refused in words', async () => {
  await explorer.api.send('/v1.0/me/calendars', { json: { name: 'Old name' } });
  await page.reload();
  await sidebar().getByRole('button', { name: 'Change Old name' }).click();
  await fill(dialogOf(), { Name: 'Launch' });
  await save();
  await dialogOf().getByText('There is one of this name already. Choose another name.').waitFor();
  await fill(dialogOf(), { Name: 'New name' });
  await dialogOf().getByRole('radio', { name: 'Pink' }).check();
  await save();
  await expect.poll(() => sidebar().getByRole('checkbox', { name: 'New name' }).getAttribute('class'), patience).toBe('color-6');
});

it('a calendar is deleted once somebody has confirmed it, knowing what goes with it; then its group can be', async () => {
  const { json: group } = await explorer.api.send('/v1.0/me/calendarGroups', { json: { name: 'Leaving' } });
  const { json: calendar } = await explorer.api.send(`/v1.0/me/calendarGroups/${String(group.id)}/calendars`, { json: { name: 'Gone' } });
  const at = (hour: string) => ({ dateTime: `${today()}T${hour}:00:00`, timeZone: 'UTC' });
  const path = `/v1.0/me/calendars/${String(calendar.id)}`;
  await explorer.api.send(`${path}/events`, { json: { subject: 'Goes with it', start: at('09'), end: at('10') } });
  await page.reload();
  await entryNamed(page, 'Goes with it').waitFor();
  await sidebar().getByRole('button', { name: 'Change the group Leaving' }).click();
  expect(await dialogOf().getByRole('button', { name: 'Delete' }).count()).toBe(0);
  await page.keyboard.press('Escape');
  await sidebar().getByRole('button', { name: 'Change Gone' }).click();
  await dialogOf().getByRole('button', { name: 'Delete …' }).click();
  await dialogOf().getByText('An event in it is deleted too, with its files. This can’t be undone.').waitFor();
  expect(await faultsOf(page)).toEqual([]);
  await dialogOf().getByRole('button', { name: 'Cancel' }).click();
  expect((await explorer.api.send(path)).status).toBe(200);
  await sidebar().getByRole('button', { name: 'Change Gone' }).click();
  await dialogOf().getByRole('button', { name: 'Delete …' }).click();
  await dialogOf().getByRole('button', { name: 'Delete the calendar' }).click();
  await entryNamed(page, 'Goes with it').waitFor({ state: 'detached' });
  expect((await explorer.api.send(path)).status).toBe(404);
  await sidebar().getByRole('button', { name: 'Change the group Leaving' }).click();
  await dialogOf().getByRole('button', { name: 'Delete' }).click();
  await sidebar().getByRole('region', { name: 'Leaving' }).waitFor({ state: 'detached' });
});

it('categories of the mailbox’s list and others are chosen in the form, and shown in the view and the panel', async () => {
  await page.getByRole('button', { name: 'New event' }).click();
  await fill(dialogOf(), { Subject: 'Sorted', 'Begins on': today(), 'Another category': 'Customer' });
  await dialogOf().getByRole('checkbox', { name: 'Red category' }).check();
  await dialogOf().getByLabel('Another category').press('Enter');
  expect(await dialogOf().getByRole('checkbox', { name: 'Customer' }).isChecked()).toBe(true);
  await save();
  await entryNamed(page, 'Sorted').locator('.category-0').waitFor();
  expect(await entryNamed(page, 'Sorted').textContent()).toContain('Red category, Customer');
  await entryNamed(page, 'Sorted').click();
  const panel = panelOf(page);
  await panel.getByText('Customer').waitFor();
  expect(await faultsOf(page)).toEqual([]);
  await panel.getByRole('button', { name: 'Change' }).click();
  await dialogOf().getByRole('checkbox', { name: 'Red category' }).uncheck();
  await save();
  await panel.getByText('Red category').waitFor({ state: 'detached' });
  await entryNamed(page, 'Sorted').locator('.category-0').waitFor({ state: 'detached' });
  // By the pointer: nothing lies over it.
  await panel.getByRole('button', { name: 'Close' }).click();
  await panel.waitFor({ state: 'detached' });
});

it('another time is proposed with an answer that isn’t yes', async () => {
  const token = await explorer.api.token({ user: megan.address });
  const attendees = [{ type: 'required', emailAddress: { address: demoUsers.adele.upn, name: 'Adele' } }];
  const id = await eventToday(explorer.api, 'Too early', 6, { attendees }, token);
  const panel = await openEvent(page, 'Too early');
  await panel.getByRole('checkbox', { name: 'Propose another time' }).check();
  await panel.getByLabel('at', { exact: true }).first().fill('16:30');
  await panel.getByLabel('Ends on').fill('2020-01-01');
  expect(await panel.getByRole('button', { name: 'Accept' }).count()).toBe(0);
  await panel.getByRole('button', { name: 'Perhaps, and propose' }).click();
  await panel.getByText('It would end before it begins.').waitFor();
  await panel.getByLabel('Ends on').fill(today());
  expect(await faultsOf(page)).toEqual([]);
  await panel.getByRole('button', { name: 'Perhaps, and propose' }).click();
  await page.getByText('The organizer is told, with the time that you propose.').waitFor();
  expect((await explorer.api.send(`/v1.0/me/events/${id}`, { token })).json).toMatchObject({
    attendees: [
      {
        status: { response: 'tentativelyAccepted' },
        proposedNewTime: { start: { dateTime: `${today()}T16:30:00.0000000` }, end: { dateTime: `${today()}T17:30:00.0000000` } },
      },
    ],
  });
});

it('a proposal comes to the organizer’s open panel, and is taken over by a click', async () => {
  const token = await explorer.api.token({ user: megan.address });
  const id = await eventToday(explorer.api, 'Still open', 7, invited);
  const panel = await openEvent(page, 'Still open');
  const mine = (await explorer.api.send(`/v1.0/me/events?$filter=subject eq 'Still open'`, { token })).json.value as { id: string }[];
  const at = (time: string) => ({ dateTime: `${today()}T${time}:00`, timeZone: 'UTC' });
  const json = { sendResponse: true, proposedNewTime: { start: at('18:15'), end: at('18:45') } };
  const sent = await explorer.api.send(`/v1.0/me/events/${String(mine[0]?.id)}/tentativelyAccept`, { method: 'POST', json, token });
  expect(sent.status).toBe(202);
  await look(page);
  await panel.getByText(/^Proposes .*6:15.*6:45/).waitFor();
  await panel.getByRole('button', { name: 'Take over the time that Megan Bowen proposes' }).click();
  await page.getByText('Moved: Still open').waitFor();
  expect((await explorer.api.send(`/v1.0/me/events/${id}`)).json).toMatchObject({
    start: { dateTime: `${today()}T18:15:00.0000000` },
    end: { dateTime: `${today()}T18:45:00.0000000` },
    attendees: [{ status: { response: 'none' } }],
  });
  await panel.getByText(/^Proposes/).waitFor({ state: 'detached' });
});

it('the form says who is free at its time, and finds a time when all are', async () => {
  const token = await explorer.api.token({ user: megan.address });
  // A Wednesday far enough away, so that nobody has anything else.
  const day = '2031-03-05';
  const at = (time: string) => ({ dateTime: `${day}T${time}:00`, timeZone: 'UTC' });
  await explorer.api.send('/v1.0/me/events', { json: { subject: 'Hers', start: at('10:00'), end: at('11:00') }, token });
  await page.getByRole('button', { name: 'New event' }).click();
  const form = dialogOf();
  await fill(form, { 'Begins on': day });
  await form.getByLabel('at', { exact: true }).first().fill('10:30');
  const invite = async (name: string) => {
    await form.getByLabel('Invite, by name or mail address').fill(name);
    await form.getByRole('listbox').getByRole('option').first().click();
  };
  await invite('meg');
  await form.getByText(/^busy 10:00\W+11:00\WAM$/).waitFor();
  await invite('nobody@elsewhere.example');
  await form.getByText('1 of 2 isn’t free at this time; of 1 it isn’t known.').waitFor();
  expect(await faultsOf(page)).toEqual([]);
  await form.getByRole('button', { name: 'Don’t invite nobody@elsewhere.example' }).click();
  await form.getByRole('button', { name: 'Find a time when all are free' }).click();
  await form.getByRole('list', { name: 'Times when all are free' }).getByRole('button').first().click();
  await form.getByText('Free at this time.').waitFor();
  expect(await form.getByLabel('Begins on').inputValue()).toBe(day);
});

it('the bar of a file that one request sends moves', async () => {
  await eventToday(explorer.api, 'With a file', 8);
  const panel = await openEvent(page, 'With a file');
  const network = await page.context().newCDPSession(page);
  const conditions = { offline: false, latency: 0, downloadThroughput: -1 };
  await network.send('Network.emulateNetworkConditions', { ...conditions, uploadThroughput: 500_000 });
  await panel.getByLabel('Add files').setInputFiles({ name: 'small.bin', mimeType: '', buffer: Buffer.alloc(1_500_000) });
  const bar = page.getByRole('progressbar', { name: 'small.bin' });
  const sent = async () => Number(await bar.getAttribute('value'));
  await expect.poll(sent, patience).toBeGreaterThan(0);
  expect(await sent()).toBeLessThan(1_500_000);
  await network.send('Network.emulateNetworkConditions', { ...conditions, uploadThroughput: -1 });
  await panel.getByRole('region', { name: 'Files' }).getByText('small.bin').waitFor();
});

it('without a connection the page says what it doesn’t know, and what a form is refused for is in sight', async () => {
  const network = page.context();
  await network.setOffline(true);
  await page.getByRole('button', { name: 'Back' }).click();
  await page.getByText('What is in these days isn’t known yet.').waitFor();
  await page.getByRole('button', { name: 'New event' }).click();
  await save();
  const alert = dialogOf().getByRole('alert').filter({ hasText: 'The service can’t be reached.' });
  await alert.waitFor();
  const box = await alert.boundingBox();
  expect((box?.y ?? Infinity) + (box?.height ?? 0)).toBeLessThan(800);
  await page.keyboard.press('Escape');
  await network.setOffline(false);
  await page.getByText('Nothing in these days.').waitFor();
});
