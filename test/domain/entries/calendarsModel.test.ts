// Three people and their meetings against a model: whatever they do, and whoever dies where, each calendar ends as the model's.
// `MODEL_OPERATIONS` sets how much is done (`npm run test:model`: 2,000).
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createServices } from '../../../functions/compose/app.ts';
import type { Services } from '../../../lib/api/call.ts';
import { entryId } from '../../../lib/calendar/entries/entryId.ts';
import type { Answer } from '../../../lib/calendar/meetings/meetings.ts';
import type { EventProperties } from '../../../lib/calendar/events/record/eventProperties.ts';
import { isEntry, type EntryRecord, type EventRecord } from '../../../lib/calendar/events/record/eventRecord.ts';
import { defaultCalendarId } from '../../../lib/calendar/mailbox.ts';
import { work } from '../../../lib/cleanup/work.ts';
import { sweep } from '../../../lib/cleanup/sweep.ts';
import { attendeeFor, createMeeting, someone } from '../../support/invitees.ts';
import { expected, Model, shown, type Meeting, type Shows } from '../../support/meetings/calendarsModel.ts';
import { startStores, type TestStores } from '../../support/stores/stores.ts';

const operations = Number(process.env.MODEL_OPERATIONS ?? 120);
const perRun = 20;

let stores: TestStores;
let services: Services;
beforeAll(async () => {
  stores = await startStores();
  services = createServices(stores);
});
afterAll(() => stores.close());

/** One step: who does what to which meeting, and at which call of the store the process dies, if it does. */
const step = fc.record({
  // The more often, the more it meets with: answers, and what asks anew.
  what: fc.oneof(
    { arbitrary: fc.constantFrom('answer', 'time', 'attendees'), weight: 3 },
    { arbitrary: fc.constantFrom('create', 'subject', 'place', 'showAs', 'own', 'delete', 'cancel', 'sweep'), weight: 4 },
  ),
  who: fc.nat(2),
  which: fc.nat(2),
  value: fc.nat(3),
  others: fc.subarray([0, 1, 2], { minLength: 1 }),
  dies: fc.option(fc.nat(11), { freq: 2 }),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const answers: readonly Answer[] = ['accepted', 'tentativelyAccepted', 'declined'];
const shows: readonly Shows[] = ['busy', 'free', 'oof', 'workingElsewhere'];
const timesAt = (hour: number): Pick<EventProperties, 'start' | 'end'> => ({
  start: { dateTime: `2027-03-01T${String(hour + 8).padStart(2, '0')}:00:00.0000000`, timeZone: 'UTC' },
  end: { dateTime: `2027-03-01T${String(hour + 9).padStart(2, '0')}:00:00.0000000`, timeZone: 'UTC' },
});

/** The stores of a process that dies before its call of this number. */
function dying(at: number | null): { readonly of: Services } {
  if (at === null) return { of: services };
  let calls = 0;
  const mailboxes = new Proxy(stores.mailboxes, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      return async (...given: unknown[]): Promise<unknown> => {
        if (calls++ >= at) throw new Error('died');
        const result: unknown = await Reflect.apply(method, target, given);
        return result;
      };
    },
  });
  return { of: createServices({ ...stores, mailboxes }) };
}

/** Both timers until nothing is left: what a request has left undone is 30 seconds old by then. */
async function timers(alsoSweep = false): Promise<void> {
  const failed = (error: unknown): never => {
    throw error;
  };
  const later = { ...stores, meetings: services.meetings, entries: services.entries, failed };
  await work({ ...later, clock: () => Date.now() + 30_000 });
  if (alsoSweep) await sweep({ ...later, clock: () => Date.now() + 30_000 });
}

/** Does the step; whether it took place where it dies in the middle is read from what was written. */
async function perform(model: Model, { what, who, which, value, others, dies }: Step): Promise<void> {
  const { people } = model;
  const { of } = dying(dies);
  const me = people[who] ?? expect.fail('nobody');
  const attempt = async (doing: Promise<unknown>): Promise<void> => {
    await doing.catch((error: unknown) => {
      if (dies === null || !(error instanceof Error) || !/died/.test(error.message)) throw error;
    });
  };
  if (what === 'sweep') return timers(true);
  if (what === 'create') {
    const invited = others.filter((each) => each !== who);
    const subject = `meeting ${model.meetings.length} ${randomUUID()}`;
    const more = { subject, ...timesAt(value), location: { displayName: 'A' } };
    const attendees = invited.flatMap((each) => people[each] ?? []);
    await attempt(createMeeting(of, me, attendees, more));
    const { events } = await services.events.list(me, defaultCalendarId(me), {
      limit: 1000,
      orderBy: { property: 'createdDateTime', descending: false },
    });
    const made = events.find(({ properties }) => properties.subject === subject);
    if (made === undefined) return;
    const meeting: Meeting = {
      key: { mailbox: me, event: made.eventId },
      incarnation: made.incarnation,
      organizer: who,
      isGone: false,
      subject,
      hour: value,
      place: 'A',
      showAs: 'busy',
      invited: new Set(invited),
      statuses: new Map(),
      entries: new Map(),
    };
    model.meetings.push(meeting);
    await timers();
    model.deliver(meeting);
    return;
  }
  const meeting = model.meetings[Math.max(0, model.meetings.length - 1 - which)];
  if (meeting === undefined) return;
  if (what === 'own' || what === 'answer' || what === 'delete') {
    if (who !== meeting.organizer) await asAttendee(model, meeting, { what, who, value, of, attempt });
  } else if (!meeting.isGone) await asOrganizer(model, meeting, { what, value, others, of, attempt });
}

interface Acting {
  readonly value: number;
  readonly of: Services;
  readonly attempt: (doing: Promise<unknown>) => Promise<void>;
}

