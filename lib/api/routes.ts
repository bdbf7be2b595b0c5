// The one table of routes: what a path names, and for each method the operation that answers it. `Allow` is made of the table's keys.
import { methodNotAllowed } from '../runtime/errors.ts';
import { parsePath } from '../paths/grammar.ts';
import type { EventReference, Reference, EventPart } from '../paths/reference.ts';
import type { Reply } from '../http/messages.ts';
import { getAttachmentValue } from './attachments/attachmentValue.ts';
import { deleteAttachment, patchAttachment } from './attachments/changeAttachment.ts';
import { createAttachment } from './attachments/createAttachment.ts';
import { createUploadSession } from './attachments/createUploadSession.ts';
import { getAttachment, getAttachmentItem } from './attachments/getAttachment.ts';
import { getAttachments } from './attachments/listAttachments.ts';
import { postBatch, type AnswerPart } from './batch/batch.ts';
import { deleteCalendar, getCalendar, getEventCalendar, patchCalendar, postCalendarAction } from './calendars/calendar.ts';
import {
  deleteCalendarGroup,
  getCalendarGroup,
  getCalendarGroups,
  patchCalendarGroup,
  postCalendarGroup,
} from './calendars/calendarGroups.ts';
import { getCalendars, postCalendar } from './calendars/calendars.ts';
import { deletePermission, getPermission, getPermissions, patchPermission, postPermission } from './calendars/permissions.ts';
import type { Call } from './call.ts';
import { getCount } from './count.ts';
import { createGroup, deleteGroup, getGroup, getGroups, patchGroup } from './directory/groups.ts';
import { createInvitation, getInvitation } from './directory/invitations.ts';
import { addMember, getMembers, removeMember } from './directory/members.ts';
import { getMemberships, postMembershipAction } from './directory/memberships.ts';
import { getPeople, getPerson } from './directory/people.ts';
import { getPhoto, getPhotos } from './directory/photos.ts';
import { getPlaces } from './directory/places.ts';
import { deleteUser, getUser, patchUser } from './directory/user.ts';
import { createUser, getUsers } from './directory/users.ts';
import { postAction } from './events/actions/eventActions.ts';
import { getEvent } from './events/events.ts';
import { deleteEvent } from './events/eventsRemove.ts';
import { createEvent } from './events/eventsCreate.ts';
import { getEvents } from './events/eventsList.ts';
import { getCalendarView, getExceptionOccurrences, getInstances } from './events/windows/eventsWindow.ts';
import { patchEvent, putEvent } from './events/eventsWrite.ts';
import { getMailFolder, getMailFolders } from './messages/mailFolders.ts';
import { deleteExtension, getExtension, patchExtension } from './extensions/extension.ts';
import { getExtensions, postExtension } from './extensions/extensions.ts';
import { deleteMessage, getMessage, getMessages } from './messages/messages.ts';
import { findMeetingTimes } from './freeBusy/findMeetingTimes.ts';
import { getSchedule } from './freeBusy/getSchedule.ts';
import { getSharingRoles } from './freeBusy/sharingRoles.ts';
import { getMailboxSetting, getMailboxSettings, patchMailboxSettings } from './settings/mailboxSettings.ts';
import { deleteCategory, getCategories, getCategory, patchCategory, postCategory } from './settings/masterCategories.ts';
import { getOutlook, getSupportedLanguages, getSupportedTimeZones } from './settings/outlook.ts';
import { getReminderView } from './reminders/reminderView.ts';
import { getMetadata } from './metadata.ts';

type OperationMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Answers one method of one resource; a batch's, its parts by way of `answerPart`. */
type Operation<R extends Reference> = (call: Call<R>, answerPart: AnswerPart) => Promise<Reply>;

/** In the order in which `Allow` names them. HEAD is answered as GET: the server leaves the body out. */
type Operations<R extends Reference> = Readonly<Partial<Record<OperationMethod, Operation<R>>>>;

/** What a path names: a kind of reference, or what stands behind an event. */
type Resource = Exclude<Reference['kind'], 'event'> | EventPart['kind'];

/** The reference that names it. */
type ReferenceTo<K extends Resource> = K extends EventPart['kind']
  ? EventReference & { readonly tail: Extract<EventPart, { readonly kind: K }> }
  : Extract<Reference, { readonly kind: K }>;

