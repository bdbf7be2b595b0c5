// Meetings through the running stack: what attendees get, that it leads to the organizer's one event, and what they answer.
import { anHour } from '../../support/api/events.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Entity, entriesOf, isEntity, pagesFrom, refusal } from '../../support/api/answers.ts';
import { newPerson, type Person } from '../../support/people/people.ts';
import { openApi, type Answer, type Api } from '../../support/api/api.ts';
import { application, file, inboxOf, attendeesOf, createMeeting, newestMeeting, messageTypes } from '../../support/api/meetings.ts';

let api: Api;
let organizer: Person;
let attendee: Person;
let other: Person;
beforeAll(async () => {
  api = await openApi();
});
const people = async (): Promise<void> => {
  [organizer, attendee, other] = await Promise.all([newPerson(api, 'organizer'), newPerson(api, 'attendee'), newPerson(api, 'other')]);
};

const patch = (event: string, json: object): Promise<Answer> => organizer.send(`/v1.0/me/events/${event}`, { method: 'PATCH', json });
const statusesIn = ({ json: { attendees } }: Answer): unknown[] =>
  Array.isArray(attendees)
    ? attendees.filter(isEntity).map(({ status }: Entity) => isEntity(status) && status.response)
    : expect.fail('no attendees');

describe('an invitation', () => {
  beforeAll(people);

  it('an invitation comes into the mailbox of each attendee, and into nobody else’s', async () => {
    const event = await createMeeting(organizer, [attendee, other, { upn: 'nobody@fabrikam.example' }, organizer], {
      body: { contentType: 'text', content: 'Bring numbers.' },
    });
    for (const person of [attendee, other]) {
      const [message, ...rest] = await inboxOf(person);
      expect(rest).toEqual([]);
      expect(message).toMatchObject({
        '@odata.type': '#microsoft.graph.eventMessageRequest',
        meetingMessageType: 'meetingRequest',
        meetingRequestType: 'newMeetingRequest',
        subject: 'Review',
        isRead: false,
        isDraft: false,
        bodyPreview: 'Bring numbers.',
        hasAttachments: false,
        responseRequested: true,
        from: { emailAddress: { address: organizer.upn } },
        toRecipients: [{ emailAddress: { address: person.upn } }],
        startDateTime: { timeZone: 'UTC' },
        endDateTime: { timeZone: 'UTC' },
      });
      expect(Date.parse(String(message?.receivedDateTime))).toBeGreaterThan(Date.now() - 60_000);
    }
    expect(await inboxOf(organizer)).toEqual([]);
    const led = await attendee.send(await newestMeeting(attendee));
    expect([led.status, led.json.isOrganizer, led.json.showAs]).toEqual([200, false, 'tentative']);
    // It is in the calendar, under an id of its own: two people have two entries.
    expect(entriesOf(await attendee.send('/v1.0/me/events')).map(({ id }) => id)).toEqual([led.json.id]);
    expect(entriesOf(await other.send('/v1.0/me/events')).map(({ id }) => id)).not.toContain(led.json.id);
    expect(entriesOf(await organizer.send('/v1.0/me/events')).map(({ id }) => id)).toEqual([event]);
  });

  it('an invitation leads to the organizer’s one event and its one set of attachments, what is attached later included', async () => {
    const event = await createMeeting(organizer, [attendee], { attachments: [file()] });
    const path = await newestMeeting(attendee);
    expect(entriesOf(await attendee.send(`${path}/attachments`)).map(({ name }) => name)).toEqual(['agenda.txt']);
    const later = await organizer.send(`/v1.0/me/events/${event}/attachments`, { json: file('later.txt', 'later') });
    expect(later.status).toBe(201);
    expect((await attendee.send(`${path}/attachments/${String(later.json.id)}/$value`)).text).toBe('later');
    expect((await attendee.send(`${path}/attachments`, { json: file() })).status).toBe(403);
    expect((await attendee.send(path, { method: 'PATCH', json: { subject: 'mine' } })).status).toBe(403);
    expect((await other.send(path)).status).toBe(404);
  });

  it('an invitation comes by PUT, too, also where an event was deleted before', async () => {
    await people();
    const path = '/v1.0/me/events/brought-by-somebody';
    const put = (json: object): Promise<Answer> => organizer.send(path, { method: 'PUT', json: { ...anHour, ...json } });
    expect((await put({ subject: 'first', ...attendeesOf(attendee) })).status).toBe(201);
    expect((await put({ subject: 'changed', ...attendeesOf(attendee) })).status).toBe(200);
    const first = await newestMeeting(attendee);
    expect((await organizer.send(path, { method: 'DELETE' })).status).toBe(204);
    expect((await put({ subject: 'second', ...attendeesOf(attendee) })).status).toBe(201);
    expect(await messageTypes(attendee)).toEqual(['newMeetingRequest', 'meetingCancelled']);
    // The first message was about the event that is gone, not about the one that has its id now.
    expect((await attendee.send(first)).status).toBe(404);
    expect((await attendee.send(await newestMeeting(attendee))).json.subject).toBe('second');
  });

  it('an invitation is one, however often a request with its transactionId is repeated', async () => {
    await people();
    const json = { subject: 'once', ...anHour, transactionId: 'the same', ...attendeesOf(attendee) };
    await Promise.all([1, 2, 3].map(() => organizer.send('/v1.0/me/events', { json })));
    expect(await messageTypes(attendee)).toEqual(['newMeetingRequest']);
  });
});

