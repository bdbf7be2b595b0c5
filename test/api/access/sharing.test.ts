// What sharing a calendar gives through the running stack: to each role what it says, to everybody else 403 or 404.
import { anHour } from '../../support/api/events.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { demoGroup, demoIds, demoUsers } from '../../../infra/local/provision/demo/tenant.ts';
import { namesOf } from '../../../lib/odata/types/edm.ts';
import { openApi, type Api } from '../../support/api/api.ts';
import { entriesOf } from '../../support/api/answers.ts';
import { newPerson } from '../../support/people/people.ts';
import { file, reading, share, sharedScene, statuses, writing } from '../../support/api/sharing.ts';

let api: Api;
const announced = { AttachmentItem: { attachmentType: 'file', name: 'big.bin', size: 10 } };

beforeAll(async () => {
  api = await openApi();
});

describe('each role', () => {
  // One for each outcome over HTTP; `test/unit/access/authAccess.test.ts` has every role.
  const expected = {
    none: { calendar: 403, read: 403, write: 403, secret: 403, secretWrite: 403 },
    limitedRead: { calendar: 200, read: 404, write: 404, secret: 404, secretWrite: 404 },
    read: { calendar: 200, read: 200, write: 403, secret: 404, secretWrite: 404 },
    write: { calendar: 200, read: 200, write: 201, secret: 404, secretWrite: 404 },
    delegateWithPrivateEventAccess: { calendar: 200, read: 200, write: 201, secret: 200, secretWrite: 201 },
  } as const;

  it.each(namesOf(expected))('the role %s opens what it says, and nothing more', async (role) => {
    const here = await sharedScene(api);
    const { other, base, calendar, event, secret, attachment, hidden } = here;
    await share(here, other, role);
    const send = other.with(writing);
    const wanted = expected[role];
    const events = `${base}/calendars/${calendar}/events`;

    expect(await statuses(send(`${base}/calendars/${calendar}`))).toEqual([wanted.calendar]);
    const reads = ['', '/attachments', '/attachments/$count', `/attachments/${attachment}`, `/attachments/${attachment}/$value`];
    for (const through of [events, `${base}/events`, `${base}/calendar/events`, `${base}/calendar/calendarView`])
      for (const tail of reads)
        expect([through, tail, await statuses(send(`${through}/${event}${tail}`))]).toEqual([through, tail, [wanted.read]]);
    expect(await statuses(send(events))).toEqual([wanted.read]);
    for (const tail of ['', '/attachments', `/attachments/${hidden}/$value`])
      expect([tail, await statuses(send(`${base}/events/${secret}${tail}`))]).toEqual([tail, [wanted.secret]]);

    for (const [of, status] of [
      [event, wanted.write],
      [secret, wanted.secretWrite],
    ] as const)
      expect(
        await statuses(
          send(`${base}/events/${of}/attachments`, { json: file }),
          send(`${base}/events/${of}/attachments/createUploadSession`, { json: announced }),
        ),
      ).toEqual([status, status]);
    expect(
      await statuses(
        send(events, { json: { subject: 'mine', ...anHour } }),
        send(`${events}/by-id-${role}`, { method: 'PUT', json: { subject: 'mine', ...anHour } }),
      ),
    ).toEqual([wanted.write, wanted.write]);
    const done = (status: number, success: number) => (status === 201 ? success : status);
    expect(await statuses(send(`${base}/events/${event}`, { method: 'PATCH', json: { subject: 'changed' } }))).toEqual([
      done(wanted.write, 200),
    ]);
    expect(await statuses(send(`${base}/events/${event}/attachments/${attachment}`, { method: 'DELETE' }))).toEqual([
      done(wanted.write, 204),
    ]);
    expect(await statuses(send(`${base}/events/${event}`, { method: 'DELETE' }))).toEqual([done(wanted.write, 204)]);

    // The calendar itself stays its owner's.
    const own = wanted.calendar === 200 ? 403 : wanted.calendar;
    expect(
      await statuses(
        send(`${base}/calendars/${calendar}`, { method: 'PATCH', json: { name: 'x' } }),
        send(`${base}/calendars/${calendar}`, { method: 'DELETE' }),
        send(`${base}/calendars/${calendar}/calendarPermissions`),
        send(`${base}/calendars/${calendar}/calendarPermissions`, { json: { emailAddress: { address: other.upn }, role: 'write' } }),
        send(`${base}/calendars`, { json: { name: 'x' } }),
        send(`${base}/calendarGroups`),
      ),
    ).toEqual([own, own, own, own, 403, 403]);
  });
});

