// The recorded story, third part: events, their lists and views, and recurring ones.
import { anHour } from '../../support/api/events.ts';
import type { Recorder } from '../recorder.ts';
import type { People } from './people.ts';

const time = (dateTime: string, timeZone = 'UTC') => ({ dateTime, timeZone });

export const file = { '@odata.type': '#microsoft.graph.fileAttachment', name: 'a.txt', contentBytes: 'aGVsbG8=' };

const whole = {
  subject: 'Design review',
  body: { contentType: 'html', content: '<p>Bring <b>drafts</b> &amp; pens</p><ul><li>one</li><li>two &eacute;</li></ul>' },
  start: time('2031-03-10T10:00:00', 'W. Europe Standard Time'),
  end: time('2031-03-10T11:30:00', 'W. Europe Standard Time'),
  location: { displayName: 'Room 1', address: { city: 'Berlin' } },
  categories: ['red', 'blue'],
  importance: 'high',
  sensitivity: 'private',
  showAs: 'tentative',
  isReminderOn: true,
  reminderMinutesBeforeStart: 30,
  allowNewTimeProposals: false,
  transactionId: 'transaction-1',
  attachments: [file],
};

/** Resolves to the id of an event with all properties. */
export async function recordEvents(recorder: Recorder, people: People, calendar: string): Promise<string> {
  const { ask } = recorder;
  const { adele: as, adeleReading, megan, application } = people;
  const { id } = await ask('POST /v1.0/me/events', { as, json: whole });
  await ask('POST /v1.0/me/events', { as, json: whole });
  await ask('POST /v1.0/me/events', { as, json: { subject: 'minimal', ...anHour }, headers: { Prefer: 'return=minimal' } });
  await ask('POST /v1.0/me/events', { as: adeleReading, json: anHour });
  await ask('POST /v1.0/users/adele@contoso.example/events', { as: megan, json: anHour });
  await ask('POST /v1.0/users/adele@contoso.example/events', { as: application, json: { subject: 'by an application', ...anHour } });
  for (const json of [
    { nothing: 1 },
    { subject: 5 },
    { start: time('no time') },
    { start: time('2031-03-10T10:00:00', 'Atlantis') },
    { start: time('2031-03-10T10:00:00'), end: time('2031-03-09T10:00:00') },
    { importance: 'utmost' },
    { attendees: [{ emailAddress: {} }] },
    { attachments: [{ name: 'x' }] },
    { id: 'me' },
  ])
    await ask('POST /v1.0/me/events', { as, json });
  await ask('POST /v1.0/me/events', { as, body: '{"subject":', headers: { 'Content-Type': 'application/json' } });
  await ask('POST /v1.0/me/events', { as, body: 'subject', headers: { 'Content-Type': 'text/plain' } });
  const path = `/v1.0/me/events/${id}`;
  const { headers } = await ask(`GET ${path}`, { as });
  const etag = headers.ETag ?? '';
  await ask(`HEAD ${path}`, { as });
  await ask(`GET ${path}`, { as, headers: { 'If-None-Match': etag } });
  await ask(`GET ${path}?$select=subject,start,bodyPreview`, { as, headers: { Prefer: 'outlook.timezone="Pacific Standard Time"' } });
  await ask(`GET ${path}?$select=body`, { as, headers: { Prefer: 'outlook.body-content-type="text"' } });
  await ask(`GET ${path}?$expand=attachments($select=name,size)`, { as });
  await ask(`GET ${path}?$expand=calendar`, { as });
  await ask(`GET ${path}?$expand=everything`, { as });
  await ask(`GET ${path}?$select=nothing`, { as });
  await ask(`GET ${path}/calendar`, { as });
  await ask(`GET /v1.0/me/events(transactionId='transaction-1')`, { as });
  await ask(`GET /v1.0/me/calendars/${calendar}/events/${id}`, { as });
  await ask(`GET ${path}`, { as: megan });
  await ask(`PATCH ${path}`, { as, json: { subject: 'Second review' }, headers: { 'If-Match': etag } });
  await ask(`PATCH ${path}`, { as, json: { subject: 'Third review' }, headers: { 'If-Match': etag } });
  await ask(`PATCH ${path}`, { as, json: { start: time('2031-03-10T09:00:00'), reminderMinutesBeforeStart: '15' } });
  await ask(`PATCH ${path}`, { as, json: { sensitivity: 'normal' }, headers: { Prefer: 'return=minimal' } });
  await ask(`PATCH ${path}`, { as, json: { isCancelled: 'perhaps' } });
  await ask('PUT /v1.0/me/events/mine-1', { as, json: { subject: 'Put' } });
  await ask('PUT /v1.0/me/events/mine-1', { as, json: { subject: 'Put again' } });
  await ask('PUT /v1.0/me/events/delta', { as, json: { subject: 'A word' } });
  await ask('PUT /v1.0/me/events/mine-2', { as, json: {}, headers: { 'If-Match': '*' } });
  await ask('PUT /v1.0/me/events/mine-1', { as, json: {}, headers: { 'If-None-Match': '*' } });
  await ask('DELETE /v1.0/me/events/mine-1', { as });
  await ask('GET /v1.0/me/events/mine-1', { as });
  await ask('DELETE /v1.0/me/events/mine-1', { as });
  await ask('PUT /v1.0/me/events/mine-1', { as, json: { subject: 'Put once more' } });
  await ask('TRACE /v1.0/me/events', { as });
  await ask('POST /v1.0/me/events/mine-1', { as, json: {} });
  return id;
}

