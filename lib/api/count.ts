// GET …/$count: how many a collection has.
import type { CountReference, EventCollection } from '../paths/reference.ts';
import type { Call, EventCall } from './call.ts';
import { textReply, type Reply } from '../http/messages.ts';
import { numberOfCalendarGroups } from './calendars/calendarGroups.ts';
import { numberOfCalendars } from './calendars/calendars.ts';
import { numberOfPermissions } from './calendars/permissions.ts';
import { numberOfGroups } from './directory/groups.ts';
import { numberOfMembers } from './directory/members.ts';
import { numberOfMemberships } from './directory/memberships.ts';
import { numberOfPeople } from './directory/people.ts';
import { numberOfPhotos } from './directory/photos.ts';
import { numberOfPlaces } from './directory/places.ts';
import { numberOfUsers } from './directory/users.ts';
import { numberOfEvents } from './events/eventsList.ts';
import { numberInCalendarView, numberOfExceptionOccurrences, numberOfInstances } from './events/windows/eventsWindow.ts';
import { numberOfAttachments } from './attachments/listAttachments.ts';
import { numberOfMailFolders } from './messages/mailFolders.ts';
import { numberOfExtensions } from './extensions/extensions.ts';
import { numberOfCategories } from './settings/masterCategories.ts';
import { numberOfMessages } from './messages/messages.ts';

type CountCall = Call<CountReference>;

/**
 * 200 with the number as text: what the caller would be shown on all pages of the list together (contract, section 10). Throws what the
 * list throws, and 400 for any other option than its `$filter` and its window.
 */
export async function getCount(call: CountCall): Promise<Reply> {
  return textReply(200, String(await numberOf(call)));
}

function numberOf({ reference: { of }, ...call }: CountCall): Promise<number> {
  switch (of.kind) {
    case 'users':
      return numberOfUsers({ ...call, reference: of });
    case 'groups':
      return numberOfGroups({ ...call, reference: of });
    case 'members':
      return numberOfMembers({ ...call, reference: of });
    case 'memberships':
      return numberOfMemberships({ ...call, reference: of });
    case 'people':
      return numberOfPeople({ ...call, reference: of });
    case 'photos':
      return numberOfPhotos({ ...call, reference: of });
    case 'places':
      return numberOfPlaces({ ...call, reference: of });
    case 'mailFolders':
      return numberOfMailFolders({ ...call, reference: of });
    case 'calendarGroups':
      return numberOfCalendarGroups({ ...call, reference: of });
    case 'calendars':
      return numberOfCalendars({ ...call, reference: of });
    case 'calendarPermissions':
      return numberOfPermissions({ ...call, reference: of });
    case 'events':
      return numberOfEvents({ ...call, reference: of });
    case 'calendarView':
      return numberInCalendarView({ ...call, reference: of });
    case 'masterCategories':
      return numberOfCategories({ ...call, reference: of });
    case 'messages':
      return numberOfMessages({ ...call, reference: of });
    case 'event':
      return numberOnEvent({ ...call, reference: of }, of.tail.kind);
  }
}

function numberOnEvent(call: EventCall, collection: EventCollection['kind']): Promise<number> {
  switch (collection) {
    case 'instances':
      return numberOfInstances(call);
    case 'exceptionOccurrences':
      return numberOfExceptionOccurrences(call);
    case 'attachments':
      return numberOfAttachments(call);
    case 'extensions':
      return numberOfExtensions(call);
  }
}