describe('a shared calendar', () => {
  it('a shared calendar takes a whole upload from who may write', async () => {
    const here = await sharedScene(api);
    const { owner, other, base, event } = here;
    await share(here, other, 'write');
    const session = await other.with(writing)(`${base}/events/${event}/attachments/createUploadSession`, { json: announced });
    const bytes = new TextEncoder().encode('0123456789');
    const sent = await api.send(String(session.json.uploadUrl), {
      method: 'PUT',
      body: bytes,
      token: null,
      headers: { 'Content-Range': 'bytes 0-9/10' },
    });
    expect(sent.status).toBe(201);
    const value = await owner.send(`/v1.0/me/events/${event}/attachments/${String(sent.json.id)}/$value`);
    expect(value.text).toBe('0123456789');
  });

  it('a shared calendar shows its owner’s events that others made in it', async () => {
    const here = await sharedScene(api);
    const { owner, other, base, calendar } = here;
    await share(here, other, 'write');
    const made = await other.with(writing)(`${base}/calendars/${calendar}/events`, {
      json: { subject: 'By another', attachments: [file], ...anHour },
    });
    expect(made.status).toBe(201);
    const seen = await owner.send(`/v1.0/me/calendars/${calendar}/events/${String(made.json.id)}`);
    expect([seen.status, seen.json.subject, seen.json.hasAttachments]).toEqual([200, 'By another', true]);
    expect((await other.send(`/v1.0/me/events/${String(made.json.id)}`)).status).toBe(404);
  });

  it('a shared calendar opens no other calendar, message or group of its owner', async () => {
    const here = await sharedScene(api);
    const { other, base, calendar, elsewhere } = here;
    await share(here, other, 'delegateWithPrivateEventAccess');
    const send = other.with(writing);
    expect(
      await statuses(
        send(`${base}/events/${elsewhere}`),
        send(`${base}/calendar`),
        send(`${base}/calendar/events`),
        send(`${base}/calendar/events`, { json: { subject: 'x', ...anHour } }),
        send(`${base}/events`, { json: { subject: 'x', ...anHour } }),
        send(`${base}/calendars/${calendar}/events/${elsewhere}`),
        send(`${base}/calendars/none`),
        send(`${base}/events/none`),
      ),
    ).toEqual([404, 404, 404, 404, 404, 404, 404, 404]);
    const messages = await send(`/v1.0/users/${demoUsers.guest.id}/messages/${demoIds.message}/event/attachments`);
    expect(messages.status).toBe(403);
    expect((await send(`${base}/messages/none/event`)).status).toBe(403);
    expect((await send(`/v1.0/groups/${demoGroup.id}/events`)).status).toBe(403);
  });

  it('a shared calendar is all that a list of the owner’s calendars shows', async () => {
    const here = await sharedScene(api);
    const { owner, other, base, calendar } = here;
    const second = String((await owner.send('/v1.0/me/calendars', { json: { name: 'Second' } })).json.id);
    await owner.send('/v1.0/me/calendars', { json: { name: 'Kept' } });
    await share(here, other, 'read');
    await share({ owner, calendar: second }, other, 'write');
    const list = await other.with(writing)(`${base}/calendars`);
    expect(entriesOf(list)).toMatchObject([
      { id: calendar, canEdit: false, canShare: false, canViewPrivateItems: false, isRemovable: false, owner: { address: owner.upn } },
      { id: second, canEdit: true, canShare: false, canViewPrivateItems: false, isRemovable: false, owner: { address: owner.upn } },
    ]);
    const first = await other.with(reading)(`${base}/calendars?$top=1`);
    expect(entriesOf(first).map(({ id, canEdit }) => [id, canEdit])).toEqual([[calendar, false]]);
    const next = await other.with(reading)(String(first.json['@odata.nextLink']));
    expect(entriesOf(next).map(({ id, canEdit }) => [id, canEdit])).toEqual([[second, false]]);
    expect(next.json).not.toHaveProperty('@odata.nextLink');
    expect(entriesOf(await other.with(reading)(`${base}/calendarGroup/calendars`))).toHaveLength(2);
  });

  it('a shared calendar may be the default one', async () => {
    const here = await sharedScene(api);
    const { owner, other, base, calendar, elsewhere } = here;
    const { id } = (await owner.send('/v1.0/me/calendar')).json;
    await share({ owner, calendar: String(id) }, other, 'write');
    const send = other.with(writing);
    expect(
      await statuses(
        send(`${base}/calendar`),
        send(`${base}/events/${elsewhere}`),
        send(`${base}/calendar/events/${elsewhere}/attachments`),
        send(`${base}/events`, { json: { subject: 'x', ...anHour } }),
        send(`${base}/calendars/${calendar}`),
      ),
    ).toEqual([200, 200, 200, 201, 404]);
    expect(entriesOf(await send(`${base}/calendars`)).map((each) => each.id)).toEqual([id]);
  });

  it('a shared calendar hides private events in a list', async () => {
    const here = await sharedScene(api);
    const { other, base, calendar, event, secret } = here;
    const place = await share(here, other, 'read');
    const list = async () =>
      entriesOf(await other.with(reading)(`${base}/calendars/${calendar}/events`))
        .map(({ id }) => id)
        .toSorted();
    expect(await list()).toEqual([event]);
    await here.owner.send(place, { method: 'PATCH', json: { role: 'delegateWithPrivateEventAccess' } });
    expect(await list()).toEqual([event, secret].toSorted());
  });
});

describe('the token', () => {
  it('the token must be meant for what others share, and for writing if it writes', async () => {
    const here = await sharedScene(api);
    const { other, base, event } = here;
    await share(here, other, 'write');
    const write = { json: file };
    for (const [scope, read, written] of [
      ['Calendars.ReadWrite', 403, 403],
      [reading, 200, 403],
      [`Calendars.ReadWrite ${reading}`, 200, 403],
      [writing, 200, 201],
    ] as const)
      expect([
        scope,
        await statuses(other.with(scope)(`${base}/events/${event}`), other.with(scope)(`${base}/events/${event}/attachments`, write)),
      ]).toEqual([scope, [read, written]]);
  });

  it('a token with a scope for shared calendars reads and writes the own ones', async () => {
    const person = await newPerson(api, 'own');
    const event = await person.putEvent();
    expect(
      await statuses(
        person.with(reading)(`/v1.0/me/events/${event}`),
        person.with(reading)(`/v1.0/users/${person.upn}/events/${event}`),
        person.with(writing)(`/v1.0/users/${person.id}/events/${event}/attachments`, { json: file }),
        person.with(reading)(`/v1.0/me/events/${event}/attachments`, { json: file }),
      ),
    ).toEqual([200, 200, 201, 403]);
  });
});
