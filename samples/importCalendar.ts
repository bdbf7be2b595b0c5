// Imports an iCalendar file: each event with its time zone, people and recurrence, changed and cancelled days, and the files and links that
// are attached to it. An event keeps its UID: imported again, what is there is replaced, and no file is attached twice.
//
// With `npm start` in another terminal:
//   export TOKEN=$(npm run --silent token -- --user adele@contoso.example)
//   npx node samples/importCalendar.ts samples/team.ics
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import ICAL from 'ical.js';
import { ask, attachFile, listOf } from './graph.ts';

const days: Readonly<Record<string, string>> = {
  MO: 'monday',
  TU: 'tuesday',
  WE: 'wednesday',
  TH: 'thursday',
  FR: 'friday',
  SA: 'saturday',
  SU: 'sunday',
};
const dayNames = Object.values(days);
const weeks: Readonly<Record<string, string>> = { 1: 'first', 2: 'second', 3: 'third', 4: 'fourth', [-1]: 'last' };

const isUtc = ({ zone }: ICAL.Time): boolean => zone === ICAL.Timezone.utcTimezone;
/** A date, and a time that names no zone, are the same everywhere; Graph wants a zone all the same. */
const zoneOf = ({ isDate, zone }: ICAL.Time): string => (isDate || zone.tzid === 'floating' ? 'UTC' : zone.tzid);
const dateOf = (time: ICAL.Time): string => time.toString().slice(0, 10);
/** A time as Graph has it: the wall clock's, and its zone beside it. A whole day begins at midnight. */
const timeOf = (time: ICAL.Time): object => ({
  dateTime: time.isDate ? `${dateOf(time)}T00:00:00` : time.toString().replace('Z', ''),
  timeZone: zoneOf(time),
});
const momentOf = (time: ICAL.Time): number => (time.isDate ? Date.parse(`${dateOf(time)}T00:00:00Z`) : time.toJSDate().getTime());

/** A rule's pattern as Graph has it; one that Graph has none for is refused by name, since half a series would be worse than none. */
function patternOf(rule: ICAL.Recur, start: ICAL.Time): object {
  const by = (part: string): string[] => (rule.getComponent(part) as unknown[]).map(String);
  const marks = by('BYDAY').map((mark) => /^([+-]?\d+)?(\w\w)$/.exec(mark) ?? []);
  const daysOfWeek = marks.map(([, , day = '']) => days[day]);
  const index = weeks[marks[0]?.[1] ?? by('BYSETPOS')[0] ?? ''];
  const dayOfMonth = Number(by('BYMONTHDAY')[0] ?? start.day);
  const month = Number(by('BYMONTH')[0] ?? start.month);
  const isByDay = marks.length > 0;
  const patterns: Readonly<Record<string, object>> = {
    DAILY: isByDay ? { type: 'weekly', daysOfWeek } : { type: 'daily' },
    WEEKLY: { type: 'weekly', daysOfWeek: isByDay ? daysOfWeek : [dayNames[(start.dayOfWeek() + 5) % 7]] },
    MONTHLY: isByDay ? { type: 'relativeMonthly', daysOfWeek, index } : { type: 'absoluteMonthly', dayOfMonth },
    YEARLY: isByDay ? { type: 'relativeYearly', daysOfWeek, index, month } : { type: 'absoluteYearly', dayOfMonth, month },
  };
  const pattern = patterns[rule.freq];
  if (pattern === undefined || ('index' in pattern && index === undefined)) throw new Error(`Graph has no pattern for ${rule.toString()}`);
  return { ...pattern, interval: rule.interval };
}

function recurrenceOf(rule: ICAL.Recur, start: ICAL.Time): object {
  const last = rule.until && !isUtc(start) ? rule.until.convertToZone(start.zone) : rule.until;
  const range = last
    ? { type: 'endDate', endDate: dateOf(last) }
    : rule.count
      ? { type: 'numbered', numberOfOccurrences: rule.count }
      : { type: 'noEnd' };
  return { pattern: patternOf(rule, start), range: { ...range, startDate: dateOf(start), recurrenceTimeZone: zoneOf(start) } };
}

