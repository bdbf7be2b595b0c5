// Whoever dies at whichever call to a store, each attendee has exactly one entry, as the meeting is at last (contract, section 18).
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createServices } from '../../../../functions/compose/app.ts';
import type { Services } from '../../../../lib/api/call.ts';
import type { EventProperties } from '../../../../lib/calendar/events/record/eventProperties.ts';
import { decodeEntry } from '../../../../lib/calendar/events/record/eventRecord.ts';
import { decodeAnswer } from '../../../../lib/calendar/entries/pendingAnswer.ts';
import { defaultCalendarId, mailboxPartition, type EventKey, type Mailbox } from '../../../../lib/calendar/mailbox.ts';
import type { Answer } from '../../../../lib/calendar/meetings/meetings.ts';
import { decodePending, pendingId } from '../../../../lib/calendar/meetings/telling/pending.ts';
import { work } from '../../../../lib/cleanup/work.ts';
import type { Contents } from '../../../../lib/stores/contents.ts';
import type { Documents } from '../../../../lib/stores/documents.ts';
import { attendeeFor, by, createMeeting, someone } from '../../../support/invitees.ts';
import { mortal } from '../../../support/meetings/mortal.ts';
import { startDocuments, type TestDocuments } from '../../../support/stores/documents.ts';

/** A store of contents that nothing here calls. */
const contents = {} as Contents;

let documents: TestDocuments;
let services: Services;
beforeAll(async () => {
  documents = await startDocuments();
  services = over(documents.mailboxes);
});
afterAll(() => documents.close());

const over = (mailboxes: Documents): Services => createServices({ directory: documents.directory, mailboxes, contents });

/** A meeting of its own, so that all deaths can be tried at once. */
interface Scene {
  readonly organizer: Mailbox;
  readonly people: readonly Mailbox[];
  /** Undefined until it is made. */
  key?: EventKey;
  incarnation?: string;
}

const at = (hour: number): Pick<EventProperties, 'start' | 'end'> => ({
  start: { dateTime: `2027-03-01T${hour}:00:00`, timeZone: 'UTC' },
  end: { dateTime: `2027-03-01T${hour}:30:00`, timeZone: 'UTC' },
});

async function scene(count: number): Promise<Scene> {
  const tenant = randomUUID();
  const people = await Promise.all(Array.from({ length: count }, () => someone(services, tenant)));
  return { organizer: { tenant, kind: 'users', id: randomUUID() }, people };
}

const keyOf = ({ key }: Scene): EventKey => key ?? expect.fail('no meeting');
const incarnationOf = ({ incarnation }: Scene): string => incarnation ?? expect.fail('no meeting');
const readMeeting = async (one: Scene) => (await services.events.read(keyOf(one))) ?? expect.fail('no event');

async function meet(one: Scene, of: Services): Promise<void> {
  await createMeeting(of, one.organizer, one.people, at(10));
}

async function find(one: Scene): Promise<void> {
  const order = { orderBy: { property: 'createdDateTime', descending: false }, limit: 2 } as const;
  const { events } = await services.events.list(one.organizer, defaultCalendarId(one.organizer), order);
  const [event] = events;
  if (event === undefined) return;
  one.key = { mailbox: one.organizer, event: event.eventId };
  one.incarnation = event.incarnation;
}

const change = async (one: Scene, of: Services, more: Partial<EventProperties>): Promise<void> => {
  const event = await readMeeting(one);
  await of.events.change(keyOf(one), event, { apply: (current) => ({ ...current, ...more }), newContent: false }, by);
};
const invite = (one: Scene, of: Services, people: readonly Mailbox[]): Promise<void> =>
  change(one, of, { attendees: people.map(attendeeFor) });
const answer = (which: Answer) => async (one: Scene, of: Services) => {
  const [me] = one.people;
  if (me === undefined) throw new Error('nobody');
  const entry = (await services.entries.find(me, { incarnation: incarnationOf(one) })) ?? expect.fail('no entry');
  await of.entries.answer(me, entry, { answer: which, from: {}, sends: true }, `user:${me.id}`);
};
const setsOwn = async (one: Scene): Promise<void> => {
  const [me] = one.people;
  if (me === undefined) throw new Error('nobody');
  const entry = (await services.entries.find(me, { incarnation: incarnationOf(one) })) ?? expect.fail('no entry');
  const apply = (current: EventProperties): EventProperties => ({ ...current, categories: ['mine'], showAs: 'oof' });
  await services.events.change({ mailbox: me, event: entry.eventId }, entry, { apply, newContent: false }, `user:${me.id}`);
};

/** What is done while the process dies, and what the first person and the others have before it and behind it. */
interface Act {
  readonly before?: (one: Scene) => Promise<void>;
  readonly act: (one: Scene, of: Services) => Promise<void>;
  /** Of the first person, and of every other. */
  readonly was: readonly [string, string];
  readonly after: readonly [string, string];
}

