// Services of a process that dies right after each write: only the sweep does what would follow.
import { createServices, type Stores } from '../../../functions/compose/app.ts';
import type { Services } from '../../../lib/api/call.ts';
import { newContentName } from '../../../lib/attachments/content.ts';
import { createCalendars } from '../../../lib/calendar/calendars/calendars.ts';
import { createEvents } from '../../../lib/calendar/events/events.ts';
import { limitSends } from '../../../lib/calendar/meetings/sendLimit.ts';
import { createDirectory, type DirectoryPorts } from '../../../lib/directory/directory.ts';
import { systemClock } from '../../../lib/runtime/clock.ts';
import { defaultHourlyRecipients } from '../../../lib/runtime/limits/meetings.ts';
import { partsOf } from './parts.ts';

/** The directory's callbacks of a process that dies before it calls them. */
export const ignoredChanges: DirectoryPorts = { onChanged: () => undefined, onNamed: () => Promise.resolve() };

const died = (): Promise<never> => Promise.reject(new Error('died'));

/** The services of such a process; its events count towards the quota (in bytes) if one is given. */
export function dyingServices(stores: Stores, quotaBytes?: number): Services {
  const mailboxes = limitSends(stores.mailboxes, systemClock, defaultHourlyRecipients);
  const parts = { ...partsOf({ ...stores, mailboxes }), quotaBytes };
  const { clock, randomness } = parts;
  const calendars = createCalendars({ ...parts, purge: died });
  const events = createEvents({
    ...parts,
    calendars,
    newContentName: () => newContentName(clock, randomness),
    purge: died,
    tell: died,
  });
  const directory = createDirectory({ ...parts, documents: stores.directory, ...ignoredChanges });
  return { ...createServices(stores), calendars, events, directory };
}
