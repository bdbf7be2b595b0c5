// What is told of a series and its occurrences: to who comes to the series, to who attends occurrences alone, and to who is found at one.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ApplicationCaller } from '../../../lib/access/tokens/caller.ts';
import { hourOn } from '../../support/api/events.ts';
import { startHousehold, type Household, type Housemate } from '../../support/people/household.ts';

let house: Household;
beforeAll(async () => {
  house = await startHousehold();
});
afterAll(() => house.close());

let ada: Housemate;
let bob: Housemate;
let cem: Housemate;
beforeEach(async () => {
  [ada, bob, cem] = await Promise.all([house.come('ada'), house.come('bob'), house.come('cem')]);
});

type Shown = Readonly<Record<string, unknown>>;
const named = (...people: readonly { readonly upn: string }[]) => ({
  attendees: people.map(({ upn }) => ({ emailAddress: { address: upn } })),
});
const recurring = (numberOfOccurrences: number) => ({
  recurrence: { pattern: { type: 'daily', interval: 1 }, range: { type: 'numbered', startDate: '2027-03-01', numberOfOccurrences } },
});

async function meet(...people: readonly Housemate[]): Promise<string> {
  const json = { subject: 'Standup', ...hourOn('03-01'), ...recurring(5), ...named(...people) };
  return `/v1.0/me/events/${String((await ada.must('POST', '/v1.0/me/events', json)).json.id)}`;
}
async function view(who: Housemate): Promise<readonly Shown[]> {
  const { value } = (await who.must('GET', '/v1.0/me/calendarView?startDateTime=2027-02-25&endDateTime=2027-03-15&$top=50')).json;
  return Array.isArray(value) ? (value as Shown[]) : [];
}
/** The path of the organizer's occurrence that originally starts on a day of March. */
async function on(day: number): Promise<string> {
  const found = (await view(ada)).find(({ originalStart }) => String(originalStart).startsWith(`2027-03-0${day}`));
  return `/v1.0/me/events/${String(found?.id)}`;
}
/** What lies in somebody's inbox, and what each message is about. */
const told = async (who: Housemate): Promise<string[]> =>
  (await who.inbox())
    .map(({ meetingMessageType, subject, type }) => `${String(meetingMessageType)} ${String(subject)} ${String(type)}`)
    .sort();
const subjects = async (who: Housemate): Promise<unknown[]> => (await view(who)).map(({ subject }) => subject);

describe('somebody who is invited to a series', () => {
  it('somebody who is invited to a series with changed and cancelled occurrences gets one invitation, and all of them by the entry', async () => {
    const series = await meet();
    await ada.must('PATCH', await on(2), { subject: 'Retro' });
    await ada.must('PATCH', await on(3), hourOn('03-09'));
    await ada.must('DELETE', await on(4));
    await ada.must('PATCH', series, named(bob));
    expect(await told(bob)).toEqual(['meetingRequest Standup seriesMaster']);
    expect(await subjects(bob)).toEqual(['Standup', 'Retro', 'Standup', 'Standup']);
    await ada.must('PATCH', await on(2), { subject: 'Demo' });
    expect(await told(bob)).toEqual(['meetingRequest Demo exception', 'meetingRequest Standup seriesMaster']);
  });

  it('somebody who has attended an occurrence alone is told of that as before, once invited to the series', async () => {
    const series = await meet(bob);
    await ada.must('PATCH', await on(2), { subject: 'Retro', ...named(bob, cem) });
    await ada.must('PATCH', await on(3), named(bob, cem));
    expect(await told(cem)).toEqual(['meetingRequest Retro exception', 'meetingRequest Standup exception']);
    await ada.must('PATCH', series, named(bob, cem));
    expect(await told(cem)).toEqual([
      'meetingRequest Retro exception',
      'meetingRequest Standup exception',
      'meetingRequest Standup seriesMaster',
    ]);
    await ada.must('DELETE', await on(2));
    expect(await told(cem)).toContain('meetingCancelled Canceled: Retro exception');
    expect(await subjects(cem)).toEqual(['Standup', 'Standup', 'Standup', 'Standup']);
  });
});

describe('somebody who attends an occurrence alone', () => {
  it('somebody who attends occurrences alone gets the cancellation of each with that of the series, and nobody else more than one', async () => {
    const series = await meet(bob);
    await ada.must('PATCH', await on(2), { subject: 'Retro', ...named(bob, cem) });
    await ada.must('PATCH', await on(3), named(cem));
    await ada.must('POST', `${series}/cancel`, { comment: 'No time.' });
    expect(await told(cem)).toEqual(['meetingCancelled Canceled: Retro exception', 'meetingCancelled Canceled: Standup exception']);
    const [message] = await cem.inbox();
    expect(JSON.stringify((await cem.must('GET', `/v1.0/me/messages/${String(message?.id)}`)).json.body)).toContain('No time.');
    expect((await told(bob)).filter((each) => each.includes('seriesMaster'))).toEqual(['meetingCancelled Canceled: Standup seriesMaster']);
    expect((await view(cem)).map(({ isCancelled }) => isCancelled)).toEqual([true, true]);
  });

  it('somebody who attends an occurrence alone is told when the series loses its date, and again when it is there again', async () => {
    const series = await meet(bob);
    await ada.must('PATCH', await on(4), named(bob, cem));
    await ada.must('PATCH', series, recurring(3));
    expect(await told(cem)).toEqual(['meetingCancelled Canceled: Standup exception']);
    expect((await view(cem)).map(({ isCancelled }) => isCancelled)).toEqual([true]);
    await ada.must('PATCH', series, recurring(5));
    expect(await told(cem)).toEqual(['meetingRequest Standup exception']);
    expect((await view(cem)).map(({ isCancelled }) => isCancelled)).toEqual([false]);
    expect((await told(bob)).filter((each) => !each.includes('seriesMaster'))).toEqual([]);
    await ada.must('PATCH', series, { recurrence: null });
    expect(await told(cem)).toEqual(['meetingCancelled Canceled: Standup exception']);
    expect((await view(cem)).map(({ isCancelled }) => isCancelled)).toEqual([true]);
  });
});

describe('somebody who is found at an occurrence', () => {
  const app = (): ApplicationCaller => ({
    kind: 'application',
    tenant: house.tenant,
    id: 'app',
    appId: 'app',
    roles: new Set(['User.ReadWrite.All']),
  });
  const gives = async ({ id }: Housemate, address: string): Promise<void> => {
    const { status } = await house.instance.send(app(), 'PATCH', `/v1.0/users/${id}`, { proxyAddresses: [`smtp:${address}`] });
    expect(status).toBe(204);
  };

  it('somebody of the series who is found at an occurrence by another address has it at once', async () => {
    const address = `also-${randomUUID()}@contoso.example`;
    await meet(bob);
    await ada.must('PATCH', await on(3), named({ upn: address }));
    expect(await view(bob)).toHaveLength(4);
    await gives(bob, address);
    expect(await view(bob)).toHaveLength(5);
    expect(await told(bob)).toContain('meetingRequest Standup exception');
  });

  it('somebody who is found at an occurrence alone has it at once, and the others are told nothing', async () => {
    const address = `late-${randomUUID()}@contoso.example`;
    await meet(bob);
    await ada.must('PATCH', await on(3), named(bob, { upn: address }));
    const before = await bob.inbox();
    await gives(cem, address);
    expect(await told(cem)).toEqual(['meetingRequest Standup exception']);
    expect(await view(cem)).toHaveLength(1);
    expect(await bob.inbox()).toEqual(before);
  });
});
