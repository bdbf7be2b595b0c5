// What messages of a meeting say: who has sent them in whose name, and to whoever leaves nothing that was written as they left.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHousehold, type Household, type Housemate } from '../../support/people/household.ts';

let home: Household;
beforeAll(async () => {
  home = await startHousehold();
});
afterAll(() => home.close());

const hours = { start: { dateTime: '2027-03-01T09:00:00', timeZone: 'UTC' }, end: { dateTime: '2027-03-01T10:00:00', timeZone: 'UTC' } };
const inviting = (...people: readonly Pick<Housemate, 'upn'>[]): object => ({
  attendees: people.map(({ upn }) => ({ emailAddress: { address: upn } })),
});
const person = ({ upn }: Housemate, name: string): object => ({ emailAddress: { name, address: upn } });

describe('who writes into a shared calendar', () => {
  let owner: Housemate;
  let writer: Housemate;
  let guest: Housemate;
  beforeAll(async () => {
    [owner, writer, guest] = await Promise.all([home.come('owner'), home.come('writer'), home.come('guest')]);
    await owner.share(writer, 'write');
  });

  /** How the newest message of the guest was sent. */
  const sent = async (to: Housemate = guest): Promise<object> => {
    const [newest] = await to.inbox();
    const { sender, from, isDelegated } = newest ?? {};
    return { sender, from, isDelegated };
  };
  const byWriter = () => ({ sender: person(writer, 'writer'), from: person(owner, 'owner'), isDelegated: true });
  const byOwner = () => ({ sender: person(owner, 'owner'), from: person(owner, 'owner'), isDelegated: false });

  it('who writes into a shared calendar is the sender of what goes out in the owner’s name: invitations, updates, cancellations, of occurrences too', async () => {
    const base = `/v1.0/users/${owner.id}`;
    const recurrence = {
      pattern: { type: 'daily', interval: 1 },
      range: { type: 'numbered', startDate: '2027-03-01', numberOfOccurrences: 3 },
    };
    const made = await writer.must('POST', `${base}/events`, { subject: 'A', ...hours, recurrence, ...inviting(guest) });
    expect(await sent()).toEqual(byWriter());
    expect(made.json.organizer).toEqual(person(owner, 'owner'));
    expect(JSON.stringify(made.json)).not.toContain(writer.upn);
    const series = `${base}/events/${String(made.json.id)}`;

    // What the owner does by the same calendar is the owner's own.
    await owner.must('PATCH', `/v1.0/me/events/${String(made.json.id)}`, { subject: 'B' });
    expect(await sent()).toEqual(byOwner());

    await writer.must('PATCH', series, { subject: 'C' });
    expect(await sent()).toEqual(byWriter());
    const { value } = (await writer.must('GET', `${series}/instances?startDateTime=2027-03-01&endDateTime=2027-03-09`)).json;
    const [first, second] = (value as { id: string }[]).map(({ id }) => `${base}/events/${id}`);
    await owner.must('PATCH', `/v1.0/me/events/${String(made.json.id)}`, { subject: 'D' });
    await writer.must('PATCH', String(first), { subject: 'E' });
    expect(await sent()).toEqual(byWriter());
    await owner.must('PATCH', `/v1.0/me/events/${String(made.json.id)}`, { subject: 'F' });
    await writer.must('POST', `${second}/cancel`, { comment: 'no' });
    expect(await sent()).toEqual(byWriter());
    await owner.must('PATCH', `/v1.0/me/events/${String(made.json.id)}`, { subject: 'G' });
    await writer.must('DELETE', series);
    expect(await sent()).toEqual(byWriter());
  });

  it('who writes into a shared calendar is the sender of what a PUT brings, and of the invitation that waits for somebody who comes later', async () => {
    const event = `/v1.0/users/${owner.id}/events/put-by-writer`;
    const stranger = home.later('stranger');
    await writer.must('PUT', event, { subject: 'A', ...hours, ...inviting(guest, stranger) });
    expect(await sent()).toEqual(byWriter());
    expect(await sent(stranger)).toEqual(byWriter());
    await owner.must('PATCH', '/v1.0/me/events/put-by-writer', { subject: 'B' });
    await writer.must('PUT', event, { subject: 'C', ...hours, ...inviting(guest) });
    expect(await sent()).toEqual(byWriter());
  });

  it('nobody is the sender of an answer, nor of what an application writes', async () => {
    const { json } = await owner.must('POST', '/v1.0/me/events', { subject: 'A', ...hours, ...inviting(guest) });
    const [message] = await guest.inbox();
    await guest.must('POST', `/v1.0/me/messages/${String(message?.id)}/event/accept`, {});
    expect(await sent(owner)).toEqual({ sender: person(guest, 'guest'), from: person(guest, 'guest'), isDelegated: false });
    const app = { kind: 'application', tenant: home.tenant, id: 'app', appId: 'app', roles: new Set(['Calendars.ReadWrite']) } as const;
    const path = `/v1.0/users/${owner.id}/events/${String(json.id)}`;
    expect((await home.instance.send(app, 'PATCH', path, { subject: 'B' })).status).toBe(200);
    expect(await sent()).toEqual(byOwner());
  });
});

