// The model of notifications: what people write at random, and what each subscription must and must not be told of it.
import type { Housemate } from '../people/household.ts';
import { attendee, hourOn } from '../api/events.ts';
import type { Chance } from './chance.ts';

/** One person's calendar as the model knows it: living events, and all ids that there ever were. */
export interface Desk {
  readonly person: Housemate;
  readonly calendars: readonly string[];
  readonly living: Map<string, { calendar: number; high: boolean }>;
  readonly ever: Set<string>;
  /** The last version of each event that is committed: its ETag, or null once it is deleted. */
  readonly last: Map<string, string | null>;
  /** An event whose attachments are watched. It is none of those above. */
  readonly filed: string;
  /** The attachments that it has, and all that it ever had. */
  readonly files: { readonly living: Set<string>; readonly ever: Set<string> };
  /** Who is invited to every third event. */
  readonly guest: Housemate;
}

const idOf = ({ json: { id } }: { readonly json: Readonly<Record<string, unknown>> }): string => String(id);

/** Writes something at random. */
export async function writeSomething(desk: Desk, chance: Chance): Promise<void> {
  const { person, living, last } = desk;
  if (chance.below(6) === 0) return writeFile(desk, chance);
  const id = chance.oneOf([...living.keys()]);
  const event = id === undefined ? undefined : living.get(id);
  if (id === undefined || event === undefined || chance.below(10) < 2) return create(desk, chance);
  const path = `/v1.0/me/events/${id}`;
  const read = async (): Promise<void> => void last.set(id, String((await person.must('GET', path)).headers.ETag));
  switch (chance.below(6)) {
    case 0:
      await person.must('DELETE', path);
      living.delete(id);
      last.set(id, null);
      return undefined;
    case 1: {
      const calendar = chance.below(desk.calendars.length);
      await person.must('PATCH', path, { 'calendar@odata.bind': `https://localhost/v1.0/me/calendars/${desk.calendars[calendar]}` });
      event.calendar = calendar;
      return read();
    }
    case 2:
      event.high = !event.high;
      await person.must('PATCH', path, { importance: event.high ? 'high' : 'normal' });
      return read();
    case 3:
      await person.must('POST', `${path}/attachments`, {
        '@odata.type': '#microsoft.graph.referenceAttachment',
        name: 'a',
        sourceUrl: 'https://example.com/a',
      });
      return read();
    default:
      await person.must('PATCH', path, { subject: `s${chance.below(1_000_000)}` });
      return read();
  }
}

/** Adds, changes or removes an attachment of the event whose attachments are watched. */
async function writeFile({ person, filed, files: { living, ever } }: Desk, chance: Chance): Promise<void> {
  const path = `/v1.0/me/events/${filed}/attachments`;
  const id = chance.oneOf([...living]);
  const what = chance.below(3);
  if (id === undefined || what === 0) {
    const file = { '@odata.type': '#microsoft.graph.referenceAttachment', name: 'f', sourceUrl: 'https://example.com/f' };
    const made = idOf(await person.must('POST', path, file));
    living.add(made);
    ever.add(made);
  } else if (what === 1) await person.must('PATCH', `${path}/${id}`, { name: `f${chance.below(1_000_000)}` });
  else {
    await person.must('DELETE', `${path}/${id}`);
    living.delete(id);
  }
}

async function create({ person, calendars, living, ever, last, guest }: Desk, chance: Chance): Promise<void> {
  const calendar = chance.below(calendars.length);
  const high = chance.below(2) === 0;
  const people = chance.below(3) === 0 ? { attendees: [attendee(guest.upn)] } : {};
  const body = { subject: 'new', importance: high ? 'high' : 'normal', ...hourOn('05-03'), ...people };
  const made = await person.must('POST', `/v1.0/me/calendars/${calendars[calendar]}/events`, body);
  const id = idOf(made);
  living.set(id, { calendar, high });
  ever.add(id);
  last.set(id, String((await person.must('GET', `/v1.0/me/events/${id}`)).headers.ETag));
}
