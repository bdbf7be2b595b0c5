// Which operation answers a path to calendar groups, calendars and their permissions.
import type { CalendarReference } from '../../paths/reference.ts';
import type { Call } from '../call.ts';
import type { Reply } from '../../http/messages.ts';
import { deleteCalendar, getCalendar, patchCalendar } from '../calendars/calendar.ts';
import {
  deleteCalendarGroup,
  getCalendarGroup,
  getCalendarGroups,
  patchCalendarGroup,
  postCalendarGroup,
} from '../calendars/calendarGroups.ts';
import { getCalendars, postCalendar } from '../calendars/calendars.ts';
import { deletePermission, getPermission, getPermissions, patchPermission, postPermission } from '../calendars/permissions.ts';
import { byMethod } from './byMethod.ts';

/** Answers a call whose method its target takes. */
export function answerCalendars(call: Call<CalendarReference>): Promise<Reply> {
  const { reference } = call;
  switch (reference.kind) {
    case 'calendarGroups':
      return byMethod({ ...call, reference }, { GET: getCalendarGroups, POST: postCalendarGroup });
    case 'calendarGroup':
      return byMethod({ ...call, reference }, { GET: getCalendarGroup, PATCH: patchCalendarGroup, DELETE: deleteCalendarGroup });
    case 'calendars':
      return byMethod({ ...call, reference }, { GET: getCalendars, POST: postCalendar });
    case 'calendar':
      return byMethod({ ...call, reference }, { GET: getCalendar, PATCH: patchCalendar, DELETE: deleteCalendar });
    case 'calendarPermissions':
      return byMethod({ ...call, reference }, { GET: getPermissions, POST: postPermission });
    case 'calendarPermission':
      return byMethod({ ...call, reference }, { GET: getPermission, PATCH: patchPermission, DELETE: deletePermission });
  }
}