/** Lists, views and counts over some dozens of events. */
export async function recordLists({ ask, askAll }: Recorder, { adele: as, megan, meganShared }: People, calendar: string): Promise<void> {
  for (let i = 0; i < 14; i++)
    await ask(`PUT /v1.0/me/calendars/${calendar}/events/listed-${i}`, {
      as,
      json: {
        subject: `Event ${String(i).padStart(2, '0')}`,
        start: time(`2031-04-${String(i + 1).padStart(2, '0')}T10:00:00`),
        end: time(`2031-04-${String(i + 1).padStart(2, '0')}T11:00:00`),
        importance: i % 2 === 0 ? 'low' : 'normal',
      },
    });
  const events = `/v1.0/me/calendars/${calendar}/events`;
  await askAll(`${events}?$top=5&$select=subject&$count=true`, { as });
  await askAll(`${events}?$orderby=subject desc&$top=6&$select=subject`, { as });
  await askAll(`${events}?$orderby=start/dateTime&$top=8&$select=subject,start`, { as, headers: { Prefer: 'odata.maxpagesize=3' } });
  for (const query of [
    '$filter=importance eq %27low%27&$select=subject',
    '$filter=startswith(subject,%27Event 0%27) and not (importance eq %27low%27)&$select=subject',
    '$filter=start/dateTime ge %272031-04-10T00:00:00%27&$select=subject',
    '$filter=subject eq',
    '$filter=unknown eq 1',
    '$orderby=unknown',
    '$top=0',
    '$top=1001',
    '$skip=3&$top=2&$select=subject',
    '$skiptoken=forged',
    '$search=x',
    'strange=1',
  ])
    await ask(`GET ${events}?${query}`, { as });
  await ask(`GET ${events}/$count`, { as });
  await ask(`GET ${events}/$count?$filter=importance eq %27low%27`, { as });
  await ask('GET /v1.0/me/events', { as });
  await ask('GET /beta/me/calendar/events?$select=subject', { as });
  await ask('GET /v1.0/users/adele@contoso.example/events', { as: megan });
  await ask('GET /v1.0/users/adele@contoso.example/events', { as: meganShared });
  const window = 'startDateTime=2031-04-01T00:00:00Z&endDateTime=2031-04-30T00:00:00Z';
  await askAll(`/v1.0/me/calendars/${calendar}/calendarView?${window}&$top=5&$select=subject`, { as });
  await ask(`GET /v1.0/me/calendarView?${window}&$count=true&$top=2`, { as });
  await ask(`GET /v1.0/me/calendarView/$count?${window}`, { as });
  await ask(`GET /v1.0/me/calendarView?${window}&$orderby=subject desc&$top=3&$select=subject`, { as });
  await ask('GET /v1.0/me/calendarView', { as });
  await ask('GET /v1.0/me/calendarView?startDateTime=2031-04-01&endDateTime=2041-04-01', { as });
  await ask('GET /v1.0/me/calendarView?startDateTime=x&endDateTime=2031-04-01', { as });
}

