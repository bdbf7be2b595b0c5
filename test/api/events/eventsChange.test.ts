// Changing and replacing events: merging, preconditions, moving between calendars.
import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openApi, type Api } from '../../support/api/api.ts';
import { anHour, attendee, eventPath, fullEvent, hourOn, subjects } from '../../support/api/events.ts';
import { entriesOf, refusal } from '../../support/api/answers.ts';
import { newStranger, type Person } from '../../support/people/people.ts';

let api: Api;
let mailbox: Person;
beforeAll(async () => {
  api = await openApi();
});
beforeEach(async () => {
  mailbox = await newStranger(api);
});

describe('PATCH …/events/{id}', () => {
  it('PATCH …/events/{id} changes what is given and leaves the rest, null being the default again', async () => {
    const made = await mailbox.newEvent(fullEvent);
    const path = eventPath(made);
    const answer = await mailbox.send(path, { method: 'PATCH', json: { subject: 'Dinner', importance: null, categories: null } });
    expect(answer.status, answer.text).toBe(200);
    expect(answer.headers.get('etag')).not.toBe(made['@odata.etag']);
    const { changeKey, lastModifiedDateTime, '@odata.etag': etag } = answer.json;
    const version = { changeKey, lastModifiedDateTime, '@odata.etag': etag };
    expect(answer.json).toEqual({ ...made, ...version, subject: 'Dinner', importance: 'normal', categories: [] });
    expect(changeKey).not.toBe(made.changeKey);
    expect((await mailbox.send(path)).json).toEqual(answer.json);
  });

  it('PATCH …/events/{id} merges the body, keeps the answers of attendees, and takes null for all of them', async () => {
    const path = eventPath(await mailbox.newEvent(fullEvent));
    const patch = async (json: object) => (await mailbox.send(path, { method: 'PATCH', json })).json;
    expect(await patch({ body: { content: '<b>New</b>' } })).toMatchObject({
      body: { contentType: 'html', content: '<b>New</b>' },
      bodyPreview: 'New',
    });
    expect(await patch({ attendees: [attendee('a@x.example'), attendee('SAMANTHA@elsewhere.example')] })).toMatchObject({
      attendees: [{ emailAddress: { address: 'a@x.example' } }, { emailAddress: { address: 'SAMANTHA@elsewhere.example' } }],
    });
    expect(await patch({ attendees: null, body: null, location: null })).toMatchObject({
      attendees: [],
      body: { contentType: 'text', content: '' },
      bodyPreview: '',
      location: { displayName: '' },
      locations: [],
    });
    expect(await patch({ locations: [{ displayName: 'A' }, { displayName: 'B' }] })).toMatchObject({ location: { displayName: 'A' } });
  });

  it('PATCH …/events/{id} loses no change of several at once, while attachments come', async () => {
    const path = eventPath(await mailbox.newEvent());
    const changes = [{ subject: 'new' }, { importance: 'high' }, { showAs: 'free' }, { categories: ['x'] }];
    const file = { '@odata.type': '#microsoft.graph.fileAttachment', name: 'a', contentBytes: 'YQ==' };
    const answers = await Promise.all([
      ...changes.map((json) => mailbox.send(path, { method: 'PATCH', json })),
      ...Array.from({ length: 8 }, () => mailbox.send(`${path}/attachments`, { json: file })),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, ...Array.from({ length: 8 }, () => 201)]);
    expect((await mailbox.send(path)).json).toMatchObject({ ...Object.assign({}, ...changes), hasAttachments: true });
    expect(entriesOf(await mailbox.send(`${path}/attachments`))).toHaveLength(8);
  });

  it('PATCH …/events/{id} honours If-Match, and so do PUT and DELETE', async () => {
    const made = await mailbox.newEvent();
    const path = eventPath(made);
    const stale = { headers: { 'If-Match': String(made['@odata.etag']) } };
    const { json } = await mailbox.send(path, { method: 'PATCH', json: { subject: 'one' }, ...stale });
    expect(json.subject).toBe('one');
    const error = { status: 412, code: 'ErrorIrresolvableConflict' };
    expect(refusal(await mailbox.send(path, { method: 'PATCH', json: { subject: 'two' }, ...stale }))).toMatchObject(error);
    expect(refusal(await mailbox.send(path, { method: 'PUT', json: { subject: 'two', ...anHour }, ...stale }))).toMatchObject(error);
    expect(refusal(await mailbox.send(path, { method: 'DELETE', ...stale }))).toMatchObject(error);
    expect(refusal(await mailbox.send(path, { method: 'PUT', json: anHour, headers: { 'If-None-Match': '*' } }))).toMatchObject(error);
    const nothing = `/v1.0/me/events/${randomUUID()}`;
    expect(refusal(await mailbox.send(nothing, { method: 'PUT', json: anHour, headers: { 'If-Match': '*' } }))).toMatchObject(error);
    expect((await mailbox.send(path)).json.subject).toBe('one');
    const current = { headers: { 'If-Match': String(json['@odata.etag']) } };
    expect((await mailbox.send(path, { method: 'DELETE', ...current })).status).toBe(204);
  });

  it.each([
    [{ recurrence: { pattern: { type: 'daily', interval: 1 } } }, 400, 'recurrence.range'],
    [{ attachments: [{}] }, 400, 'attachments'],
    [{ subject: 5 }, 400, 'Edm.String'],
    [hourOn('04-15', '12:00', '11:00'), 400, 'end'],
  ])('PATCH …/events/{id} refuses %j and changes nothing', async (json, status, words) => {
    const made = await mailbox.newEvent(fullEvent);
    const answer = await mailbox.send(eventPath(made), { method: 'PATCH', json });
    expect(refusal(answer)).toMatchObject({ status, message: expect.stringContaining(words) as unknown });
    expect((await mailbox.send(eventPath(made))).json).toEqual(made);
  });

  it('PATCH …/events/{id} is 404 for an event that is not there', async () => {
    expect(refusal(await mailbox.send('/v1.0/me/events/none', { method: 'PATCH', json: {} }))).toMatchObject({
      status: 404,
      code: 'ErrorItemNotFound',
    });
  });

  it('PATCH …/events/{id} moves the event to another calendar of the mailbox, where it keeps its id', async () => {
    const made = await mailbox.newEvent();
    const { json: calendar } = await mailbox.send('/v1.0/me/calendars', { json: { name: 'Other' } });
    const bind = async (url: string) => mailbox.send(eventPath(made), { method: 'PATCH', json: { 'calendar@odata.bind': url } });
    const answer = await bind(`${api.url}/v1.0/me/calendars/${String(calendar.id)}`);
    expect({ status: answer.status, id: answer.json.id }, answer.text).toEqual({ status: 200, id: made.id });
    expect(subjects(await mailbox.send(`/v1.0/me/calendars/${String(calendar.id)}/events`))).toEqual(['an event']);
    expect(subjects(await mailbox.send('/v1.0/me/events'))).toEqual([]);
    expect((await mailbox.send(`/v1.0/me/calendars/${String(calendar.id)}/events/${String(made.id)}`)).status).toBe(200);
    const { json: first } = await mailbox.send('/v1.0/me/calendar');
    expect((await mailbox.send(`/v1.0/me/calendars/${String(first.id)}/events/${String(made.id)}`)).status).toBe(404);
    expect(refusal(await bind('/me/events'))).toMatchObject({
      status: 400,
      message: expect.stringContaining('calendar@odata.bind') as unknown,
    });
    expect((await bind('/me/calendars/none')).status).toBe(404);
    const other = await newStranger(api);
    expect([400, 403]).toContain((await bind(`/users/${other.id}/calendar`)).status);
  });
});

