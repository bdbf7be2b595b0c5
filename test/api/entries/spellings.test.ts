// Every spelling of an event or an entry leads to the one event, and names it in links by the path's mailbox and the event's id there.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CalendarRef, EventReference, EventSource, OccurrenceRef, Owner } from '../../../lib/paths/reference.ts';
import { defaultCalendarGroupId, defaultCalendarId } from '../../../lib/calendar/mailbox.ts';
import { hourOn } from '../../support/api/events.ts';
import { attendeesOf } from '../../support/api/meetings.ts';
import { spell } from '../../support/data/spellings.ts';
import { startHousehold, type Household, type Housemate } from '../../support/people/household.ts';

const link = { '@odata.type': '#microsoft.graph.referenceAttachment', name: 'plan', sourceUrl: 'https://contoso.example/plan' };
const window = 'startDateTime=2027-03-01T00:00:00Z&endDateTime=2027-03-04T00:00:00Z';
const daily = { pattern: { type: 'daily', interval: 1 }, range: { type: 'numbered', startDate: '2027-03-01', numberOfOccurrences: 3 } };

/** An event as one of its people has it. */
interface Spelled {
  readonly who: Housemate;
  readonly owners: readonly Owner[];
  readonly calendars: readonly CalendarRef[];
  readonly id: string;
  readonly iCalUId: string;
  /** An occurrence of it, where it is a series. */
  readonly occurrence?: string;
  readonly message?: string;
  /** Of the one event that all spellings mean. */
  readonly attachment: string;
}

let house: Household;
let spelled: readonly Spelled[];

beforeAll(async () => {
  house = await startHousehold();
  const [boss, adele] = await Promise.all([house.come('boss'), house.come('adele')]);
  for (const { id } of [boss, adele])
    await house.instance.services.directory.enterInvitation(house.tenant, { invitationId: `to-${id}`, userId: id }, 'app:test');
  const work = String((await adele.must('POST', '/v1.0/me/calendars', { name: 'Work' })).json.id);
  const all: Spelled[] = [];
  for (const [subject, more] of [
    ['single', {}],
    ['series', { recurrence: daily }],
    ['moved', {}],
  ] as const) {
    const made = (await boss.must('POST', '/v1.0/me/events', { subject, ...hourOn('03-01'), ...attendeesOf(adele), ...more })).json;
    const iCalUId = String(made.iCalUId);
    const attachment = String((await boss.must('POST', `/v1.0/me/events/${String(made.id)}/attachments`, link)).json.id);
    const entry = String((await adele.must('GET', `/v1.0/me/events(iCalUId='${iCalUId}')`)).json.id);
    if (subject === 'moved') await adele.must('PATCH', `/v1.0/me/events/${entry}`, { 'calendar@odata.bind': `/v1.0/me/calendars/${work}` });
    const message = String((await adele.inbox())[0]?.id);
    for (const [who, id] of [
      [boss, String(made.id)],
      [adele, entry],
    ] as const) {
      const instances = (await who.must('GET', `/v1.0/me/events/${id}/instances?${window}`)).json.value as { readonly id: string }[];
      all.push({
        who,
        owners: ownersOf(who),
        calendars:
          subject === 'moved' && who === adele
            ? [{ kind: 'any' }, ...named(who, work)]
            : [{ kind: 'default' }, { kind: 'any' }, ...named(who)],
        id,
        iCalUId,
        attachment,
        ...(instances[1] && { occurrence: instances[1].id }),
        ...(who === adele && { message }),
      });
    }
  }
  spelled = all;
}, 60_000);
afterAll(() => house.close());

const ownersOf = ({ id, upn }: Housemate): readonly Owner[] => [
  { kind: 'me' },
  { kind: 'user', user: { kind: 'id', id } },
  { kind: 'user', user: { kind: 'upn', upn } },
  { kind: 'invitedUser', invitation: `to-${id}` },
];

function named({ id }: Housemate, calendar?: string): readonly CalendarRef[] {
  const mailbox = { tenant: house.tenant, kind: 'users', id } as const;
  const inIt = calendar ?? defaultCalendarId(mailbox);
  return [
    { kind: 'calendar', id: inIt },
    { kind: 'inDefaultGroup', id: inIt },
    { kind: 'inGroup', group: defaultCalendarGroupId(mailbox), id: inIt },
  ];
}

/** A way to the event, or to the occurrence of it. */
function source(g: fc.GeneratorValue, { calendars, id, iCalUId, message, occurrence }: Spelled, isOccurrence: boolean): EventSource {
  const calendar = g(() => fc.constantFrom(...calendars));
  const occurrences: readonly OccurrenceRef[] =
    isOccurrence && occurrence !== undefined ? [{ collection: 'instances', id: occurrence }] : [];
  const collection = g(() => fc.constantFrom('events', 'calendarView'));
  const ways: EventSource[] = [
    { via: 'calendar', calendar, collection: calendar.kind === 'any' ? 'events' : collection, id, occurrences },
    { via: 'alternateKey', calendar, property: 'iCalUId', value: iCalUId, occurrences },
  ];
  const [own] = occurrences;
  if (own !== undefined) ways.push({ via: 'calendar', calendar, collection: 'events', id: own.id, occurrences: [] });
  const folders = g(() => fc.constantFrom<readonly string[]>([], ['inbox']));
  if (message !== undefined) ways.push({ via: 'message', folders, message, occurrences });
  return g(() => fc.constantFrom(...ways));
}

it('every spelling of an event gives one key, whether it is the organizer’s event or an attendee’s entry', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.boolean(), fc.gen(), async (at, asksForOccurrence, g) => {
      const one = spelled[at % spelled.length] ?? expect.fail('nothing');
      const isOccurrence = asksForOccurrence && one.occurrence !== undefined;
      const owner = g(() => fc.constantFrom(...one.owners));
      const reference: EventReference = {
        kind: 'event',
        version: g(() => fc.constantFrom('v1.0', 'beta')),
        owner,
        source: source(g, one, isOccurrence),
        tail: { kind: 'attachments' },
      };
      const path = spell(reference, g);
      const { status, json } = await one.who.send('GET', path);
      const value = Array.isArray(json.value) ? json.value.map((each: Readonly<Record<string, unknown>>) => each.id) : json;
      const context = decodeURIComponent(String(json['@odata.context']));
      const id = isOccurrence ? (one.occurrence ?? '') : one.id;
      expect([path, status, value, context]).toEqual([
        path,
        200,
        [one.attachment],
        expect.stringContaining(`users('${one.who.id}')/events('${id}')/attachments`),
      ]);
    }),
    { numRuns: 150, endOnFailure: true },
  );
});
