// What requests make the store do, counted: the same among a few as among thousands of events, of attachments and of mailboxes.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mailboxPartition } from '../../../lib/calendar/mailbox.ts';
import type { JsonObject } from '../../../lib/runtime/json.ts';
import type { Write } from '../../../lib/stores/documents.ts';
import { startHousehold, type Household, type Housemate } from '../../support/people/household.ts';
import { startWatchedDocuments, type Effort, type WatchedDocuments } from '../../support/faults/lookedAt.ts';

interface Place {
  readonly house: Household;
  readonly documents: WatchedDocuments;
  readonly person: Housemate;
  /** The event that was made by a request. */
  readonly event: string;
}

type Request = [method: string, path: string, json?: object];

const places: Place[] = [];
const start = async (): Promise<Omit<Place, 'event'>> => {
  const documents = await startWatchedDocuments();
  const house = await startHousehold(undefined, undefined, undefined, documents);
  return { house, documents, person: await house.come('owner') };
};
afterAll(async () => {
  await Promise.all(places.map(({ house }) => house.close()));
});

const week = 'startDateTime=2027-03-01T00:00:00Z&endDateTime=2027-03-08T00:00:00Z';
const halfYear = 'startDateTime=2027-03-01T00:00:00Z&endDateTime=2027-09-01T00:00:00Z';
const at = (utc: number) => ({ dateTime: new Date(utc).toISOString().slice(0, 19), timeZone: 'UTC' });
const hour = 3_600_000;
const during = Date.UTC(2027, 2, 2);
const anEvent = { subject: 'one', start: at(during), end: at(during + hour) };

/** A place with an event, and with copies of the document that a request has left there: of the event, or of its attachment. */
async function filled(
  kind: 'event' | 'attachment',
  count: number,
  copy: (model: JsonObject, number: number) => JsonObject,
): Promise<Place> {
  const { house, documents, person } = await start();
  const { json } = await person.must('POST', '/v1.0/me/events', anEvent);
  const event = `/v1.0/me/events/${String(json['id'])}`;
  await person.must('POST', `${event}/attachments`, { '@odata.type': '#microsoft.graph.attachment', name: 'one' });
  const partition = mailboxPartition({ tenant: house.tenant, kind: 'users', id: person.id });
  const [model] = await documents.mailboxes.query(partition, { where: { is: 'eq', property: 'kind', value: kind }, orderBy: [], limit: 1 });
  if (model === undefined) throw new Error(`There is no ${kind}.`);
  for (let from = 1; from < count; from += 90) {
    const numbers = Array.from({ length: Math.min(90, count - from) }, (_, i) => from + i);
    const [first, ...rest] = numbers.map((number): Write => {
      const document = { ...model.body, ...copy(model.body, number), kind, id: `${kind}:x${String(number).padStart(6, '0')}` };
      return { write: 'create', document };
    });
    if (first !== undefined) expect(await documents.mailboxes.commit(partition, [first, ...rest])).toMatchObject({ outcome: 'done' });
  }
  const place = { house, documents, person, event };
  places.push(place);
  return place;
}

/** All of it is behind the week, an hour apart; every tenth is of high importance, and the subjects repeat. */
function anotherEvent({ sortKeys, properties }: JsonObject, number: number): JsonObject {
  const begin = during + 60 * 24 * hour + number * hour;
  const name = `x${String(number).padStart(6, '0')}`;
  const subject = `often ${number % 7}`;
  const own = { start: at(begin), end: at(begin + hour), subject, importance: number % 10 === 0 ? 'high' : 'normal' };
  const times = { start: new Date(begin).toISOString(), end: new Date(begin + hour).toISOString() };
  return {
    ...{ eventId: name, incarnation: name, iCalUId: name },
    properties: { ...object(properties), ...own },
    sortKeys: { ...object(sortKeys), ...times, subject, texts: { subject } },
  };
}

const object = (value: unknown): JsonObject => (typeof value === 'object' && value !== null ? (value as JsonObject) : {});

async function effortOf({ documents, person, event }: Place, [method, path, json]: Request): Promise<Effort> {
  const full = path.startsWith('/v1.0') ? path : `${event}${path}`;
  const send = () => person.must(method, full, json);
  // The first one opens what the process keeps.
  await send();
  return documents.effortOf(send);
}

/** The effort among many isn't more than 1.2 times that among few. */
async function expectTheSame(few: Place, many: Place, request: Request): Promise<void> {
  const [one, other] = [await effortOf(few, request), await effortOf(many, request)];
  expect(other.calls, JSON.stringify([one, other])).toBe(one.calls);
  expect(other.looked, JSON.stringify([one, other])).toBeLessThanOrEqual(1.2 * one.looked);
  expect(other.charge, JSON.stringify([one, other])).toBeLessThanOrEqual(1.2 * one.charge);
}