const routes: { readonly [K in Resource]: Operations<ReferenceTo<K>> } = {
  batch: { POST: postBatch },
  metadata: { GET: ({ request }) => Promise.resolve(getMetadata(request)) },
  count: { GET: getCount },

  users: { GET: getUsers, POST: createUser },
  user: { GET: getUser, PATCH: patchUser, DELETE: deleteUser },
  groups: { GET: getGroups, POST: createGroup },
  group: { GET: getGroup, PATCH: patchGroup, DELETE: deleteGroup },
  members: { GET: getMembers },
  memberReferences: { POST: addMember },
  memberReference: { DELETE: removeMember },
  memberships: { GET: getMemberships },
  membershipAction: { POST: postMembershipAction },
  people: { GET: getPeople },
  person: { GET: getPerson },
  photos: { GET: getPhotos },
  photo: { GET: getPhoto },
  photoValue: { GET: getPhoto },
  places: { GET: getPlaces },
  invitations: { POST: createInvitation },
  invitation: { GET: getInvitation },

  calendarGroups: { GET: getCalendarGroups, POST: postCalendarGroup },
  calendarGroup: { GET: getCalendarGroup, PATCH: patchCalendarGroup, DELETE: deleteCalendarGroup },
  calendars: { GET: getCalendars, POST: postCalendar },
  calendar: { GET: getCalendar, PATCH: patchCalendar, DELETE: deleteCalendar },
  calendarAction: { POST: postCalendarAction },
  calendarPermissions: { GET: getPermissions, POST: postPermission },
  calendarPermission: { GET: getPermission, PATCH: patchPermission, DELETE: deletePermission },

  getSchedule: { POST: getSchedule },
  findMeetingTimes: { POST: findMeetingTimes },
  allowedCalendarSharingRoles: { GET: getSharingRoles },
  mailFolders: { GET: getMailFolders },
  mailFolder: { GET: getMailFolder },
  mailboxSettings: { GET: getMailboxSettings, PATCH: patchMailboxSettings },
  mailboxSetting: { GET: getMailboxSetting },
  outlook: { GET: getOutlook },
  masterCategories: { GET: getCategories, POST: postCategory },
  masterCategory: { GET: getCategory, PATCH: patchCategory, DELETE: deleteCategory },
  supportedTimeZones: { GET: getSupportedTimeZones },
  supportedLanguages: { GET: getSupportedLanguages },

  messages: { GET: getMessages },
  message: { GET: getMessage, DELETE: deleteMessage },

  reminderView: { GET: getReminderView },

  events: { GET: getEvents, POST: createEvent },
  calendarView: { GET: getCalendarView },
  event: { GET: getEvent, PUT: putEvent, PATCH: patchEvent, DELETE: deleteEvent },
  instances: { GET: getInstances },
  exceptionOccurrences: { GET: getExceptionOccurrences },
  eventCalendar: { GET: getEventCalendar },
  action: { POST: postAction },

  attachments: { GET: getAttachments, POST: createAttachment },
  createUploadSession: { POST: createUploadSession },
  attachment: { GET: getAttachment, PATCH: patchAttachment, DELETE: deleteAttachment },
  attachmentValue: { GET: getAttachmentValue },
  attachmentItem: { GET: getAttachmentItem },

  extensions: { GET: getExtensions, POST: postExtension },
  extension: { GET: getExtension, PATCH: patchExtension, DELETE: deleteExtension },
};

/** Methods of the table that this very path doesn't take. */
function withheldFrom(reference: Reference): readonly OperationMethod[] {
  switch (reference.kind) {
    case 'user':
      // A person is changed where the path names one outright, and deleted where it names the object.
      return { me: ['DELETE'] as const, user: [], invitedUser: ['PATCH', 'DELETE'] as const }[reference.user.kind];
    case 'calendar':
      // The default calendar, and so a group's, can't be deleted where it is called that.
      return reference.calendar.kind === 'default' ? ['DELETE'] : [];
    case 'event':
      return takesPut(reference) ? [] : ['PUT'];
    default:
      return [];
  }
}

/** An event is put under its id in a calendar; neither a message nor a series leads to one that isn't there yet. */
const takesPut = ({ source }: EventReference): boolean =>
  source.via === 'calendar' && source.collection === 'events' && source.occurrences.length === 0;

const resourceOf = (reference: Reference): Resource => (reference.kind === 'event' ? reference.tail.kind : reference.kind);

const isTo = <K extends Resource>(reference: Reference, resource: K): reference is ReferenceTo<K> => resourceOf(reference) === resource;

const isOperationMethod = (method: string, operations: object): method is OperationMethod => Object.hasOwn(operations, method);

/** All methods that any resource takes, besides OPTIONS. */
export const everyMethod: readonly string[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Methods in upper case (CONTRACT, sections 2 and 3); HEAD wherever GET is, OPTIONS never, since CORS answers that for every path. */
export function allowedMethods(reference: Reference): readonly string[] {
  const withheld: readonly string[] = withheldFrom(reference);
  return Object.keys(routes[resourceOf(reference)])
    .filter((method) => !withheld.includes(method))
    .flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
}

/** The methods that a path allows. For a path that can't be parsed: every method, since the request itself then says what is wrong. */
export function methodsAt(path: string): readonly string[] {
  try {
    return allowedMethods(parsePath(path));
  } catch {
    return everyMethod;
  }
}

/** Throws 405 with `Allow` for a method that the resource doesn't take. */
export function requireMethod(reference: Reference, method: string): void {
  const allowed = allowedMethods(reference);
  if (!allowed.includes(method)) throw methodNotAllowed(allowed);
}

/** Answers a call whose method its resource takes, a batch by way of `answerPart`. */
export function answer(call: Call, answerPart: AnswerPart): Promise<Reply> {
  const { reference, request } = call;
  const resource = resourceOf(reference);
  const operation = operationOf(resource, request.method === 'HEAD' ? 'GET' : request.method);
  if (operation === undefined || !isTo(reference, resource)) throw methodNotAllowed(allowedMethods(reference));
  return operation({ ...call, reference }, answerPart);
}

function operationOf<K extends Resource>(resource: K, method: string): Operation<ReferenceTo<K>> | undefined {
  const operations: Operations<ReferenceTo<K>> = routes[resource];
  return isOperationMethod(method, operations) ? operations[method] : undefined;
}
