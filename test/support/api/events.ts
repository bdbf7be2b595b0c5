// Events as tests send them and find them in answers.
import { entriesOf } from './answers.ts';
import type { Answer } from './api.ts';

export const eventPath = ({ id }: Readonly<Record<string, unknown>>): string => `/v1.0/me/events/${String(id)}`;

/** An hour of a day in 2027. */
export const hourOn = (day: string, from = '10:00', to = '11:00', timeZone = 'UTC') => ({
  start: { dateTime: `2027-${day}T${from}:00`, timeZone },
  end: { dateTime: `2027-${day}T${to}:00`, timeZone },
});

export const subjects = (answer: Answer): unknown[] => entriesOf(answer).map(({ subject }) => subject);