describe('a change', () => {
  it('a change is told to all where it shows in their calendars, and to nobody where it doesn’t', async () => {
    await people();
    const event = await createMeeting(organizer, [attendee]);
    await patch(event, { categories: ['mine'], showAs: 'free' });
    expect(await messageTypes(attendee)).toEqual(['newMeetingRequest']);
    await patch(event, { subject: 'Another one' });
    const [update] = await inboxOf(attendee);
    expect(update).toMatchObject({ meetingRequestType: 'fullUpdate', meetingMessageType: 'meetingRequest', subject: 'Another one' });
    const entry = (await attendee.send(await newestMeeting(attendee))).json;
    expect([entry.subject, entry.categories, entry.showAs]).toEqual(['Another one', [], 'tentative']);
    expect((await attendee.send(`/v1.0/me/events/${String(entry.id)}`)).json.subject).toBe('Another one');
  });

  it('a change of the attendees invites who comes, and ends what who goes could read', async () => {
    await people();
    const event = await createMeeting(organizer, [attendee], { attachments: [file()] });
    const path = await newestMeeting(attendee);
    await patch(event, attendeesOf(other));
    expect([await messageTypes(attendee), await messageTypes(other)]).toEqual([['meetingCancelled'], ['newMeetingRequest']]);
    expect(entriesOf(await other.send(`${await newestMeeting(other)}/attachments`))).toHaveLength(1);

    const reader = await application(api, 'Calendars.ReadWrite');
    for (const tail of ['', '/attachments', '/attachments/$count'])
      for (const gone of [path, await newestMeeting(attendee)]) {
        expect((await attendee.send(`${gone}${tail}`)).status).toBe(404);
        expect((await reader(`${gone.replace('/me/', `/users/${attendee.id}/`)}${tail}`)).status).toBe(404);
      }
    const [cancelled] = await inboxOf(attendee);
    expect(cancelled).toMatchObject({ '@odata.type': '#microsoft.graph.eventMessage', subject: 'Canceled: Review' });

    await patch(event, attendeesOf(attendee, other));
    expect([(await attendee.send(path)).status, (await attendee.send(await newestMeeting(attendee))).status]).toEqual([404, 200]);
  });
});

describe('the end of a meeting', () => {
  it('the end of a meeting is told with the organizer’s words when it is cancelled', async () => {
    await people();
    const event = await createMeeting(organizer, [attendee]);
    const path = await newestMeeting(attendee);
    expect(refusal(await attendee.send(`${path}/cancel`, { method: 'POST' }))).toMatchObject({ status: 400, code: 'ErrorInvalidRequest' });
    const cancelled = await organizer.send(`/v1.0/me/events/${event}/cancel`, { json: { Comment: 'No time.' } });
    expect([cancelled.status, cancelled.text]).toEqual([202, '']);
    const [message] = await inboxOf(attendee);
    expect(message).toMatchObject({ meetingMessageType: 'meetingCancelled', subject: 'Canceled: Review', body: { content: 'No time.' } });
    expect((await attendee.send(path)).status).toBe(404);
    expect((await organizer.send(`/v1.0/me/events/${event}`)).status).toBe(404);
    expect((await organizer.send(`/v1.0/me/events/${event}/cancel`, { json: {} })).status).toBe(404);
  });

  it('the end of a meeting is told when the event is deleted; without attendees it can only be deleted', async () => {
    await people();
    const event = await createMeeting(organizer, [attendee]);
    await organizer.send(`/v1.0/me/events/${event}`, { method: 'DELETE' });
    expect(await messageTypes(attendee)).toEqual(['meetingCancelled']);
    const alone = await organizer.putEvent();
    expect((await organizer.send(`/v1.0/me/events/${alone}/cancel`, { method: 'POST' })).status).toBe(400);
  });
});