const schedule = (schedules: readonly string[]) => ({ schedules, startTime: at(during), endTime: at(during + 24 * hour) });

describe('among 100 events and among 1,200', () => {
  let few: Place;
  let many: Place;
  beforeAll(async () => {
    [few, many] = [await filled('event', 100, anotherEvent), await filled('event', 1_200, anotherEvent)];
  });
  it.each<Request>([
    ['GET', ''],
    ['PATCH', '', { subject: 'two' }],
    ['POST', '/v1.0/me/events', anEvent],
    ['GET', `/v1.0/me/calendarView?$top=5&${week}`],
    ['GET', `/v1.0/me/calendarView?$count=true&$orderby=subject&${week}`],
    ['GET', `/v1.0/me/calendarView?$top=5&${halfYear}`],
    ['GET', '/v1.0/me/events?$top=10'],
    ['GET', '/v1.0/me/events?$top=10&$skip=10'],
    ['GET', '/v1.0/me/events?$top=10&$orderby=start/dateTime desc'],
    ['GET', '/v1.0/me/events?$top=10&$orderby=subject,start/dateTime'],
    ['GET', '/v1.0/me/events?$top=10&$count=true'],
    ['GET', '/v1.0/me/events/$count'],
    ['GET', "/v1.0/me/events?$top=5&$filter=importance eq 'high'"],
    ['GET', "/v1.0/me/events?$top=5&$filter=subject eq 'nobody has it'"],
    ['GET', "/v1.0/me/events?$top=5&$filter=contains(subject,'nobody has it')"],
    ['GET', "/v1.0/me/events?$top=5&$filter=importance eq 'low' or showAs eq 'oof'"],
    ['GET', "/v1.0/me/events?$top=5&$filter=type eq 'seriesMaster'"],
    ['GET', "/v1.0/me/events?$top=5&$filter=attendees/any(a:a/emailAddress/address eq 'nobody@contoso.example')"],
    ['GET', "/v1.0/me/events?$top=5&$filter=start/dateTime ge '2027-03-01' and start/dateTime lt '2027-03-08'"],
    ['GET', `/v1.0/me/calendarView/delta?${week}`],
    ['GET', "/v1.0/me/reminderView(StartDateTime='2027-03-01',EndDateTime='2027-03-08')"],
    ['POST', '/v1.0/me/calendar/getSchedule', schedule(['nobody@contoso.example'])],
  ])('the store does the same for %s %s', (...request) => expectTheSame(few, many, request));
});

describe('among 80 attachments and among 900', () => {
  const another = (_: JsonObject, number: number): JsonObject => ({ sortKeys: { name: `often ${number % 7}`, contentType: '', size: 0 } });
  let few: Place;
  let many: Place;
  beforeAll(async () => {
    [few, many] = [await filled('attachment', 80, another), await filled('attachment', 900, another)];
  });
  it.each<Request>([
    ['GET', ''],
    ['GET', '/attachments?$top=10'],
    ['GET', '/attachments?$top=10&$orderby=name desc'],
    ['GET', '/attachments?$top=10&$count=true'],
    ['GET', '/attachments/$count'],
    ['GET', "/attachments?$top=10&$filter=name eq 'nobody has it'"],
    ['POST', '/attachments', { '@odata.type': '#microsoft.graph.attachment', name: 'two' }],
  ])('the store does the same for %s %s', (...request) => expectTheSame(few, many, request));
});

describe('among 10 mailboxes and among 60', () => {
  const crowd = async (count: number): Promise<Place> => {
    const { house, documents, person } = await start();
    for (let from = 0; from < count; from += 10)
      await Promise.all(
        Array.from({ length: 10 }, async (_, i) => (await house.come(`person ${from + i}`)).must('POST', '/v1.0/me/events', anEvent)),
      );
    const { json } = await person.must('POST', '/v1.0/me/events', anEvent);
    const place = { house, documents, person, event: `/v1.0/me/events/${String(json['id'])}` };
    places.push(place);
    return place;
  };
  let few: Place;
  let many: Place;
  beforeAll(async () => {
    [few, many] = [await crowd(10), await crowd(60)];
  });
  it.each<Request>([
    ['GET', ''],
    ['GET', '/v1.0/me/events?$top=10'],
    ['GET', `/v1.0/me/calendarView?${week}`],
    ['GET', '/v1.0/me/calendars'],
    ['POST', '/v1.0/me/events', anEvent],
    ['GET', '/v1.0/me'],
  ])('the store does the same for %s %s', (...request) => expectTheSame(few, many, request));

  it('what is due in some mailboxes is found without a look at the others', async () => {
    const due = ({ documents }: Place) => documents.effortOf(() => documents.mailboxes.due(0, 1, 100));
    expect(await due(many)).toEqual(await due(few));
    expect((await due(many)).looked).toBe(0);
  });
});
