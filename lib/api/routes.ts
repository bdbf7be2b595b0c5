// The one table of routes: what a path names, and for each method the operation that answers it. `Allow` is made of the table's keys.
import { methodNotAllowed } from '../runtime/errors.ts';
import { tryParsePath } from '../paths/grammar.ts';
import type { EventReference, Reference, EventPart } from '../paths/reference.ts';
import type { Reply } from '../http/messages.ts';
import type { AnswerPart } from './batch/batch.ts';
import type { Call } from './call.ts';

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

/**
 * An operation that loads when it is first asked for: a request needs one of all these, and whoever comes to a cold start waits for all that
 * loads with it.
 */
const late = <R extends Reference>(load: () => Promise<Operation<R>>): Operation<R> => {
  let loading: Promise<Operation<R>> | undefined;
  return async (call, answerPart) => (await (loading ??= load()))(call, answerPart);
};

const routes: { readonly [K in Resource]: Operations<ReferenceTo<K>> } = {
  batch: { POST: late(() => import('./batch/batch.ts').then((m) => m.postBatch)) },
  metadata: { GET: late(() => import('./metadata.ts').then((m) => (call) => Promise.resolve(m.getMetadata(call)))) },
  count: { GET: late(() => import('./count.ts').then((m) => m.getCount)) },

  subscriptions: {
    GET: late(() => import('./subscriptions/subscriptions.ts').then((m) => m.getSubscriptions)),
    POST: late(() => import('./subscriptions/subscriptions.ts').then((m) => m.postSubscription)),
  },
  subscription: {
    GET: late(() => import('./subscriptions/subscription.ts').then((m) => m.getSubscription)),
    PATCH: late(() => import('./subscriptions/subscription.ts').then((m) => m.patchSubscription)),
    DELETE: late(() => import('./subscriptions/subscription.ts').then((m) => m.deleteSubscription)),
  },
  reauthorize: { POST: late(() => import('./subscriptions/subscription.ts').then((m) => m.reauthorizeSubscription)) },

  users: {
    GET: late(() => import('./directory/users.ts').then((m) => m.getUsers)),
    POST: late(() => import('./directory/users.ts').then((m) => m.createUser)),
  },
  user: {
    GET: late(() => import('./directory/user.ts').then((m) => m.getUser)),
    PATCH: late(() => import('./directory/user.ts').then((m) => m.patchUser)),
    DELETE: late(() => import('./directory/user.ts').then((m) => m.deleteUser)),
  },
  groups: {
    GET: late(() => import('./directory/groups.ts').then((m) => m.getGroups)),
    POST: late(() => import('./directory/groups.ts').then((m) => m.createGroup)),
  },
  group: {
    GET: late(() => import('./directory/groups.ts').then((m) => m.getGroup)),
    PATCH: late(() => import('./directory/groups.ts').then((m) => m.patchGroup)),
    DELETE: late(() => import('./directory/groups.ts').then((m) => m.deleteGroup)),
  },
  members: { GET: late(() => import('./directory/members.ts').then((m) => m.getMembers)) },
  memberReferences: { POST: late(() => import('./directory/members.ts').then((m) => m.addMember)) },
  memberReference: { DELETE: late(() => import('./directory/members.ts').then((m) => m.removeMember)) },
  memberships: { GET: late(() => import('./directory/memberships.ts').then((m) => m.getMemberships)) },
  membershipAction: { POST: late(() => import('./directory/memberships.ts').then((m) => m.postMembershipAction)) },
  people: { GET: late(() => import('./directory/people.ts').then((m) => m.getPeople)) },
  person: { GET: late(() => import('./directory/people.ts').then((m) => m.getPerson)) },
  photos: { GET: late(() => import('./directory/photos.ts').then((m) => m.getPhotos)) },
  photo: { GET: late(() => import('./directory/photos.ts').then((m) => m.getPhoto)) },
  photoValue: { GET: late(() => import('./directory/photos.ts').then((m) => m.getPhoto)) },
  places: { GET: late(() => import('./directory/places.ts').then((m) => m.getPlaces)) },
  invitations: { POST: late(() => import('./directory/invitations.ts').then((m) => m.createInvitation)) },
  invitation: { GET: late(() => import('./directory/invitations.ts').then((m) => m.getInvitation)) },

  calendarGroups: {
    GET: late(() => import('./calendars/calendarGroups.ts').then((m) => m.getCalendarGroups)),
    POST: late(() => import('./calendars/calendarGroups.ts').then((m) => m.postCalendarGroup)),
  },
  calendarGroup: {
    GET: late(() => import('./calendars/calendarGroups.ts').then((m) => m.getCalendarGroup)),
    PATCH: late(() => import('./calendars/calendarGroups.ts').then((m) => m.patchCalendarGroup)),
    DELETE: late(() => import('./calendars/calendarGroups.ts').then((m) => m.deleteCalendarGroup)),
  },
  calendars: {
    GET: late(() => import('./calendars/calendars.ts').then((m) => m.getCalendars)),
    POST: late(() => import('./calendars/calendars.ts').then((m) => m.postCalendar)),
  },
  calendar: {
    GET: late(() => import('./calendars/calendar.ts').then((m) => m.getCalendar)),
    PATCH: late(() => import('./calendars/calendar.ts').then((m) => m.patchCalendar)),
    DELETE: late(() => import('./calendars/calendar.ts').then((m) => m.deleteCalendar)),
  },
  calendarAction: { POST: late(() => import('./calendars/calendar.ts').then((m) => m.postCalendarAction)) },
  calendarPermissions: {
    GET: late(() => import('./calendars/permissions.ts').then((m) => m.getPermissions)),
    POST: late(() => import('./calendars/permissions.ts').then((m) => m.postPermission)),
  },
  calendarPermission: {
    GET: late(() => import('./calendars/permissions.ts').then((m) => m.getPermission)),
    PATCH: late(() => import('./calendars/permissions.ts').then((m) => m.patchPermission)),
    DELETE: late(() => import('./calendars/permissions.ts').then((m) => m.deletePermission)),
  },

  getSchedule: { POST: late(() => import('./freeBusy/getSchedule.ts').then((m) => m.getSchedule)) },
  findMeetingTimes: { POST: late(() => import('./freeBusy/findMeetingTimes.ts').then((m) => m.findMeetingTimes)) },
  allowedCalendarSharingRoles: { GET: late(() => import('./freeBusy/sharingRoles.ts').then((m) => m.getSharingRoles)) },
  mailFolders: { GET: late(() => import('./messages/mailFolders.ts').then((m) => m.getMailFolders)) },
  mailFolder: { GET: late(() => import('./messages/mailFolders.ts').then((m) => m.getMailFolder)) },
  mailboxSettings: {
    GET: late(() => import('./settings/mailboxSettings.ts').then((m) => m.getMailboxSettings)),
    PATCH: late(() => import('./settings/mailboxSettings.ts').then((m) => m.patchMailboxSettings)),
  },
  mailboxSetting: { GET: late(() => import('./settings/mailboxSettings.ts').then((m) => m.getMailboxSetting)) },
  outlook: { GET: late(() => import('./settings/outlook.ts').then((m) => m.getOutlook)) },
  masterCategories: {
    GET: late(() => import('./settings/masterCategories.ts').then((m) => m.getCategories)),
    POST: late(() => import('./settings/masterCategories.ts').then((m) => m.postCategory)),
  },
  masterCategory: {
    GET: late(() => import('./settings/masterCategories.ts').then((m) => m.getCategory)),
    PATCH: late(() => import('./settings/masterCategories.ts').then((m) => m.patchCategory)),
    DELETE: late(() => import('./settings/masterCategories.ts').then((m) => m.deleteCategory)),
  },
  supportedTimeZones: { GET: late(() => import('./settings/outlook.ts').then((m) => m.getSupportedTimeZones)) },
  supportedLanguages: { GET: late(() => import('./settings/outlook.ts').then((m) => m.getSupportedLanguages)) },

  messages: { GET: late(() => import('./messages/messages.ts').then((m) => m.getMessages)) },
  message: {
    GET: late(() => import('./messages/messages.ts').then((m) => m.getMessage)),
    DELETE: late(() => import('./messages/messages.ts').then((m) => m.deleteMessage)),
  },

  reminderView: { GET: late(() => import('./reminders/reminderView.ts').then((m) => m.getReminderView)) },

  events: {
    GET: late(() => import('./events/eventsList.ts').then((m) => m.getEvents)),
    POST: late(() => import('./events/eventsCreate.ts').then((m) => m.createEvent)),
  },
  delta: { GET: late(() => import('./events/delta/delta.ts').then((m) => m.getDelta)) },
  calendarView: { GET: late(() => import('./events/windows/eventsWindow.ts').then((m) => m.getCalendarView)) },
  event: {
    GET: late(() => import('./events/events.ts').then((m) => m.getEvent)),
    PUT: late(() => import('./events/eventsWrite.ts').then((m) => m.putEvent)),
    PATCH: late(() => import('./events/eventsWrite.ts').then((m) => m.patchEvent)),
    DELETE: late(() => import('./events/eventsRemove.ts').then((m) => m.deleteEvent)),
  },
  instances: { GET: late(() => import('./events/windows/eventsWindow.ts').then((m) => m.getInstances)) },
  exceptionOccurrences: { GET: late(() => import('./events/windows/eventsWindow.ts').then((m) => m.getExceptionOccurrences)) },
  eventCalendar: { GET: late(() => import('./calendars/calendar.ts').then((m) => m.getEventCalendar)) },
  action: { POST: late(() => import('./events/actions/eventActions.ts').then((m) => m.postAction)) },

  attachments: {
    GET: late(() => import('./attachments/listAttachments.ts').then((m) => m.getAttachments)),
    POST: late(() => import('./attachments/createAttachment.ts').then((m) => m.createAttachment)),
  },
  createUploadSession: { POST: late(() => import('./attachments/createUploadSession.ts').then((m) => m.createUploadSession)) },
  attachment: {
    GET: late(() => import('./attachments/getAttachment.ts').then((m) => m.getAttachment)),
    PATCH: late(() => import('./attachments/changeAttachment.ts').then((m) => m.patchAttachment)),
    DELETE: late(() => import('./attachments/changeAttachment.ts').then((m) => m.deleteAttachment)),
  },
  attachmentValue: { GET: late(() => import('./attachments/attachmentValue.ts').then((m) => m.getAttachmentValue)) },
  attachmentItem: { GET: late(() => import('./attachments/getAttachment.ts').then((m) => m.getAttachmentItem)) },

  extensions: {
    GET: late(() => import('./extensions/extensions.ts').then((m) => m.getExtensions)),
    POST: late(() => import('./extensions/extensions.ts').then((m) => m.postExtension)),
  },
  extension: {
    GET: late(() => import('./extensions/extension.ts').then((m) => m.getExtension)),
    PATCH: late(() => import('./extensions/extension.ts').then((m) => m.patchExtension)),
    DELETE: late(() => import('./extensions/extension.ts').then((m) => m.deleteExtension)),
  },
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

/** All resources of the table. */
export const resources: readonly string[] = Object.keys(routes);

export const resourceOf = (reference: Reference): Resource => (reference.kind === 'event' ? reference.tail.kind : reference.kind);

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
  const found = tryParsePath(path);
  return found.kind === 'miss' ? everyMethod : allowedMethods(found);
}

/** Throws 405 with `Allow` for a method that the resource doesn't take. */
export function requireMethod(reference: Reference, method: string): void {
  const asked = method === 'HEAD' ? 'GET' : method;
  const isTaken = isOperationMethod(asked, routes[resourceOf(reference)]) && !withheldFrom(reference).includes(asked);
  if (!isTaken) throw methodNotAllowed(allowedMethods(reference));
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