const fresh = 'Review 10 notResponded tentative ';
const made = async (one: Scene): Promise<void> => {
  await meet(one, services);
  await find(one);
};
const acts: Readonly<Record<string, Act>> = {
  creating: { act: meet, was: ['none', 'none'], after: [fresh, fresh] },
  'changing the subject': {
    before: made,
    act: (one, of) => change(one, of, { subject: 'Retro' }),
    was: [fresh, fresh],
    after: ['Retro 10 notResponded tentative ', 'Retro 10 notResponded tentative '],
  },
  'asking anew': {
    before: async (one) => {
      await made(one);
      await answer('accepted')(one, services);
      await setsOwn(one);
    },
    act: (one, of) => change(one, of, at(14)),
    was: ['Review 10 accepted oof mine', fresh],
    after: ['Review 14 notResponded oof mine', 'Review 14 notResponded tentative '],
  },
  accepting: { before: made, act: answer('accepted'), was: [fresh, fresh], after: ['Review 10 accepted busy ', fresh] },
  declining: { before: made, act: answer('declined'), was: [fresh, fresh], after: ['none', fresh] },
  cancelling: {
    before: made,
    act: async (one, of) => {
      await of.events.remove(keyOf(one), await readMeeting(one), by);
    },
    was: [fresh, fresh],
    after: ['Review 10 notResponded free cancelled ', 'Review 10 notResponded free cancelled '],
  },
  'removing somebody': {
    before: made,
    act: (one, of) => invite(one, of, one.people.slice(1)),
    was: [fresh, fresh],
    after: ['none', fresh],
  },
  're-adding somebody': {
    before: async (one) => {
      await made(one);
      await answer('accepted')(one, services);
      await setsOwn(one);
      await invite(one, services, one.people.slice(1));
    },
    act: (one, of) => invite(one, of, one.people),
    was: ['none', fresh],
    after: [fresh, fresh],
  },
  're-adding somebody who had declined': {
    before: async (one) => {
      await made(one);
      await answer('declined')(one, services);
      await invite(one, services, one.people.slice(1));
    },
    act: (one, of) => invite(one, of, one.people),
    was: ['none', fresh],
    after: [fresh, fresh],
  },
};

/** All entries that somebody has, in words. */
async function entriesOf(who: Mailbox): Promise<string> {
  const where = { is: 'eq', property: 'kind', value: 'entry' } as const;
  const found = await documents.mailboxes.query(mailboxPartition(who), { where, orderBy: [], limit: 10 });
  const said = found.flatMap((document) => {
    const entry = decodeEntry(document);
    if (entry === undefined) return [];
    const { subject, start, showAs, categories } = entry.properties;
    const cancelled = entry.entry.isCancelled ? ['cancelled'] : [];
    return [subject, start?.dateTime.slice(11, 13), entry.entry.response.response, showAs, ...cancelled, categories.join()].join(' ');
  });
  return said.length === 0 ? 'none' : said.join(' and ');
}

async function isLeft({ organizer, people, incarnation }: Scene): Promise<boolean> {
  if (incarnation === undefined) return false;
  const pending = decodePending(await documents.mailboxes.read(mailboxPartition(organizer), pendingId(incarnation)));
  const answers = await Promise.all(people.map((who) => documents.mailboxes.read(mailboxPartition(who), `answer:${incarnation}`)));
  return pending?.due !== undefined || answers.some((each) => decodeAnswer(each) !== undefined);
}

/** Whether the first batch was written, so that the rest has to follow. */
async function tookPlace(one: Scene, before: string): Promise<boolean> {
  await find(one);
  return (await stateOf(one)) !== before;
}

/** What says that an act took place: the organizer's event, but for answers, and the answering person's entry. */
async function stateOf(one: Scene): Promise<string> {
  const event = one.key && (await services.events.read(one.key));
  const [me] = one.people;
  return JSON.stringify([event && [event.version, event.changes], me && event ? await responseOf(one, me) : null]);
}
async function responseOf({ incarnation = '' }: Scene, me: Mailbox): Promise<string | undefined> {
  return (await services.entries.find(me, { incarnation }))?.entry.response.response;
}

const minute = (): Promise<unknown> =>
  work({
    ...documents,
    meetings: services.meetings,
    entries: services.entries,
    clock: () => Date.now() + 30_000,
    failed(error) {
      throw error;
    },
  });

const names = Object.keys(acts);
const rows = [
  ...names.map((name) => [name, 1, 'process dies'] as const),
  ...['creating', 'asking anew', 'cancelling', 're-adding somebody'].map((name) => [name, 1, 'call fails'] as const),
  ...names.map((name) => [name, 3, 'process dies'] as const),
];

/** `npm run test:model` tries every call; here, where more than one person is told, every third, since the calls repeat from person to person. */
const isTried = (number: number, people: number): boolean => people === 1 || process.env.MEETING_PEOPLE !== undefined || number % 3 === 0;

it.each(rows)(
  'while %s of a meeting with %i people, wherever the %s, each has exactly one entry, as the meeting is at last',
  async (name, count, how) => {
    const { before, act, was, after } = acts[name] ?? expect.fail('no act');
    const prepared = async (): Promise<Scene> => {
      const one = await scene(count);
      await before?.(one);
      return one;
    };
    const first = await prepared();
    const counting = mortal(documents.mailboxes, Infinity);
    await act(first, over(counting.documents));
    const deaths = Array.from({ length: counting.calls.length }, (_, number) => number).filter((number) => isTried(number, count));
    const all = await Promise.all(
      deaths.map(async (number) => {
        const one = await prepared();
        const state = await stateOf(one);
        const dying = mortal(documents.mailboxes, ({ number: at }) => at === number, how === 'call fails');
        await act(one, over(dying.documents)).catch((error: unknown) => {
          if (!(error instanceof Error) || !/died/.test(error.message)) throw error;
        });
        return { one, number, isDead: dying.isDead(), hasChanged: await tookPlace(one, state) };
      }),
    );
    expect(all.every(({ isDead }) => isDead)).toBe(true);
    expect(new Set(all.map(({ hasChanged }) => hasChanged))).toEqual(new Set([false, true]));
    await minute();
    for (const { one, number, hasChanged } of all) {
      const [ofFirst, ofOthers] = hasChanged ? after : was;
      const entries = await Promise.all(one.people.map(entriesOf));
      expect(entries, `call ${number}`).toEqual([ofFirst, ...one.people.slice(1).map(() => ofOthers)]);
      expect(await isLeft(one), `call ${number}`).toBe(false);
    }
  },
);
