// What tests of deltas make: events, series, and the windows that they lie in.
import { hourOn } from '../api/events.ts';
import type { Housemate } from '../people/household.ts';

export const march = 'startDateTime=2027-03-01T00:00:00Z&endDateTime=2027-04-01T00:00:00Z';
export const marchOf = (owner = 'me', calendar = ''): string => `/v1.0/${owner}${calendar}/calendarView/delta?${march}`;

/** Makes an event, and gives its id. */
export async function make(person: Housemate, json: object, path = '/v1.0/me/events'): Promise<string> {
  return String((await person.must('POST', path, json)).json.id);
}

/** A series of so many days from 2 March on. */
export const daily = (numberOfOccurrences: number) => ({
  ...hourOn('03-02'),
  subject: 'Daily',
  recurrence: {
    pattern: { type: 'daily', interval: 1 },
    range: { type: 'numbered', startDate: '2027-03-02', numberOfOccurrences },
  },
});

/** The ids of a series' occurrences in March. */
export async function occurrencesOf(person: Housemate, series: string): Promise<readonly string[]> {
  const { json } = await person.must('GET', `/v1.0/me/events/${series}/instances?${march}&$top=100`);
  return (json.value as readonly { readonly id: string }[]).map(({ id }) => id);
}
