// Deleting a calendar through the running stack: nothing of it is reached from the first moment, and nothing of it stays.
import { anHour } from '../../support/api/events.ts';
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { maxRequestSeconds } from '../../../lib/runtime/limits.ts';
import { openApi, type Api } from '../../support/api/api.ts';
import { newPerson, type Person } from '../../support/people/people.ts';
import { openSweptStores, type SweptStores } from '../../support/stores/sweepOf.ts';

let api: Api;
let swept: SweptStores;

beforeAll(async () => {
  api = await openApi();
  swept = await openSweptStores(inject('stack'));
});

async function newCalendar(person: Person): Promise<string> {
  const { status, json } = await person.send('/v1.0/me/calendars', { json: { name: 'To be deleted' } });
  expect(status).toBe(201);
  return String(json.id);
}

const file = { '@odata.type': '#microsoft.graph.fileAttachment', name: 'a.txt', contentBytes: Buffer.from('hello').toString('base64') };

/** Documents of the mailbox by kind, tombstones and what counts upload sessions aside. */
async function living(person: Person): Promise<Record<string, number>> {
  const found = await swept.stores.mailboxes.query(person.partition, {
    where: { is: 'gt', property: 'kind', value: '' },
    orderBy: [],
    limit: 1000,
  });
  const all = found.flatMap(({ body }) => (typeof body.kind === 'string' ? [body.kind] : []));
  const kinds = all.filter((kind) => !kind.endsWith('Tombstone') && kind !== 'calendarShares' && kind !== 'allowance');
  return Object.fromEntries([...new Set(kinds)].map((kind) => [kind, kinds.filter((each) => each === kind).length]));
}

/** The sweep as it comes later, when no request of now is at work any more. */
const sweepLater = ({ partition }: Person): Promise<void> => swept.sweepOf(partition, undefined, (maxRequestSeconds + 60) * 1000);

describe('after it', () => {
  it('no path reaches an event of a deleted calendar, nor what hangs on one', async () => {
    const person = await newPerson(api, 'deleting');
    const calendar = await newCalendar(person);
    const event = await person.putEvent(`/v1.0/me/calendars/${calendar}`);
    const { id } = (await person.send(`/v1.0/me/events/${event}/attachments`, { json: file })).json;
    const session = await person.send(`/v1.0/me/events/${event}/attachments/createUploadSession`, {
      json: { AttachmentItem: { attachmentType: 'file', name: 'big', size: 10 } },
    });
    const uploadUrl = String(session.json.uploadUrl);
    expect((await api.send(uploadUrl, { token: null })).status).toBe(200);

    expect((await person.send(`/v1.0/me/calendars/${calendar}`, { method: 'DELETE' })).status).toBe(204);
    const below = ['', '/events', `/events/${event}`, `/calendarView/${event}`].map((path) => `/me/calendars/${calendar}${path}`);
    const events = ['', '/attachments', '/attachments/$count', `/attachments/${String(id)}`, `/attachments/${String(id)}/$value`].flatMap(
      (path) =>
        [`/me/events/${event}`, `/me/calendar/events/${event}`, `/users/${person.upn}/events/${event}`].map((base) => `${base}${path}`),
    );
    for (const path of [...below, ...events]) expect([path, (await person.send(`/v1.0${path}`)).status]).toEqual([path, 404]);
    const writes = [
      person.send(`/v1.0/me/events/${event}/attachments`, { json: file }),
      person.send(`/v1.0/me/events/${event}`, { method: 'DELETE' }),
      person.send(`/v1.0/me/calendars/${calendar}/events`, { json: { subject: 'late', ...anHour } }),
      person.send(`/v1.0/me/calendars/${calendar}`, { method: 'DELETE' }),
      api.send(uploadUrl, { method: 'PUT', body: new Uint8Array(10), token: null, headers: { 'Content-Range': 'bytes 0-9/10' } }),
      api.send(uploadUrl, { token: null }),
      api.send(uploadUrl, { method: 'DELETE', token: null }),
    ];
    expect((await Promise.all(writes)).map(({ status }) => status)).toEqual(writes.map(() => 404));
  });

  it('an upload’s URL is 404 even before the events have become tombstones', async () => {
    const person = await newPerson(api, 'uploading');
    const calendar = await newCalendar(person);
    // More events than the request itself deletes, this one behind them or not.
    const events = await Promise.all(Array.from({ length: 60 }, () => person.putEvent(`/v1.0/me/calendars/${calendar}`)));
    const sessions = await Promise.all(
      events.map((event) =>
        person.send(`/v1.0/me/events/${event}/attachments/createUploadSession`, {
          json: { AttachmentItem: { attachmentType: 'file', name: 'x', size: 10 } },
        }),
      ),
    );
    await person.send(`/v1.0/me/calendars/${calendar}`, { method: 'DELETE' });
    expect((await living(person)).event).toBeGreaterThan(0);
    const asked = await Promise.all(sessions.map(({ json }) => api.send(String(json.uploadUrl), { token: null })));
    expect(new Set(asked.map(({ status }) => status))).toEqual(new Set([404]));
    const read = await Promise.all(events.map((event) => person.send(`/v1.0/me/events/${event}`)));
    expect(new Set(read.map(({ status }) => status))).toEqual(new Set([404]));
  });

  it('an event put under the id of one that it took is a new one, without its attachments', async () => {
    const person = await newPerson(api, 'again');
    const calendar = await newCalendar(person);
    const events = await Promise.all(Array.from({ length: 50 }, () => person.putEvent(`/v1.0/me/calendars/${calendar}`)));
    for (const event of events.slice(-3)) await person.send(`/v1.0/me/events/${event}/attachments`, { json: file });
    await person.send(`/v1.0/me/calendars/${calendar}`, { method: 'DELETE' });
    const again = await Promise.all(
      events.map((event) => person.send(`/v1.0/me/events/${event}`, { method: 'PUT', json: { subject: 'again', ...anHour } })),
    );
    expect(new Set(again.map(({ status }) => status))).toEqual(new Set([201]));
    await sweepLater(person);
    await sweepLater(person);
    const read = await Promise.all(events.map((event) => person.send(`/v1.0/me/events/${event}?$expand=attachments`)));
    expect(read.map(({ status, json }) => [status, json.subject, json.attachments])).toEqual(events.map(() => [200, 'again', []]));
  });
});