describe('who leaves a meeting', () => {
  const secret = 'SECRET: merger';
  const hidden = { subject: secret, body: { contentType: 'text', content: secret }, location: { displayName: secret } };
  const recurrence = {
    pattern: { type: 'daily', interval: 1 },
    range: { type: 'numbered', startDate: '2027-03-01', numberOfOccurrences: 3 },
  };
  const before = { subject: 'Lunch', location: { displayName: 'Canteen' }, ...hours };

  /** What the newest message says, and all of them together. */
  async function read(who: Housemate): Promise<{ readonly subject: unknown; readonly place: unknown; readonly all: string }> {
    const all = await who.inbox();
    const { subject, location } = all[0] ?? {};
    return { subject, place: (location as { displayName?: unknown } | null)?.displayName, all: JSON.stringify(all) };
  }

  it.each<[string, object, object]>([
    ['with another subject, body and place', {}, hidden],
    ['as it becomes private', {}, { ...hidden, sensitivity: 'private' }],
    ['as the attendees are hidden', {}, { ...hidden, hideAttendees: true }],
    ['as it moves in time', {}, { ...hidden, start: { ...hours.start, dateTime: '2027-03-01T09:30:00' } }],
    ['of a series', { recurrence }, hidden],
    ['as a series becomes an event', { recurrence }, { ...hidden, recurrence: null }],
  ])('who leaves a meeting is told what it was before: %s', async (_, more, change) => {
    const [owner, stays, leaves] = await Promise.all([home.come('owner'), home.come('stays'), home.come('leaves')]);
    const { json } = await owner.must('POST', '/v1.0/me/events', { ...before, ...more, ...inviting(stays, leaves) });
    const own = `/v1.0/me/events/${String(json.id)}`;
    await owner.must('PATCH', own, { ...change, ...inviting(stays) });
    expect(await read(leaves)).toMatchObject({ subject: 'Canceled: Lunch', place: 'Canteen' });
    expect((await read(leaves)).all).not.toContain(secret);
    // Who stays is told what it has become.
    expect(await read(stays)).toMatchObject({ subject: secret, place: secret });
    // What was said to somebody who was there then, as they leave by a PUT.
    await owner.must('PUT', own, { ...before, subject: 'Third', ...inviting() });
    expect(await read(stays)).toMatchObject({ subject: `Canceled: ${secret}` });
    expect((await read(stays)).all).not.toContain('Third');
  });

  it('who leaves a meeting is told of one occurrence what that was', async () => {
    const [owner, stays, leaves] = await Promise.all([home.come('owner'), home.come('stays'), home.come('leaves')]);
    const { json } = await owner.must('POST', '/v1.0/me/events', { ...before, recurrence, ...inviting(stays, leaves) });
    const own = `/v1.0/me/events/${String(json.id)}`;
    const { value } = (await owner.must('GET', `${own}/instances?startDateTime=2027-03-01&endDateTime=2027-03-09`)).json;
    const [first, second] = (value as { id: string }[]).map(({ id }) => `/v1.0/me/events/${id}`);
    await owner.must('PATCH', String(first), { ...hidden, sensitivity: 'private', ...inviting(stays) });
    expect(await read(leaves)).toMatchObject({ subject: 'Canceled: Lunch', place: 'Canteen' });
    expect(await read(stays)).toMatchObject({ subject: secret });
    await owner.must('POST', `${second}/cancel`, { comment: 'Sorry' });
    expect(await read(leaves)).toMatchObject({ subject: 'Canceled: Lunch', place: 'Canteen' });
    // The private one, called off, is told to its own attendees alone.
    await owner.must('POST', `${first}/cancel`, { comment: secret });
    expect((await read(leaves)).all).not.toContain(secret);
    expect(await read(stays)).toMatchObject({ subject: `Canceled: ${secret}` });
  });
});
