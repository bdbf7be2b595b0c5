// The one table of routes: what a path names, and for each method the operation that answers it. `Allow` is made of the table's keys.
import { methodNotAllowed } from '../runtime/errors.ts';
import { parsePath } from '../paths/grammar.ts';
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
 * Names operations of a module that loads when one of them is first asked for: a request needs one of these modules, and whoever comes to a
 * cold start waits for all that loads with it.
 */
const late = <M>(load: () => Promise<M>): (<R extends Reference>(operation: (module: M) => Operation<R>) => Operation<R>) => {
  let loading: Promise<M> | undefined;
  return (operation) => async (call, answerPart) => operation(await (loading ??= load()))(call, answerPart);
};

const attachmentValue = late(() => import('./attachments/attachmentValue.ts'));
const changeAttachment = late(() => import('./attachments/changeAttachment.ts'));
const createAttachment = late(() => import('./attachments/createAttachment.ts'));
const createUploadSession = late(() => import('./attachments/createUploadSession.ts'));
const getAttachment = late(() => import('./attachments/getAttachment.ts'));
const listAttachments = late(() => import('./attachments/listAttachments.ts'));
const batch = late(() => import('./batch/batch.ts'));
const calendar = late(() => import('./calendars/calendar.ts'));
const calendarGroups = late(() => import('./calendars/calendarGroups.ts'));
const calendars = late(() => import('./calendars/calendars.ts'));
const permissions = late(() => import('./calendars/permissions.ts'));
const count = late(() => import('./count.ts'));
const groups = late(() => import('./directory/groups.ts'));
const invitations = late(() => import('./directory/invitations.ts'));
const members = late(() => import('./directory/members.ts'));
const memberships = late(() => import('./directory/memberships.ts'));
const people = late(() => import('./directory/people.ts'));
const photos = late(() => import('./directory/photos.ts'));
const places = late(() => import('./directory/places.ts'));
const user = late(() => import('./directory/user.ts'));
const users = late(() => import('./directory/users.ts'));
const eventActions = late(() => import('./events/actions/eventActions.ts'));
const events = late(() => import('./events/events.ts'));
const eventsRemove = late(() => import('./events/eventsRemove.ts'));
const eventsCreate = late(() => import('./events/eventsCreate.ts'));
const eventsList = late(() => import('./events/eventsList.ts'));
const eventsWindow = late(() => import('./events/windows/eventsWindow.ts'));
const eventsWrite = late(() => import('./events/eventsWrite.ts'));
const mailFolders = late(() => import('./messages/mailFolders.ts'));
const extension = late(() => import('./extensions/extension.ts'));
const extensions = late(() => import('./extensions/extensions.ts'));
const messages = late(() => import('./messages/messages.ts'));
const findMeetingTimes = late(() => import('./freeBusy/findMeetingTimes.ts'));
const getSchedule = late(() => import('./freeBusy/getSchedule.ts'));
const sharingRoles = late(() => import('./freeBusy/sharingRoles.ts'));
const mailboxSettings = late(() => import('./settings/mailboxSettings.ts'));
const masterCategories = late(() => import('./settings/masterCategories.ts'));
const outlook = late(() => import('./settings/outlook.ts'));
const reminderView = late(() => import('./reminders/reminderView.ts'));
const metadata = late(() => import('./metadata.ts'));