/** A series with changed, cancelled and attached occurrences. */
export async function recordSeries({ ask, askAll }: Recorder, { adele: as }: People): Promise<void> {
  const zone = 'W. Europe Standard Time';
  const json = {
    subject: 'Weekly',
    start: time('2031-05-05T10:00:00', zone),
    end: time('2031-05-05T11:00:00', zone),
    recurrence: {
      pattern: { type: 'weekly', interval: 1, daysOfWeek: ['monday'] },
      range: { type: 'numbered', startDate: '2031-05-05', numberOfOccurrences: 12 },
    },
    attachments: [file],
  };
  const { id } = await ask('POST /v1.0/me/events', { as, json });
  await ask('POST /v1.0/me/events', { as, json: { ...json, recurrence: { pattern: { type: 'weekly' }, range: { type: 'noEnd' } } } });
  const series = `/v1.0/me/events/${id}`;
  const window = 'startDateTime=2031-05-01T00:00:00Z&endDateTime=2031-07-01T00:00:00Z';
  const [page] = await askAll(`${series}/instances?${window}&$top=4`, { as });
  const [, second = '', third = '', fourth = ''] = idsIn(page?.json.value);
  await ask(`GET ${series}/instances`, { as });
  await ask(`GET ${series}/instances/${second}`, { as });
  await ask(`GET /v1.0/me/events/${second}`, { as });
  await ask(`PATCH ${series}/instances/${second}`, {
    as,
    json: { subject: 'Moved', start: time('2031-05-13T08:00:00'), end: time('2031-05-13T09:00:00') },
  });
  await ask(`PATCH ${series}/instances/${second}`, { as, json: { recurrence: null } });
  await ask(`POST ${series}/instances/${third}/attachments`, { as, json: { ...file, name: 'minutes.txt' } });
  const attachments = await ask(`GET ${series}/instances/${third}/attachments`, { as });
  const [first = ''] = idsIn(attachments.json.value);
  await ask(`PATCH ${series}/instances/${third}/attachments/${first}`, { as, json: { name: 'renamed.txt' } });
  await ask(`DELETE ${series}/instances/${third}/attachments/${first}`, { as });
  await ask(`GET ${series}/instances/${third}/attachments?$select=name`, { as });
  await ask(`DELETE ${series}/instances/${fourth}`, { as });
  await ask(`GET ${series}/instances/${fourth}`, { as });
  await ask(`GET ${series}/exceptionOccurrences`, { as });
  await ask(`GET ${series}/instances/$count?${window}`, { as });
  await askAll(`/v1.0/me/calendarView?${window}&$select=subject,start,type&$top=7`, { as });
  await ask(`GET ${series}?$expand=exceptionOccurrences`, { as });
  await ask(`PATCH ${series}`, { as, json: { subject: 'Weekly, renamed' } });
  await ask(`GET ${series}/exceptionOccurrences?$select=subject`, { as });
  await ask(`DELETE ${series}`, { as });
  await ask(`GET ${series}/instances/${second}`, { as });
}

/** The ids of a list's entries. */
export const idsIn = (value: unknown): readonly string[] =>
  Array.isArray(value)
    ? value.map((each: unknown) => (typeof each === 'object' && each !== null && 'id' in each ? String(each.id) : ''))
    : [];
