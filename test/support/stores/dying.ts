// Processes that die as soon as they have deleted something: nothing of it is removed, and nobody is told, until the sweep comes.
import { createServices, type Stores } from '../../../functions/compose/app.ts';
import type { Services } from '../../../lib/api/call.ts';
import { newContentName } from '../../../lib/attachments/contentName.ts';
import { createCalendars } from '../../../lib/calendar/calendars/calendars.ts';
import { createEvents } from '../../../lib/calendar/events/events.ts';
import { partsOf } from './parts.ts';

const died = (): Promise<never> => Promise.reject(new Error('died'));

/** The services of such a process; its events are counted in the quota where there is one, in bytes. */
export function dyingServices(stores: Stores, quotaBytes?: number): Services {
  const parts = { ...partsOf(stores), quotaBytes };
  const { clock, randomness } = parts;
  const calendars = createCalendars({ ...parts, purge: died });
  const events = createEvents({
    ...parts,
    calendars,
    newContentName: () => newContentName(clock, randomness),
    purge: died,
    tell: died,
  });
  return { ...createServices(stores), calendars, events };
}
