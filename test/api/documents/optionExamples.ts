// The documents' examples of events, windows and messages with options and preferences.
import { each, part, type Shown } from './pageAnswer.ts';
import type { Example } from './scene.ts';

const pacific = (dateTime: string) => ({ dateTime, timeZone: 'Pacific Standard Time' });
const utc = (dateTime: string) => ({ dateTime, timeZone: 'UTC' });
const inPacific = { Prefer: 'outlook.timezone="Pacific Standard Time"' };
const applied = { 'preference-applied': 'outlook.timezone="Pacific Standard Time"' };
/** What Graph's pages show of a place that was sent by its name alone. */
const hall = {
  displayName: 'Assembly Hall',
  locationType: 'default',
  uniqueId: 'Assembly Hall',
  uniqueIdType: 'private',
} satisfies Shown;
const person = { emailAddress: { name: String, address: String } };
const nobodyAnswered = { response: 'none', time: '0001-01-01T00:00:00Z' };
const orientation = {
  subject: 'Orientation ',
  body: { contentType: 'HTML', content: '<p>Dana, this is the time.</p>' },
  start: pacific('2017-04-21T10:00:00'),
  end: pacific('2017-04-21T12:00:00'),
  location: { displayName: 'Assembly Hall' },
};
const oriented = {
  '@odata.etag': /^W\/"/,
  id: String,
  subject: 'Orientation ',
  bodyPreview: 'Dana, this is the time.',
  body: { contentType: 'html', content: String },
  start: pacific('2017-04-21T10:00:00.0000000'),
  end: pacific('2017-04-21T12:00:00.0000000'),
  location: hall,
  attendees: [{ type: 'required', status: nobodyAnswered, emailAddress: { name: String, address: String } }],
  organizer: person,
};
const selected = 'subject,body,bodyPreview,organizer,attendees,start,end,location';
const series = {
  subject: 'Review strategy for Q3',
  start: utc('2019-04-08T20:30:00'),
  end: utc('2019-04-08T21:00:00'),
  recurrence: {
    pattern: { type: 'weekly', interval: 1, daysOfWeek: ['monday'] },
    range: { type: 'endDate', startDate: '2019-04-08', endDate: '2019-04-30' },
  },
};
const window = 'startDateTime=2019-04-08T09:00:00.0000000&endDateTime=2019-04-30T09:00:00.0000000';

const asSent = 'a place is shown as it was sent, without what Graph adds';
const placeAsSent = (at: string) => ({
  [`${at}location/locationType`]: asSent,
  [`${at}location/uniqueId`]: asSent,
  [`${at}location/uniqueIdType`]: asSent,
});
/** Attendees with names, as the pages send them. */
const invited = (...people: readonly { readonly upn: string }[]) => ({
  attendees: people.map(({ upn }) => ({ emailAddress: { address: upn, name: 'Samantha Booth' }, type: 'required' })),
});

