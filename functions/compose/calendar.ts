// Builds the calendar services: connects events, meetings and calendars with each other and with the cleanup.
import { secondsPerDay } from '../../lib/runtime/clock.ts';
import type { Services } from '../../lib/api/call.ts';
import { newContentName } from '../../lib/attachments/content.ts';
import type { AddDependencies } from '../../lib/attachments/draft.ts';
import { createCalendarGroups } from '../../lib/calendar/calendars/calendarGroups.ts';
import { createCalendars } from '../../lib/calendar/calendars/calendars.ts';
import { createCalendarPermissions } from '../../lib/calendar/calendars/permissions.ts';
import { createEvents } from '../../lib/calendar/events/events.ts';
import { createEntries } from '../../lib/calendar/entries/entries.ts';
import { createInboxes } from '../../lib/calendar/meetings/inbox.ts';
import { createMeetings, type Meetings } from '../../lib/calendar/meetings/meetings.ts';
import { createMessages } from '../../lib/calendar/meetings/messages.ts';
import { createFreeBusy } from '../../lib/calendar/freeBusy/freeBusy.ts';
import { createCategories } from '../../lib/calendar/settings/categories.ts';
import { createMailboxSettings } from '../../lib/calendar/settings/mailboxSettings.ts';
import { createWindows } from '../../lib/calendar/windows/windows.ts';
import { purgeCalendarPage } from '../../lib/cleanup/purgeCalendar.ts';
import { purgePage } from '../../lib/cleanup/purgeEvent.ts';
import {
  defaultDailyInvitations,
  defaultDailyInvitationsOfOne,
  defaultInboxMessages,
  defaultMessageDays,
} from '../../lib/runtime/limits/meetings.ts';
import type { Settings } from '../../lib/runtime/settings.ts';
import { lazily } from './lazily.ts';

export type MeetingSettings = Partial<
  Pick<Settings, 'MEETING_MESSAGE_DAYS' | 'MEETING_INBOX_MESSAGES' | 'MEETING_INVITATIONS_PER_ORGANIZER' | 'MEETING_INVITATIONS_PER_DAY'>
>;

type CalendarServices = Pick<
  Services,
  | 'calendarGroups'
  | 'calendars'
  | 'permissions'
  | 'messages'
  | 'meetings'
  | 'entries'
  | 'events'
  | 'windows'
  | 'deltas'
  | 'mailboxSettings'
  | 'categories'
  | 'freeBusy'
  | 'reminders'
>;

/** Builds them. `people` answers what meetings ask the directory about users. */
export function composeCalendar(
  deps: AddDependencies,
  settings: MeetingSettings,
  people: Pick<Parameters<typeof createMeetings>[0], 'isGone' | 'userIdByAddress'>,
): CalendarServices {
  const { documents, contents, ids, clock, randomness } = deps;
  const calendars = createCalendars({
    ...deps,
    purge: (partition, purge) => purgeCalendarPage({ documents, clock }, partition, purge),
  });
  const events = createEvents({
    ...deps,
    calendars,
    newContentName: () => newContentName(clock, randomness),
    purge: (partition, purge) => purgePage({ documents, contents, clock }, partition, purge),
    tell: (mailbox, event) => meetings.tell(mailbox, event),
  });
  const entries = createEntries({ documents, clock, isGone: people.isGone, respond: (...given) => meetings.respond(...given) });
  const meetings: Meetings = createMeetings({
    bringEntries: entries.bringEntries,
    documents,
    inboxes: createInboxes({
      documents,
      clock,
      limits: {
        messages: settings.MEETING_INBOX_MESSAGES ?? defaultInboxMessages,
        daily: {
          ofOne: settings.MEETING_INVITATIONS_PER_ORGANIZER ?? defaultDailyInvitationsOfOne,
          ofAll: settings.MEETING_INVITATIONS_PER_DAY ?? defaultDailyInvitations,
        },
      },
    }),
    messageTtl: (settings.MEETING_MESSAGE_DAYS ?? defaultMessageDays) * secondsPerDay,
    ...people,
    events,
    ids,
    clock,
  });
  const windows = createWindows({ documents });
  return {
    entries,
    calendarGroups: createCalendarGroups({ documents, ids, clock, randomness }),
    calendars,
    permissions: createCalendarPermissions({ documents, ids, clock }),
    messages: createMessages({ documents, clock }),
    meetings,
    events,
    windows,
    deltas: lazily(async () => (await import('../../lib/changes/delta/deltas.ts')).createDeltas({ documents, calendars, clock })),
    reminders: lazily(async () =>
      (await import('../../lib/calendar/reminders/reminders.ts')).createReminders({ documents, clock, windows }),
    ),
    mailboxSettings: createMailboxSettings({ documents, clock }),
    categories: createCategories({ documents, clock, randomness }),
    freeBusy: createFreeBusy({ documents, clock }),
  };
}
