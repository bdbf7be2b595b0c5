// The model of notifications: what people write at random, and what each subscription must and must not be told of it.
import type { Housemate } from '../people/household.ts';
import { hourOn } from '../api/events.ts';
import type { Chance } from './chance.ts';

/** One person's calendar as the model knows it: living events, and all ids that there ever were. */
export interface Desk {
  readonly person: Housemate;
  readonly calendars: readonly string[];
  readonly living: Map<string, { calendar: number; high: boolean }>;
  readonly ever: Set<string>;
  /** The last version of each event that is committed: its ETag, or null once it is deleted. */
  readonly last: Map<string, string | null>;
}

const idOf = ({ json: { id } }: { readonly json: Readonly<Record<string, unknown>> }): string => String(id);

/** Writes something at random. */
export async function writeSomething(desk: Desk, chance: Chance): Promise<void> {
  const { person, living, last } = desk;
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

async function create({ person, calendars, living, ever, last }: Desk, chance: Chance): Promise<void> {
  const calendar = chance.below(calendars.length);
  const high = chance.below(2) === 0;
  const body = { subject: 'new', importance: high ? 'high' : 'normal', ...hourOn('05-03') };
  const made = await person.must('POST', `/v1.0/me/calendars/${calendars[calendar]}/events`, body);
  const id = idOf(made);
  living.set(id, { calendar, high });
  ever.add(id);
  last.set(id, String((await person.must('GET', `/v1.0/me/events/${id}`)).headers.ETag));
}