const addressOf = (property: ICAL.Property): object => ({
  emailAddress: {
    address: String(property.getFirstValue()).replace(/^mailto:/i, ''),
    name: property.getFirstParameter('cn'),
  },
});

/** What Graph's event and one day of a series have in common. */
const bodyOf = (event: ICAL.Event): object => ({
  subject: event.summary,
  ...(event.description && { body: { contentType: 'text', content: event.description } }),
  ...(event.location && { location: { displayName: event.location } }),
  start: timeOf(event.startDate),
  end: timeOf(event.endDate),
  isAllDay: event.startDate.isDate,
});

async function attach(id: string, property: ICAL.Property, has: ReadonlySet<string>): Promise<void> {
  const value = property.getFirstValue();
  const name =
    property.getFirstParameter('filename') || property.getFirstParameter('x-filename') || String(value).split('/').at(-1) || 'file';
  if (has.has(name)) return;
  if (value instanceof ICAL.Binary) {
    const contentType = property.getFirstParameter('fmttype') || null;
    await attachFile(id, { name, contentType }, Buffer.from(value.value, 'base64'));
  } else
    await ask('POST', `/me/events/${id}/attachments`, {
      '@odata.type': '#microsoft.graph.referenceAttachment',
      name,
      sourceUrl: String(value),
    });
}

type Occurrence = { id: string; originalStart: string };

/** The occurrence of a series that the rule gives for a time, wherever it was moved; none, where that day is cancelled. */
async function occurrenceAt(series: string, time: ICAL.Time): Promise<string | undefined> {
  const at = momentOf(time);
  const [from, to] = [at, at + 60_000].map((moment) => new Date(moment).toISOString());
  const path = `/me/events/${series}`;
  const there = await listOf<Occurrence>(`${path}/instances?startDateTime=${from}&endDateTime=${to}`);
  const moved = await listOf<Occurrence>(`${path}/exceptionOccurrences`);
  return [...there, ...moved].find(({ originalStart }) => Date.parse(originalStart) === at)?.id;
}

async function change(series: string, time: ICAL.Time, method: 'DELETE' | 'PATCH', body?: object): Promise<void> {
  const occurrence = await occurrenceAt(series, time);
  if (occurrence !== undefined) await ask(method, `/me/events/${occurrence}`, body);
  else if (method === 'PATCH') console.warn(`Left out: ${time.toString()} is cancelled, and changed in the file`);
}

/** Puts one event of the file, with the changed days of its series. */
async function importEvent(event: ICAL.Event, changed: readonly ICAL.Event[]): Promise<void> {
  const id = `ical-${createHash('sha256').update(event.uid).digest('hex').slice(0, 32)}`;
  const rule = event.component.getFirstPropertyValue('rrule');
  await ask('PUT', `/me/events/${id}`, {
    iCalUId: event.uid,
    ...bodyOf(event),
    attendees: event.attendees.map((attendee) => ({ type: 'required', ...addressOf(attendee) })),
    ...(rule instanceof ICAL.Recur && { recurrence: recurrenceOf(rule, event.startDate) }),
  });
  for (const property of event.component.getAllProperties('exdate'))
    for (const time of property.getValues() as ICAL.Time[]) await change(id, time, 'DELETE');
  for (const day of changed) await change(id, day.recurrenceId, 'PATCH', bodyOf(day));
  const has = new Set((await listOf<{ name: string }>(`/me/events/${id}/attachments?$select=name`)).map(({ name }) => name));
  for (const property of event.component.getAllProperties('attach')) await attach(id, property, has);
  console.log(`Imported ${event.uid} as ${id}`);
}

const calendar = new ICAL.Component(ICAL.parse(await readFile(process.argv[2] ?? '', 'utf8')) as unknown[]);
for (const zone of calendar.getAllSubcomponents('vtimezone')) ICAL.TimezoneService.register(zone);
const all = calendar.getAllSubcomponents('vevent').map((component) => new ICAL.Event(component));
for (const event of all) {
  if (event.isRecurrenceException()) continue;
  await importEvent(
    event,
    all.filter((other) => other.uid === event.uid && other.isRecurrenceException()),
  );
}