describe('the sweep', () => {
  it('the sweep removes the calendar’s events, attachments and uploads, and nothing else', async () => {
    const person = await newPerson(api, 'sweeping');
    const calendar = await newCalendar(person);
    const events = await Promise.all(Array.from({ length: 50 }, () => person.putEvent(`/v1.0/me/calendars/${calendar}`)));
    for (const event of events.slice(0, 3)) await person.send(`/v1.0/me/events/${event}/attachments`, { json: file });
    await person.send(`/v1.0/me/events/${String(events[0])}/attachments/createUploadSession`, {
      json: { AttachmentItem: { attachmentType: 'file', name: 'x', size: 10 } },
    });
    const kept = await person.putEvent();
    await person.send(`/v1.0/me/events/${kept}/attachments`, { json: file });
    expect(await living(person)).toEqual({ calendar: 1, calendarName: 1, event: 51, attachment: 4, upload: 1 });

    await person.send(`/v1.0/me/calendars/${calendar}`, { method: 'DELETE' });
    await sweepLater(person);
    expect(await living(person)).toEqual({ event: 1, attachment: 1 });
    expect((await person.send(`/v1.0/me/events/${kept}/attachments/$count`)).text).toBe('1');
  });

  it('the sweep takes what requests were adding while the calendar was deleted: what was acknowledged is not seen, and doesn’t stay', async () => {
    const person = await newPerson(api, 'racing');
    for (let round = 0; round < 4; round++) {
      const calendar = await newCalendar(person);
      const adding = Array.from({ length: 12 }, async (_, i) => {
        const event = `event-${randomUUID()}`;
        const made =
          i % 2 === 0
            ? await person.send(`/v1.0/me/calendars/${calendar}/events`, { json: { subject: 'x', attachments: [file], ...anHour } })
            : await person.send(`/v1.0/me/calendars/${calendar}/events/${event}`, { method: 'PUT', json: { subject: 'x', ...anHour } });
        return { status: made.status, event: made.status === 201 ? String(made.json.id) : event };
      });
      const [deleted, ...added] = await Promise.all([person.send(`/v1.0/me/calendars/${calendar}`, { method: 'DELETE' }), ...adding]);
      expect(deleted.status).toBe(204);
      for (const { status, event } of added) {
        expect([201, 404]).toContain(status);
        expect((await person.send(`/v1.0/me/events/${event}`)).status).toBe(404);
      }
    }
    await sweepLater(person);
    expect(await living(person)).toEqual({});
  });
});
