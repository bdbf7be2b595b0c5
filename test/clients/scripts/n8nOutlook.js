// The steps of n8n's Microsoft Outlook node: its own operations, each in a context of ours instead of n8n's.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { env } from 'node:process';
import { URL } from 'node:url';
import { adeleToken, baseUrl, meganAddress, must, step } from './report.js';

const require = createRequire(join(env.MODULES, 'n8n-nodes-base', 'package.json'));
const part = (file) => require(`./dist/nodes/Microsoft/Outlook/v2/${file}`);

/** Sends what the node asks for, as n8n's own helper does: a query of its own, a body as JSON; throws for a refusal. */
async function requestWithAuthentication(_, { method, uri, qs = {}, body, headers }) {
  const url = new URL(uri);
  for (const [name, value] of Object.entries(qs)) url.searchParams.append(name, String(value));
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const answer = await globalThis.fetch(url, { method, headers: { ...headers, Authorization: `Bearer ${adeleToken}` }, ...sent });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${answer.status} ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}

/** What an operation sees of n8n: the parameters that its form would have, and the credential with Graph's address. */
const contextOf = (parameters) => ({
  getNodeParameter: (name, _, otherwise) => parameters[name] ?? (name === 'authentication' ? 'microsoftOAuth2Api' : otherwise),
  getCredentials: () => Promise.resolve({ graphApiBaseUrl: baseUrl }),
  getNode: () => ({ name: 'Microsoft Outlook', typeVersion: 2 }),
  helpers: {
    requestWithAuthentication,
    returnJsonArray: (data) => [data].flat().map((json) => ({ json })),
    constructExecutionMetaData: (data) => data,
  },
});

/** Runs an operation and gives what it hands to the next node. */
async function run(operation, parameters) {
  const data = await part(`actions/${operation}.operation.js`).execute.call(contextOf(parameters), 0);
  return data.map(({ json }) => json);
}

const listed = (name, ...given) => part('methods/listSearch.js')[name].call(contextOf(given.at(-1) ?? {}), ...given.slice(0, -1));
const options = (name) => part('methods/loadOptions.js')[name].call(contextOf({}));

const [made] =
  (await step('calendar: create', () => run('calendar/create', { name: 'n8n work', additionalFields: { color: 'lightBlue' } }))) ?? [];
const calendarId = made?.id ?? 'none';
await step('calendar: create in a group', async () => {
  const [group] = await options('getCalendarGroups');
  await run('calendar/create', { name: 'n8n grouped', additionalFields: { calendarGroup: group.value } });
});
await step('calendar: get', async () => must((await run('calendar/get', { calendarId }))[0].name === 'n8n work', 'its name'));
await step('calendar: get all', async () => must((await run('calendar/getAll', { returnAll: true })).length > 2, 'all of them'));
await step('calendar: get many with a filter', async () => {
  const found = await run('calendar/getAll', { returnAll: false, limit: 5, filters: { custom: "name eq 'n8n work'" } });
  must(found.length === 1, 'one calendar');
});
await step('calendar: update', () => run('calendar/update', { calendarId, updateFields: { name: 'n8n renamed', color: 'auto' } }));
await step('the picker of calendars, by a part of the name', async () =>
  must((await listed('searchCalendars', 'renamed', {})).results.length === 1, 'one calendar'),
);

const additionalFields = () => ({
  body: '<p>Hello</p>',
  categories: ['Red category'],
  importance: 'high',
  isReminderOn: true,
  location: 'Room 7',
  reminderMinutesBeforeStart: 30,
  responseRequested: true,
  sensitivity: 'normal',
  showAs: 'busy',
  timeZone: 'Europe/Berlin',
  type: 'singleInstance',
});
const create = (subject, more = {}) =>
  run('event/create', {
    calendarId,
    subject,
    startDateTime: '2027-10-04T10:00:00',
    endDateTime: '2027-10-04T11:00:00',
    additionalFields: { ...additionalFields(), ...more },
  });
const [event] = (await step('event: create in a calendar that is not the default one', () => create('n8n meets'))) ?? [];
const eventId = event?.id ?? 'none';
await step('event: create for whole days', async () =>
  must((await create('n8n holiday', { isAllDay: true }))[0].isAllDay === true, 'whole days'),
);
await step('event: get, simple', async () => {
  const [simple] = await run('event/get', { eventId, output: 'simple' });
  must(simple.subject === 'n8n meets' && typeof simple.webLink === 'string', 'subject and webLink');
});
await step('event: get, raw and fields', async () => {
  must((await run('event/get', { eventId, output: 'raw' }))[0].id === eventId, 'the event');
  must(
    (await run('event/get', { eventId, output: 'fields', fields: ['subject', 'hasAttachments'] }))[0].hasAttachments === false,
    'fields',
  );
});
await step('event: update with attendees', async () => {
  const attendees = { values: [{ email: meganAddress, type: 'required' }] };
  const [changed] = await run('event/update', {
    eventId,
    additionalFields: { subject: 'n8n moved', start: '2027-10-05T10:00:00', end: '2027-10-05T11:00:00', timeZone: 'UTC', attendees },
  });
  must(changed.subject === 'n8n moved' && changed.attendees.length === 1, 'changed');
});
const inCalendar = { calendarId, output: 'simple', includeRecurringInstances: false, fromAllCalendars: false };
await step('event: get all of a calendar', async () =>
  must((await run('event/getAll', { ...inCalendar, returnAll: true })).length === 2, 'two events'),
);
await step('event: get many with a filter', async () => {
  const found = await run('event/getAll', { ...inCalendar, returnAll: false, limit: 5, filters: { custom: "contains(subject,'moved')" } });
  must(found.length === 1, 'one event');
});
await step('event: get all of all calendars', () => run('event/getAll', { ...inCalendar, fromAllCalendars: true, returnAll: true }));
await step('event: get all, each instance of a series', async () => {
  const [startDateTime, endDateTime] = ['2027-10-01T00:00:00Z', '2027-11-01T00:00:00Z'];
  const found = await run('event/getAll', { ...inCalendar, includeRecurringInstances: true, startDateTime, endDateTime, returnAll: true });
  must(found.length === 2, 'two events');
});
await step('the picker of events, by a part of the subject', async () =>
  must((await listed('searchEvents', 'moved', { calendarId })).results.length === 1, 'one event'),
);
await step('the list of categories', async () => must((await options('getCategoriesNames')).length > 0, 'some'));
await step('the list of mail folders', () => options('getFolders'));
await step('event: delete', () => run('event/delete', { eventId }));
await step('calendar: delete', () => run('calendar/delete', { calendarId }));
