// Events in the bodies of requests and in answers.
import { randomUUID } from 'node:crypto';
import { entriesOf } from './answers.ts';
import type { Answer } from './api.ts';

export const eventPath = ({ id }: Readonly<Record<string, unknown>>): string => `/v1.0/me/events/${String(id)}`;

/** An hour of a day in 2027. */
export const hourOn = (day: string, from = '10:00', to = '11:00', timeZone = 'UTC') => ({
  start: { dateTime: `2027-${day}T${from}:00`, timeZone },
  end: { dateTime: `2027-${day}T${to}:00`, timeZone },
});

export const subjects = (answer: Answer): unknown[] => entriesOf(answer).map(({ subject }) => subject);

/** The times of an event whose times are nothing to the test. */
export const anHour = hourOn('05-03');

/** An attendee in the body of an event. */
export const attendee = (address: string, type = 'required') => ({ type, emailAddress: { name: 'Somebody', address } });

/** The body of an event with all properties that a caller can set. */
export const fullEvent = {
  subject: "Let's go for lunch",
  body: { contentType: 'HTML', content: '<p>Does noon work?</p>' },
  ...hourOn('04-15', '12:00', '14:00', 'Pacific Standard Time'),
  location: {
    displayName: "Harry's Bar",
    locationType: 'restaurant',
    address: { city: 'Venice', postOfficeBox: '1323' },
    coordinates: { latitude: 45.43 },
  },
  attendees: [attendee('samantha@elsewhere.example', 'Optional')],
  importance: 'High',
  sensitivity: 'personal',
  showAs: 'OOF',
  categories: ['Red category'],
  isReminderOn: false,
  reminderMinutesBeforeStart: 99,
  responseRequested: false,
  allowNewTimeProposals: false,
  hideAttendees: true,
};

/** The body of a series of meetings, with all that a place can have. */
export const weeklySeries = () => ({
  subject: 'Planning',
  body: { contentType: 'html', content: '<p>Agenda</p>' },
  start: { dateTime: '2027-03-01T10:00:00', timeZone: 'W. Europe Standard Time' },
  end: { dateTime: '2027-03-01T11:00:00', timeZone: 'W. Europe Standard Time' },
  recurrence: {
    pattern: { type: 'weekly', interval: 1, daysOfWeek: ['monday'] },
    range: { type: 'numbered', startDate: '2027-03-01', numberOfOccurrences: 5 },
  },
  location: {
    displayName: 'Room 5',
    locationUri: 'https://contoso.example/rooms/5',
    locationEmailAddress: 'room5@contoso.example',
    locationType: 'conferenceRoom',
    uniqueId: 'room5',
    uniqueIdType: 'private',
    address: {
      street: 'Main Street 1',
      postOfficeBox: '12',
      city: 'Berlin',
      state: 'Berlin',
      countryOrRegion: 'Germany',
      postalCode: '10115',
    },
    coordinates: { altitude: 34.5, latitude: 52.5, longitude: 13, accuracy: 1, altitudeAccuracy: 2 },
  },
  categories: ['Red'],
  transactionId: randomUUID(),
});
