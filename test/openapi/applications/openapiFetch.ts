// An application by `openapi-fetch`, with the types that `openapi-typescript` has generated; it tells what it has seen. Arguments: base, token.
import createClient from 'openapi-fetch';
import type { paths } from './types.js';

const [baseUrl = '', token = ''] = process.argv.slice(2);
const client = createClient<paths>({ baseUrl, headers: { Authorization: `Bearer ${token}` } });

/** The data of an answer. Throws the error that it has instead. */
async function of<T>(answer: Promise<{ readonly data?: T; readonly error?: unknown }>): Promise<T> {
  const { data, error } = await answer;
  if (data === undefined) throw new Error(JSON.stringify(error));
  return data;
}

const times = { start: { dateTime: '2027-03-01T10:00:00', timeZone: 'UTC' }, end: { dateTime: '2027-03-01T11:00:00', timeZone: 'UTC' } };
const calendars = await of(client.GET('/me/calendars', { params: { query: { $top: 5, $select: 'id,name,isDefaultCalendar' } } }));
const made = await of(
  client.POST('/me/events', {
    body: {
      subject: 'generated',
      importance: 'high',
      ...times,
    },
  }),
);
const event = { 'event-id': made.id };
const attached = await of(
  client.POST('/me/events/{event-id}/attachments', {
    params: { path: event },
    body: { '@odata.type': '#microsoft.graph.fileAttachment', name: 'plan.txt', contentBytes: btoa('the plan') },
  }),
);
const attachments = await of(client.GET('/me/events/{event-id}/attachments', { params: { path: event } }));
const content = await of(
  client.GET('/me/events/{event-id}/attachments/{attachment-id}/$value', {
    params: { path: { ...event, 'attachment-id': attached.id } },
    parseAs: 'arrayBuffer',
  }),
);
const { response: deleted } = await client.DELETE('/me/events/{event-id}', { params: { path: event } });
const { error } = await client.GET('/me/events/{event-id}', { params: { path: event } });

console.log(
  JSON.stringify({
    calendars: calendars.value.map(({ isDefaultCalendar }) => isDefaultCalendar),
    importance: made.importance,
    files: attachments.value.map((each) =>
      each['@odata.type'] === '#microsoft.graph.fileAttachment' ? atob(each.contentBytes ?? '') : each.name,
    ),
    content: new TextDecoder().decode(content),
    deleted: deleted.status,
    refused: error?.error.code,
  }),
);

/** Mistakes, each of which the types have to catch: the compiler refuses a line that expects an error and has none. */
export const mistakes = [
  // @ts-expect-error: there is no such path.
  () => client.GET('/me/pictures'),
  // @ts-expect-error: the path has no such method.
  () => client.PUT('/me/calendars'),
  // @ts-expect-error: an event of which the id is missing.
  () => client.GET('/me/events/{event-id}'),
  // @ts-expect-error: the value isn't one of the enumeration.
  () => client.POST('/me/events', { body: { ...times, importance: 'huge' } }),
  // @ts-expect-error: a new event has its times.
  () => client.POST('/me/events', { body: { subject: 'without times' } }),
  // @ts-expect-error: whether an event has attachments is no one's to say.
  () => client.POST('/me/events', { body: { ...times, hasAttachments: true } }),
  // @ts-expect-error: the view needs its window.
  () => client.GET('/me/calendarView', { params: { query: {} } }),
  // @ts-expect-error: pages have no such property.
  () => calendars.values,
];