export const optionExamples: readonly Example[] = [
  {
    page: 'user-list-events',
    about: 'some properties of all events, in a zone',
    request: async ({ dana, must, megan }) => {
      await must(dana, '/v1.0/me/events', { json: { ...orientation, ...invited(megan) } });
      return { path: `/v1.0/me/events?$select=${selected}`, as: dana, headers: inPacific };
    },
    status: 200,
    headers: applied,
    answer: ({ context, dana }) => ({
      '@odata.context': context(`users('${dana.id}')/events(${selected})`),
      value: [{ ...oriented, locations: each(hall) }],
    }),
    differs: { 'value/0/locations': 'the page shows what it doesn’t select', ...placeAsSent('value/0/') },
  },
  {
    page: 'event-get',
    about: 'some properties of one event, in a zone',
    request: async ({ event, megan }) => ({
      path: `/v1.0/me/events/${await event({ ...orientation, ...invited(megan) })}?$select=${selected},hideAttendees`,
      headers: inPacific,
    }),
    status: 200,
    headers: applied,
    answer: ({ context, adele }) => ({
      '@odata.context': context(`users('${adele.id}')/events(${selected},hideAttendees)/$entity`),
      ...oriented,
      hideAttendees: false,
      'calendar@odata.associationLink': String,
      'calendar@odata.navigationLink': String,
    }),
    differs: {
      ...placeAsSent(''),
      'calendar@odata.associationLink': 'links are shown with odata.metadata=full',
      'calendar@odata.navigationLink': 'links are shown with odata.metadata=full',
    },
  },
  {
    page: 'event-get',
    about: 'the body as text',
    request: async ({ event }) => ({
      path: `/v1.0/me/events/${await event(orientation)}?$select=subject,body,bodyPreview`,
      headers: { Prefer: 'outlook.body-content-type="text"' },
    }),
    status: 200,
    headers: { 'preference-applied': 'outlook.body-content-type="text"' },
    answer: ({ context, adele }) => ({
      '@odata.context': context(`users('${adele.id}')/events(subject,body,bodyPreview)/$entity`),
      '@odata.etag': String,
      id: String,
      subject: 'Orientation ',
      bodyPreview: String,
      body: { contentType: 'text', content: /^Dana, this is the time\.\s*$/ },
    }),
  },
  {
    page: 'event-list-instances',
    about: 'the occurrences of a series, and one that was moved',
    request: async ({ adele, event, must }) => {
      const id = await event(series);
      const { json } = await must(adele, `/v1.0/me/events/${id}/instances?${window}&$select=id`);
      const second = (json.value as readonly { readonly id: string }[])[1]?.id;
      await must(adele, `/v1.0/me/events/${String(second)}`, {
        method: 'PATCH',
        json: {
          start: utc('2019-04-16T20:30:00'),
          end: utc('2019-04-16T21:00:00'),
          body: { contentType: 'text', content: 'Changing meeting from 4/15 to 4/16.' },
        },
      });
      const select = 'subject,bodyPreview,seriesMasterId,type,recurrence,start,end';
      return { path: `/v1.0/me/events/${id}/instances?${window}&$select=${select}`, ids: { id } };
    },
    status: 200,
    answer: ({ context, adele }, { ids }) => ({
      '@odata.context': context(
        `users('${adele.id}')/events('${String(ids?.id)}')/instances(subject,bodyPreview,seriesMasterId,type,recurrence,start,end)`,
      ),
      value: (['08', '16', '22', '29'] as const).map((day) => ({
        '@odata.etag': String,
        id: String,
        subject: 'Review strategy for Q3',
        bodyPreview: day === '16' ? 'Changing meeting from 4/15 to 4/16.' : '',
        seriesMasterId: String(ids?.id),
        type: day === '16' ? 'exception' : 'occurrence',
        recurrence: null,
        start: utc(`2019-04-${day}T20:30:00.0000000`),
        end: utc(`2019-04-${day}T21:00:00.0000000`),
      })),
    }),
  },
  {
    page: 'calendar-list-calendarview',
    about: 'a week, by times with an offset',
    request: async ({ event }) => {
      await event({ start: pacific('2017-01-07T18:00:00'), end: pacific('2017-01-07T19:30:00'), reminderMinutesBeforeStart: 99 });
      return { path: '/v1.0/me/calendar/calendarView?startDateTime=2017-01-01T19:00:00-08:00&endDateTime=2017-01-07T19:00:00-08:00' };
    },
    status: 200,
    answer: () =>
      part({
        value: [
          part({
            originalStartTimeZone: 'Pacific Standard Time',
            originalEndTimeZone: 'Pacific Standard Time',
            responseStatus: { response: String, time: String },
            iCalUId: String,
            reminderMinutesBeforeStart: 99,
            isReminderOn: true,
          }),
        ],
      }),
  },
  {
    page: 'user-list-events (query parameters)',
    about: 'the events of a category, by a lambda',
    request: async ({ event }) => {
      await event({ subject: 'Sought', categories: ['Documented category'] });
      return { path: "/v1.0/me/events?$filter=categories/any(c:c eq 'Documented category')&$select=subject,categories" };
    },
    status: 200,
    answer: () => part({ value: [{ '@odata.etag': String, id: String, subject: 'Sought', categories: ['Documented category'] }] }),
  },
  {
    page: 'user-list-events (query parameters)',
    about: 'one event, how many there are, and where the next is',
    request: async ({ event }) => {
      await event();
      await event();
      return { path: '/v1.0/me/events?$top=1&$count=true&$select=subject' };
    },
    status: 200,
    answer: () =>
      part({
        '@odata.count': Number,
        '@odata.nextLink': /[?&](?:\$|%24)skip/,
        value: [{ '@odata.etag': String, id: String, subject: String }],
      }),
  },
  {
    page: 'user-list-calendars (query parameters)',
    about: 'the calendars of a name',
    request: async ({ adele, must }) => {
      await must(adele, '/v1.0/me/calendars', { json: { name: 'Volunteer' } });
      return { path: "/v1.0/me/calendars?$filter=name eq 'Volunteer'" };
    },
    status: 200,
    answer: ({ adele }) =>
      part({
        value: [
          part({
            id: String,
            name: 'Volunteer',
            color: 'auto',
            hexColor: '',
            isDefaultCalendar: false,
            changeKey: String,
            canShare: true,
            canViewPrivateItems: true,
            canEdit: true,
            allowedOnlineMeetingProviders: [],
            defaultOnlineMeetingProvider: String,
            isTallyingResponses: Boolean,
            isRemovable: true,
            owner: { name: String, address: adele.upn },
          }),
        ],
      }),
  },
];