describe('PUT …/events/{id}', () => {
  it('PUT …/events/{id} replaces every property, and keeps what the event is', async () => {
    const made = await mailbox.newEvent(fullEvent);
    const answer = await mailbox.send(eventPath(made), { method: 'PUT', json: { subject: 'only this', ...anHour } });
    expect(answer.status, answer.text).toBe(200);
    expect(answer.json).toMatchObject({
      id: made.id,
      iCalUId: made.iCalUId,
      createdDateTime: made.createdDateTime,
      subject: 'only this',
      attendees: [],
      importance: 'normal',
      start: { dateTime: '2027-05-03T10:00:00.0000000', timeZone: 'UTC' },
      categories: [],
      organizer: made.organizer,
    });
  });

  it('PUT …/events/{id} is told that attachments go their own way', async () => {
    const answer = await mailbox.send(`/v1.0/me/events/${randomUUID()}`, {
      method: 'PUT',
      json: { attachments: [{ name: 'x' }], ...anHour },
    });
    expect(refusal(answer)).toMatchObject({ status: 400, message: expect.stringContaining('attachments') as unknown });
  });
});

it('iCalUId is unique, lasts as long as the event, and is another one when the id is put again', async () => {
  const [one, two] = [await mailbox.newEvent(), await mailbox.newEvent()];
  expect(one.iCalUId).not.toBe(two.iCalUId);
  const path = eventPath(one);
  expect((await mailbox.send(path, { method: 'PATCH', json: { subject: 'b' } })).json.iCalUId).toBe(one.iCalUId);
  await mailbox.send(path, { method: 'DELETE' });
  const again = await mailbox.send(path, { method: 'PUT', json: anHour });
  expect(again.json.id).toBe(one.id);
  expect(again.json.iCalUId).not.toBe(one.iCalUId);
});
