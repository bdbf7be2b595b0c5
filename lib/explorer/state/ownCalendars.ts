// What the person does to the own calendars and their groups: make, rename, colour, delete.
import { ask, GraphError } from '../graph.ts';
import { keyOfCalendar, pathOfCalendar, type Calendar } from '../model/calendar.ts';
import { readObject, textOf } from '../model/json.ts';
import { calendarWith, readOwnCalendars } from './calendars.ts';
import { chosen, unchoose } from './chosen.ts';

export interface CalendarWishes {
  readonly name: string;
  /** Graph's name of the colour. */
  readonly color: string;
}

/** Makes a calendar, in a group of calendars by its id; in the first one without. Rejects with a GraphError. */
export const makeCalendar = (wishes: CalendarWishes, group: string): Promise<void> =>
  write(() => ask('POST', group === '' ? '/me/calendars' : `/me/calendarGroups/${group}/calendars`, { body: wishes }));

export const changeCalendar = (calendar: Calendar, wishes: CalendarWishes): Promise<void> =>
  write(() => ask('PATCH', pathOfCalendar(calendar), { body: wishes }));

/** Deletes the calendar with all that is in it. */
export async function deleteCalendar(calendar: Calendar): Promise<void> {
  await write(() => ask('DELETE', pathOfCalendar(calendar)));
  const { value } = chosen;
  if (value !== undefined && calendarWith(keyOfCalendar(value.calendar)) === undefined) unchoose();
}

/** How many events and series go with the calendar. */
export async function eventsIn(calendar: Calendar): Promise<number> {
  return Number((await ask('GET', `${pathOfCalendar(calendar)}/events/$count`, { as: 'text' })).body);
}

/** Makes a group of calendars, and resolves to its id. */
export async function makeGroup(name: string): Promise<string> {
  let id = '';
  await write(async () => {
    id = textOf(readObject((await ask('POST', '/me/calendarGroups', { body: { name } })).body), 'id');
  });
  return id;
}

export const renameGroup = (id: string, name: string): Promise<void> =>
  write(() => ask('PATCH', `/me/calendarGroups/${id}`, { body: { name } }));

/** The service refuses one that has calendars. */
export const deleteGroup = (id: string): Promise<void> => write(() => ask('DELETE', `/me/calendarGroups/${id}`));

/** The list is read again even after a failure: somebody else may have deleted it already. */
async function write(doIt: () => Promise<unknown>): Promise<void> {
  try {
    await doIt();
  } catch (error) {
    if (!(error instanceof GraphError) || error.status === 0) throw error;
    if (error.status === 409) throw new GraphError(409, error.code, 'There is one of this name already. Choose another name.');
    if (error.status === 404) throw new GraphError(404, error.code, 'It isn’t there any more: it was deleted elsewhere.');
    throw error;
  } finally {
    await readOwnCalendars().catch(() => undefined);
  }
}
