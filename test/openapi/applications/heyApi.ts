// An application by the client that `@hey-api/openapi-ts` has generated; it tells what it has seen. Arguments: base, token.
import { client } from './hey/client.gen.js';
import {
  createEvent,
  createEventAttachment,
  deleteEvent,
  getEvent,
  getEventAttachmentContent,
  listCalendarView,
  listCalendars,
  listEventAttachments,
} from './hey/sdk.gen.js';

const [baseUrl = '', token = ''] = process.argv.slice(2);
client.setConfig({ baseUrl, auth: token });
const throwOnError = true;

const times = { start: { dateTime: '2027-03-01T10:00:00', timeZone: 'UTC' }, end: { dateTime: '2027-03-01T11:00:00', timeZone: 'UTC' } };
const { data: calendars } = await listCalendars({ query: { $top: 5, $select: 'id,name,isDefaultCalendar' }, throwOnError });
const { data: made } = await createEvent({
  body: {
    subject: 'generated',
    importance: 'high',
    ...times,
  },
  throwOnError,
});
const event = { 'event-id': made.id };
const { data: attached } = await createEventAttachment({
  path: event,
  body: { '@odata.type': '#microsoft.graph.fileAttachment', name: 'plan.txt', contentBytes: btoa('the plan') },
  throwOnError,
});
const { data: attachments } = await listEventAttachments({ path: event, throwOnError });
const { data: content } = await getEventAttachmentContent({
  path: { ...event, 'attachment-id': attached.id },
  parseAs: 'blob',
  throwOnError,
});
const { response: deleted } = await deleteEvent({ path: event, throwOnError });
const { error } = await getEvent({ path: event });

console.log(
  JSON.stringify({
    calendars: calendars.value.map(({ isDefaultCalendar }) => isDefaultCalendar),
    importance: made.importance,
    files: attachments.value.map((each) =>
      each['@odata.type'] === '#microsoft.graph.fileAttachment' ? atob(each.contentBytes ?? '') : each.name,
    ),
    content: await content.text(),
    deleted: deleted.status,
    refused: error?.error.code,
  }),
);

/** Mistakes, each of which the types have to catch: the compiler refuses a line that expects an error and has none. */
export const mistakes = [
  // @ts-expect-error: an event of which the id is missing.
  () => getEvent({ path: {} }),
  // @ts-expect-error: the value isn't one of the enumeration.
  () => createEvent({ body: { ...times, importance: 'huge' } }),
  // @ts-expect-error: a new event has its times.
  () => createEvent({ body: { subject: 'without times' } }),
  // @ts-expect-error: whether an event has attachments is no one's to say.
  () => createEvent({ body: { ...times, hasAttachments: true } }),
  // @ts-expect-error: a file has its bytes.
  () => createEventAttachment({ path: event, body: { '@odata.type': '#microsoft.graph.fileAttachment', name: 'plan.txt' } }),
  // @ts-expect-error: the view needs its window.
  () => listCalendarView({}),
  // @ts-expect-error: calendars can't be expanded by everything, and have no such option.
  () => listCalendars({ query: { $colour: 'red' } }),
  // @ts-expect-error: pages have no such property.
  () => calendars.values,
];
