// Processes that die as soon as they have deleted something: nothing of it is removed, and nobody is told, until the sweep comes.
import { createServices, type Stores } from '../../../functions/compose/app.ts';
import type { Services } from '../../../lib/api/call.ts';
import { newContentName } from '../../../lib/attachments/contentName.ts';
import { createCalendars } from '../../../lib/calendar/calendars/calendars.ts';
import { createEvents } from '../../../lib/calendar/events/events.ts';
import { systemClock, systemRandomness } from '../../../lib/runtime/clock.ts';
import { createIds } from '../../../lib/runtime/ids.ts';

const died = (): Promise<never> => Promise.reject(new Error('died'));

/** The services of such a process; its events are counted in the quota where there is one, in bytes. */
export function dyingServices(stores: Stores, quotaBytes?: number): Services {
  const [clock, randomness] = [systemClock, systemRandomness];
  const { mailboxes: documents, contents } = stores;
  const ids = createIds(clock, randomness);
  const calendars = createCalendars({ documents, ids, clock, purge: died });
  const events = createEvents({
    documents,
    contents,
    calendars,
    ids,
    clock,
    quotaBytes,
    newContentName: () => newContentName(clock, randomness),
    purge: died,
    tell: died,
  });
  return { ...createServices(stores), calendars, events };
}