describe('an answer', () => {
  it.each([
    ['accept', 'accepted', 'meetingAccepted'],
    ['tentativelyAccept', 'tentativelyAccepted', 'meetingTenativelyAccepted'],
    ['decline', 'declined', 'meetingDeclined'],
  ])('%s sets the attendee’s status, and tells the organizer', async (action, response, type) => {
    await people();
    const event = await createMeeting(organizer, [attendee, other]);
    const path = await newestMeeting(attendee);
    const answered = await attendee.send(`${path}/${action}`, { json: { comment: 'So be it.' } });
    expect([answered.status, answered.text]).toEqual([202, '']);
    expect(statusesIn(await organizer.send(`/v1.0/me/events/${event}`))).toEqual([response, 'none']);
    const [message, ...rest] = await inboxOf(organizer);
    expect(rest).toEqual([]);
    expect(message).toMatchObject({
      meetingMessageType: type,
      from: { emailAddress: { address: attendee.upn } },
      body: { content: 'So be it.' },
    });
    expect((await organizer.send(await newestMeeting(organizer))).json.id).toBe(event);

    const own = await attendee.send(path);
    expect(own.json.responseStatus).toMatchObject({ response });
    expect(statusesIn(own)).toEqual([response, 'none']);
    expect(statusesIn(await other.send(await newestMeeting(other)))).toEqual(['none', 'notResponded']);
    // It is nothing to the other attendees.
    expect(await messageTypes(other)).toEqual(['newMeetingRequest']);
  });

  it('an answer can be given silently, given again, and by an application', async () => {
    await people();
    const event = await createMeeting(organizer, [attendee]);
    const path = await newestMeeting(attendee);
    expect((await attendee.send(`${path}/accept`, { json: { sendResponse: false } })).status).toBe(202);
    expect(await inboxOf(organizer)).toEqual([]);
    expect((await attendee.send(`${path}/decline`, { method: 'POST' })).status).toBe(202);
    expect(statusesIn(await organizer.send(`/v1.0/me/events/${event}`))).toEqual(['declined']);
    const app = await application(api, 'Calendars.ReadWrite');
    expect((await app(`${path.replace('/me/', `/users/${attendee.id}/`)}/tentativelyAccept`, {})).status).toBe(202);
    expect(statusesIn(await organizer.send(`/v1.0/me/events/${event}`))).toEqual(['tentativelyAccepted']);
  });

  it('answers of many at once are everybody’s', async () => {
    const all = await Promise.all(Array.from({ length: 6 }, () => newPerson(api, 'one')));
    const event = await createMeeting(organizer, all);
    const answers = await Promise.all(all.map(async (one) => one.send(`${await newestMeeting(one)}/accept`, { json: {} })));
    expect(answers.map(({ status }) => status)).toEqual(all.map(() => 202));
    expect(statusesIn(await organizer.send(`/v1.0/me/events/${event}`))).toEqual(all.map(() => 'accepted'));
  });

  it('an answer isn’t the organizer’s to give, nor without writing, nor by a proposal of another time', async () => {
    await people();
    const event = await createMeeting(organizer, [attendee]);
    const path = await newestMeeting(attendee);
    expect(refusal(await organizer.send(`/v1.0/me/events/${event}/accept`, { method: 'POST' }))).toMatchObject({
      status: 400,
      code: 'ErrorInvalidRequest',
    });
    expect((await attendee.with('Calendars.Read')(`${path}/accept`, { method: 'POST' })).status).toBe(403);
    const proposal = { proposedNewTime: { start: { dateTime: '2027-03-02T10:00:00', timeZone: 'UTC' } } };
    expect(refusal(await attendee.send(`${path}/decline`, { json: proposal }))).toMatchObject({ status: 400, message: /proposedNewTime/ });
    expect((await other.send(`/v1.0/me/events/${event}/accept`, { method: 'POST' })).status).toBe(404);
  });
});

