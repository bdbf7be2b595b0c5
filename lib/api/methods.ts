// Which HTTP methods a path takes: what routing asks, and what a 405 lists in `Allow`.
import type { EventReference, EventSource, MailboxOwner, Reference, Tail } from '../paths/reference.ts';

type Methods = readonly string[];
const read: Methods = ['GET', 'HEAD'];
const collection: Methods = [...read, 'POST'];
const changeable: Methods = [...read, 'PATCH'];
const entity: Methods = [...changeable, 'DELETE'];

/** Methods in upper case (CONTRACT, sections 2 and 3); HEAD wherever GET is, OPTIONS never, since CORS answers that for every path. */
export function allowedMethods(reference: Reference): Methods {
  switch (reference.kind) {
    case 'event':
      return methodsOfEvent(reference);
    case 'user':
      return methodsOfUser[reference.user.kind];
    case 'calendar':
      return methodsOfCalendar(reference);
    default:
      return methodsOf[reference.kind];
  }
}

const methodsOf: Readonly<Record<Exclude<Reference['kind'], 'event' | 'user' | 'calendar'>, Methods>> = {
  batch: ['POST'],
  metadata: read,
  users: collection,
  groups: collection,
  group: entity,
  members: read,
  memberReferences: ['POST'],
  memberReference: ['DELETE'],
  memberships: read,
  invitations: ['POST'],
  invitation: read,
  calendarGroups: collection,
  calendarGroup: entity,
  calendars: collection,
  calendarPermissions: collection,
  calendarPermission: entity,
  events: collection,
  calendarView: read,
  messages: read,
  message: [...read, 'DELETE'],
  count: read,
};

const methodsOfUser: Readonly<Record<MailboxOwner['kind'], Methods>> = { me: changeable, user: entity, invitedUser: read };

/** A group's calendar is the group's to keep; the default one can't be deleted where it is called that. */
function methodsOfCalendar({ owner, calendar }: Extract<Reference, { kind: 'calendar' }>): Methods {
  if (owner.kind === 'group' || owner.kind === 'joinedGroup') return read;
  return calendar.kind === 'default' ? changeable : entity;
}

const methodsOfTail: Readonly<Record<Exclude<Tail['kind'], 'event'>, Methods>> = {
  instances: read,
  exceptionOccurrences: read,
  eventCalendar: read,
  action: ['POST'],
  attachments: collection,
  createUploadSession: ['POST'],
  attachment: entity,
  attachmentValue: read,
  attachmentItem: read,
};

function methodsOfEvent({ source, tail }: EventReference): Methods {
  if (tail.kind !== 'event') return methodsOfTail[tail.kind];
  return takesPut(source) ? [...read, 'PUT', 'PATCH', 'DELETE'] : entity;
}

/** An event is put under its id in a calendar; neither a message nor a series leads to one that isn't there yet. */
const takesPut = (source: EventSource): boolean =>
  source.via === 'calendar' && source.collection === 'events' && source.occurrences.length === 0;