async function asOrganizer(
  model: Model,
  meeting: Meeting,
  { what, value, others, of, attempt }: Acting & { readonly what: Step['what']; readonly others: readonly number[] },
): Promise<void> {
  const { key } = meeting;
  const by = `user:${key.mailbox.id}`;
  const event = (await services.events.read(key)) ?? expect.fail('no event');
  if (what === 'cancel') {
    await attempt(of.events.remove(key, event, by));
    meeting.isGone = (await services.events.read(key)) === undefined;
  } else {
    const subject = `${meeting.subject.split('/')[0] ?? ''}/${randomUUID().slice(0, 4)}`;
    const invited = others.filter((each) => each !== meeting.organizer);
    const former = new Map(event.properties.attendees.map((each) => [each.userId, each]));
    const attendees = invited.flatMap((each) => {
      const person = model.people[each];
      return person === undefined ? [] : [former.get(person.id) ?? attendeeFor(person)];
    });
    const changes: Partial<Record<Step['what'], Partial<EventProperties>>> = {
      subject: { subject },
      time: timesAt(value),
      place: { location: { displayName: `place ${value}` } },
      showAs: { showAs: shows[value] ?? 'busy' },
      attendees: { attendees },
    };
    const change = changes[what] ?? {};
    await attempt(of.events.change(key, event, { apply: (current) => ({ ...current, ...change }), newContent: false }, by));
    const now = (await services.events.read(key)) ?? expect.fail('no event');
    if (now.revision !== event.revision) {
      if (what === 'subject') meeting.subject = subject;
      if (what === 'place') meeting.place = `place ${value}`;
      if (what === 'showAs') meeting.showAs = shows[value] ?? 'busy';
      if (what === 'time') {
        if (meeting.hour !== value) meeting.statuses.clear();
        meeting.hour = value;
      }
      if (what === 'attendees') {
        meeting.invited = new Set(invited);
        for (const each of meeting.statuses.keys()) if (!meeting.invited.has(each)) meeting.statuses.delete(each);
      }
    }
  }
  await timers();
  model.deliver(meeting);
}

async function asAttendee(
  model: Model,
  meeting: Meeting,
  { what, who, value, of, attempt }: Acting & { readonly what: 'own' | 'answer' | 'delete'; readonly who: number },
): Promise<void> {
  const me = model.people[who] ?? expect.fail('nobody');
  const by = `user:${me.id}`;
  const key = { mailbox: me, event: entryId(meeting.incarnation, me.id) };
  const entry = meeting.entries.get(who);
  const found = await services.events.read(key);
  expect(found !== undefined).toBe(entry?.state === 'alive' || entry?.state === 'cancelled');
  const hasChanged = async (before: EventRecord | undefined): Promise<boolean> => (await services.events.read(key))?.etag !== before?.etag;
  if (what === 'answer') {
    const answer = answers[value % 3] ?? 'accepted';
    const organizers = await services.events.read(meeting.key);
    const isInvited = !meeting.isGone && meeting.invited.has(who);
    if (entry === undefined || entry.state === 'cancelled' || !isInvited || organizers === undefined) return;
    // By the entry where it is shown, else by the message.
    const opened: EntryRecord =
      found !== undefined && isEntry(found) ? found : services.entries.preview(me, { key: meeting.key, event: organizers });
    const isSame = entry.response === answer && (entry.state === 'alive' || answer === 'declined');
    const before = await stores.mailboxes.read(`${me.tenant}:users:${me.id}`, opened.id);
    await attempt(of.entries.answer(me, opened, { answer, from: {}, sends: true }, by));
    const after = await stores.mailboxes.read(`${me.tenant}:users:${me.id}`, opened.id);
    if (before?.etag === after?.etag) {
      await timers();
      return;
    }
    if (!isSame || entry.state === 'deleted') {
      meeting.entries.set(who, {
        ...(entry.state === 'alive' ? entry : { ask: meeting.hour, place: meeting.place }),
        response: answer,
        state: answer === 'declined' ? 'declined' : 'alive',
      });
      meeting.statuses.set(who, answer);
    }
    await timers();
    return;
  }
  if (found === undefined || entry === undefined) return;
  if (what === 'delete') {
    await attempt(of.events.remove(key, found, by));
    if ((await services.events.read(key)) === undefined) entry.state = 'deleted';
  } else if (entry.state === 'alive') {
    const showAs = shows[value] ?? 'busy';
    const change = value % 2 === 0 ? { categories: [`c${value}`] } : { showAs };
    await attempt(of.events.change(key, found, { apply: (current) => ({ ...current, ...change }), newContent: false }, by));
    if (await hasChanged(found)) {
      if (value % 2 === 0) entry.category = `c${value}`;
      else if (showAs !== found.properties.showAs) entry.ownShowAs = showAs;
    }
  }
  await timers();
}

it(
  'every calendar is as the model has it, whatever three people do with their meetings and whoever dies where',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: perRun, maxLength: perRun }), async (steps) => {
        const tenant = randomUUID();
        const model = new Model(await Promise.all([0, 1, 2].map(() => someone(services, tenant))));
        for (const [at, each] of [{ ...firstMeeting }, ...steps].entries()) {
          await perform(model, each);
          for (const [who, person] of model.people.entries())
            expect(await shown(services, person), `person ${who} after step ${at}: ${JSON.stringify(each)}`).toEqual(expected(model, who));
        }
      }),
      { numRuns: Math.ceil(operations / perRun), endOnFailure: true },
    );
  },
  60 * 60_000,
);

const firstMeeting: Step = { what: 'create', who: 0, which: 0, value: 0, others: [1, 2], dies: null };