const routes: { readonly [K in Resource]: Operations<ReferenceTo<K>> } = {
  batch: { POST: batch((m) => m.postBatch) },
  metadata: { GET: metadata((m) => (call) => Promise.resolve(m.getMetadata(call))) },
  count: { GET: count((m) => m.getCount) },

  users: { GET: users((m) => m.getUsers), POST: users((m) => m.createUser) },
  user: { GET: user((m) => m.getUser), PATCH: user((m) => m.patchUser), DELETE: user((m) => m.deleteUser) },
  groups: { GET: groups((m) => m.getGroups), POST: groups((m) => m.createGroup) },
  group: { GET: groups((m) => m.getGroup), PATCH: groups((m) => m.patchGroup), DELETE: groups((m) => m.deleteGroup) },
  members: { GET: members((m) => m.getMembers) },
  memberReferences: { POST: members((m) => m.addMember) },
  memberReference: { DELETE: members((m) => m.removeMember) },
  memberships: { GET: memberships((m) => m.getMemberships) },
  membershipAction: { POST: memberships((m) => m.postMembershipAction) },
  people: { GET: people((m) => m.getPeople) },
  person: { GET: people((m) => m.getPerson) },
  photos: { GET: photos((m) => m.getPhotos) },
  photo: { GET: photos((m) => m.getPhoto) },
  photoValue: { GET: photos((m) => m.getPhoto) },
  places: { GET: places((m) => m.getPlaces) },
  invitations: { POST: invitations((m) => m.createInvitation) },
  invitation: { GET: invitations((m) => m.getInvitation) },

  calendarGroups: { GET: calendarGroups((m) => m.getCalendarGroups), POST: calendarGroups((m) => m.postCalendarGroup) },
  calendarGroup: {
    GET: calendarGroups((m) => m.getCalendarGroup),
    PATCH: calendarGroups((m) => m.patchCalendarGroup),
    DELETE: calendarGroups((m) => m.deleteCalendarGroup),
  },
  calendars: { GET: calendars((m) => m.getCalendars), POST: calendars((m) => m.postCalendar) },
  calendar: { GET: calendar((m) => m.getCalendar), PATCH: calendar((m) => m.patchCalendar), DELETE: calendar((m) => m.deleteCalendar) },
  calendarAction: { POST: calendar((m) => m.postCalendarAction) },
  calendarPermissions: { GET: permissions((m) => m.getPermissions), POST: permissions((m) => m.postPermission) },
  calendarPermission: {
    GET: permissions((m) => m.getPermission),
    PATCH: permissions((m) => m.patchPermission),
    DELETE: permissions((m) => m.deletePermission),
  },

  getSchedule: { POST: getSchedule((m) => m.getSchedule) },
  findMeetingTimes: { POST: findMeetingTimes((m) => m.findMeetingTimes) },
  allowedCalendarSharingRoles: { GET: sharingRoles((m) => m.getSharingRoles) },
  mailFolders: { GET: mailFolders((m) => m.getMailFolders) },
  mailFolder: { GET: mailFolders((m) => m.getMailFolder) },
  mailboxSettings: { GET: mailboxSettings((m) => m.getMailboxSettings), PATCH: mailboxSettings((m) => m.patchMailboxSettings) },
  mailboxSetting: { GET: mailboxSettings((m) => m.getMailboxSetting) },
  outlook: { GET: outlook((m) => m.getOutlook) },
  masterCategories: { GET: masterCategories((m) => m.getCategories), POST: masterCategories((m) => m.postCategory) },
  masterCategory: {
    GET: masterCategories((m) => m.getCategory),
    PATCH: masterCategories((m) => m.patchCategory),
    DELETE: masterCategories((m) => m.deleteCategory),
  },
  supportedTimeZones: { GET: outlook((m) => m.getSupportedTimeZones) },
  supportedLanguages: { GET: outlook((m) => m.getSupportedLanguages) },

  messages: { GET: messages((m) => m.getMessages) },
  message: { GET: messages((m) => m.getMessage), DELETE: messages((m) => m.deleteMessage) },

  reminderView: { GET: reminderView((m) => m.getReminderView) },

  events: { GET: eventsList((m) => m.getEvents), POST: eventsCreate((m) => m.createEvent) },
  calendarView: { GET: eventsWindow((m) => m.getCalendarView) },
  event: {
    GET: events((m) => m.getEvent),
    PUT: eventsWrite((m) => m.putEvent),
    PATCH: eventsWrite((m) => m.patchEvent),
    DELETE: eventsRemove((m) => m.deleteEvent),
  },
  instances: { GET: eventsWindow((m) => m.getInstances) },
  exceptionOccurrences: { GET: eventsWindow((m) => m.getExceptionOccurrences) },
  eventCalendar: { GET: calendar((m) => m.getEventCalendar) },
  action: { POST: eventActions((m) => m.postAction) },

  attachments: { GET: listAttachments((m) => m.getAttachments), POST: createAttachment((m) => m.createAttachment) },
  createUploadSession: { POST: createUploadSession((m) => m.createUploadSession) },
  attachment: {
    GET: getAttachment((m) => m.getAttachment),
    PATCH: changeAttachment((m) => m.patchAttachment),
    DELETE: changeAttachment((m) => m.deleteAttachment),
  },
  attachmentValue: { GET: attachmentValue((m) => m.getAttachmentValue) },
  attachmentItem: { GET: getAttachment((m) => m.getAttachmentItem) },

  extensions: { GET: extensions((m) => m.getExtensions), POST: extensions((m) => m.postExtension) },
  extension: {
    GET: extension((m) => m.getExtension),
    PATCH: extension((m) => m.patchExtension),
    DELETE: extension((m) => m.deleteExtension),
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