describe('messages', () => {
  it('messages are listed page by page, the newest first', async () => {
    await people();
    for (const subject of ['a', 'b', 'c', 'd', 'e']) await createMeeting(organizer, [attendee], { subject });
    const sent = { token: await api.token({ user: attendee.upn, scope: 'Calendars.Read' }) };
    for (const below of ['messages', 'mailFolders/inbox/messages', "mailFolders('Inbox')/messages"]) {
      const pages = await pagesFrom(api, `/v1.0/me/${below}?$top=2&$select=subject`, sent);
      expect(pages.map((page) => entriesOf(page).map(({ subject }) => subject))).toEqual([['e', 'd'], ['c', 'b'], ['a']]);
    }
    const [page] = await pagesFrom(api, '/v1.0/me/messages?$top=1&$select=subject', sent);
    expect(Object.keys(entriesOf(page ?? expect.fail('no page'))[0] ?? {})).toEqual(['@odata.type', '@odata.etag', 'id', 'subject']);
    expect((await attendee.send('/v1.0/me/mailFolders/elsewhere/messages')).status).toBe(404);
    expect((await organizer.send('/v1.0/me/mailFolders/inbox/messages')).json).toMatchObject({ value: [] });
    expect((await attendee.send('/v1.0/me/messages?$select=nothing')).status).toBe(400);
  });

  it('messages are read one by one and listed, with their event where it is expanded', async () => {
    await people();
    const event = await createMeeting(organizer, [attendee]);
    const [message] = await inboxOf(attendee);
    const [{ id: entry }] = entriesOf(await attendee.send('/v1.0/me/events')) as [Entity];
    for (const below of ['messages', 'mailFolders/inbox/messages']) {
      const read = await attendee.send(`/v1.0/me/${below}/${String(message?.id)}`);
      expect(read.json).toEqual({ '@odata.context': `${api.url}/v1.0/$metadata#users('${attendee.id}')/messages/$entity`, ...message });
    }
    const path = `/v1.0/me/messages/${String(message?.id)}/microsoft.graph.eventMessage?$expand=microsoft.graph.eventMessage/event`;
    expect((await attendee.send(path)).json).toMatchObject({
      subject: 'Review',
      'event@odata.context': expect.stringMatching(
        /#users\('[^']+'\)\/messages\('[^']+'\)\/microsoft\.graph\.eventMessage\/event\/\$entity$/,
      ) as unknown,
      event: { id: entry, isOrganizer: false },
    });
    const list = await attendee.send('/v1.0/me/messages?$expand=microsoft.graph.eventMessage/event($select=subject)&$select=subject');
    expect(entriesOf(list)).toMatchObject([{ subject: 'Review', event: { id: entry, subject: 'Review' } }]);
    expect((await attendee.with('Mail.Read')('/v1.0/me/messages?$expand=event')).status).toBe(403);
    const { json } = await attendee.send(`${path}($select=subject)`);
    expect(Object.keys(json.event ?? {})).toEqual(['@odata.etag', 'id', 'subject']);
    expect((await attendee.send(`${path}($expand=attachments)`)).status).toBe(400);
    await organizer.send(`/v1.0/me/events/${event}`, { method: 'DELETE' });
    expect((await attendee.send(path)).status).toBe(404);
    const cancelled = path.replace(String(message?.id), String((await inboxOf(attendee))[0]?.id));
    expect((await attendee.send(cancelled)).json).toMatchObject({
      subject: 'Canceled: Review',
      event: { id: entry, isCancelled: true, showAs: 'free', hasAttachments: false },
    });
    expect((await attendee.send('/v1.0/me/messages/none')).status).toBe(404);
    expect((await other.send(`/v1.0/me/messages/${String(message?.id)}`)).status).toBe(404);
    expect((await other.send(`/v1.0/users/${attendee.id}/messages/${String(message?.id)}`)).status).toBe(403);
  });

  it('messages are read with a permission for calendars or for mail; what stands behind them is the calendars’ alone', async () => {
    await people();
    await createMeeting(organizer, [attendee]);
    const path = await newestMeeting(attendee);
    for (const [scope, list, behind] of [
      ['Calendars.Read', 200, 200],
      ['Mail.Read', 200, 403],
      ['User.Read', 403, 403],
    ] as const) {
      const send = attendee.with(scope);
      expect([scope, (await send('/v1.0/me/messages')).status, (await send(path)).status]).toEqual([scope, list, behind]);
    }
    const mail = await application(api, 'Mail.Read');
    expect(entriesOf(await mail(`/v1.0/users/${attendee.id}/messages`))).toHaveLength(1);
    expect((await (await application(api, 'User.Read.All'))(`/v1.0/users/${attendee.id}/messages`)).status).toBe(403);
  });
});
