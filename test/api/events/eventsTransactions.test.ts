// A transactionId gives the first event only to who still reaches it.
import { anHour } from '../../support/api/events.ts';
import { randomUUID } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import { openApi, type Api } from '../../support/api/api.ts';
import { newPerson, type Person } from '../../support/people/people.ts';

let api: Api;
let owner: Person;
beforeAll(async () => {
  api = await openApi();
  owner = await newPerson(api, 'owner');
});

async function newCalendar(): Promise<string> {
  const made = await owner.send('/v1.0/me/calendars', { json: { name: randomUUID() } });
  return String(made.json.id);
}

it('a repeated transactionId gives no event to somebody whom the owner has closed it to since', async () => {
  const writer = await newPerson(api, 'writer');
  const [first, second] = await Promise.all([newCalendar(), newCalendar()]);
  for (const calendar of [first, second]) {
    const json = { emailAddress: { address: writer.upn }, role: 'write' };
    expect((await owner.send(`/v1.0/me/calendars/${calendar}/calendarPermissions`, { json })).status).toBe(201);
  }
  const send = writer.with('Calendars.ReadWrite.Shared');
  const post = (calendar: string, transactionId: string) =>
    send(`/v1.0/users/${owner.upn}/calendars/${calendar}/events`, { json: { subject: 'mine', transactionId, ...anHour } });

  const [closed, moved] = [randomUUID(), randomUUID()];
  const elsewhere = String((await owner.send('/v1.0/me/calendar')).json.id);
  for (const [transactionId, change] of [
    [closed, { subject: 'SECRET', sensitivity: 'private' }],
    [moved, { subject: 'SECRET', 'calendar@odata.bind': `/me/calendars/${elsewhere}` }],
  ] as const) {
    const made = await post(first, transactionId);
    expect((await post(second, transactionId)).json.id).toBe(made.json.id);
    expect((await owner.send(`/v1.0/me/events/${String(made.json.id)}`, { method: 'PATCH', json: change })).status).toBe(200);
    const again = await post(second, transactionId);
    expect([again.status, again.json.subject], again.text).toEqual([201, 'mine']);
    expect(again.json.id).not.toBe(made.json.id);
    expect(again.text).not.toContain('SECRET');
    expect((await post(second, transactionId)).json.id).toBe(again.json.id);
  }
});

it('an empty transactionId names nothing, and repeats nothing', async () => {
  const post = (subject: string) => owner.send('/v1.0/me/events', { json: { subject, transactionId: '', ...anHour } });
  const [one, other] = [await post('one'), await post('other')];
  expect([one.status, one.json.transactionId, other.json.subject]).toEqual([201, null, 'other']);
  expect(other.json.id).not.toBe(one.json.id);
});

it('a repeated transactionId gives no event of a calendar that was deleted, whose events are still to go', async () => {
  const calendar = await newCalendar();
  const transactions = Array.from({ length: 40 }, () => randomUUID());
  const post = (below: string, transactionId: string) =>
    owner.send(`/v1.0/me/${below}/events`, { json: { subject: 'one', transactionId, ...anHour } });
  await Promise.all(transactions.map((each) => post(`calendars/${calendar}`, each)));
  expect((await owner.send(`/v1.0/me/calendars/${calendar}`, { method: 'DELETE' })).status).toBe(204);
  const again = await Promise.all(transactions.map((each) => post('calendar', each)));
  const found = await Promise.all(again.map(({ json }) => owner.send(`/v1.0/me/events/${String(json.id)}`)));
  expect(found.map(({ status }) => status)).toEqual(transactions.map(() => 200));
});
