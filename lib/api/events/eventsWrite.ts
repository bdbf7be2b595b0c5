// PUT and PATCH …/events/{id}.
import { authorizeCalendar, authorOf, type ReachedMailbox } from '../../access/permissions/calendarAccess.ts';
import { authorize, mayShowPrivateToAttendees, mayRead } from '../../access/permissions/eventAccess.ts';
import { withUserIds, markBlindAttendees, resolveAttendees, type KnownAddresses } from '../../calendar/events/attendees.ts';
import { defaultEventProperties, type Attendee, type EventProperties } from '../../calendar/events/record/eventProperties.ts';
import type { EventRecord } from '../../calendar/events/record/eventRecord.ts';
import type { EventChange, PutEvent } from '../../calendar/events/events.ts';
import { sameMailbox, type EventKey } from '../../calendar/mailbox.ts';
import { isEntryId } from '../../calendar/entries/entryId.ts';
import { isOccurrenceId } from '../../calendar/occurrences/occurrenceId.ts';
import { openCalendar } from '../../calendar/events/locate.ts';
import { accessDenied, badRequest, itemNotFound, malformedId, preconditionFailed, ServiceError } from '../../runtime/errors.ts';
import { readEvent, readICalUId, readTransactionId, requireTimes, type EventBody } from '../../odata/event/eventBody.ts';
import { changingCustom, newCustomData, readCustom, refuseExtensions, replacingCustom } from '../../odata/custom/customBody.ts';
import { noOptions, parseQueryOptions } from '../../odata/query/queryOptions.ts';
import type { ResolvedEvent } from '../../access/resolve/event.ts';
import { resolve, recheckAccess, recheckHidden, type EventCall } from '../call.ts';
import { isUnchanged } from '../../http/conditions.ts';
import { ifEventMatchOf } from './eventConditions.ts';
import type { Reply } from '../../http/messages.ts';
import { readJsonBody } from '../jsonBody.ts';
import { shownExtensions } from '../extensions/shownCustom.ts';
import { boundCalendar } from './boundCalendar.ts';
import { organizerOf, senderOf } from './eventsCreate.ts';
import { ifSeenMatchOf, preferencesOf, writersViewOf, writtenReply } from './eventsShow.ts';
import { openShown } from './openShown.ts';
import { requireOwnAttachments } from './sentBack.ts';

/** 201 with a new event under the caller's id, or 200 with the one whose properties were replaced. */
export async function putEvent(call: EventCall): Promise<Reply> {
  const preferences = preferencesOf(call);
  const { key, walked, event, created, content, bringsExtensions } = await replaceEvent(call);
  const view = writersViewOf(call, walked, key.mailbox, preferences);
  const may = (current: EventRecord): void => authorize(call.caller, 'read', walked, key.mailbox, current);
  const extensions = bringsExtensions ? await shownExtensions(call, { walked, key }, event) : undefined;
  return writtenReply(call, created ? 201 : 200, { key, event, content, may, extensions }, view);
}

/** An event that was put, and the path that led to it. */
interface Replaced extends PutEvent, Pick<ResolvedEvent, 'key' | 'walked'> {
  /** The content of the event's body. */
  readonly content: string;
  /** Whether the body has open extensions, which the answer then shows. */
  readonly bringsExtensions: boolean;
}

/**
 * An event can be found by its iCalUId through its whole mailbox. So a caller who writes into a shared calendar may set the iCalUId of
 * events of its own, but must not give somebody's event the iCalUId of another one. Throws 403.
 */
function requireOwnKey(
  { caller }: EventCall,
  { shared }: ReachedMailbox,
  found: EventRecord | undefined,
  iCalUId: string | undefined,
): void {
  const keeps = found === undefined || iCalUId === undefined || iCalUId === found.iCalUId;
  if (shared === undefined || keeps || found.createdBy === authorOf(caller)) return;
  throw new ServiceError(
    403,
    'ErrorAccessDenied',
    "Access is denied. Only its calendar's owner, or who made the event, changes its iCalUId.",
  );
}

/**
 * Makes the event that the request describes, or replaces the one under its id. With `If-Match` no event is made; with `If-None-Match: *`
 * no event is replaced. `may` is asked first about the event that is there.
 */
export async function replaceEvent(call: EventCall, may?: (found: EventRecord | undefined) => void): Promise<Replaced> {
  const { request, services, caller, share } = call;
  parseQueryOptions(request.url.searchParams, noOptions);
  const resolved = await resolve(call);
  const { key, walked, calendar: claim, message } = resolved;
  if (isOccurrenceId(key.event)) throw malformedId();
  const { calendarId } = await openCalendar(services.calendars, key.mailbox, claim);
  if (isEntryId(key.event) || (message !== undefined && !sameMailbox(walked, key.mailbox)))
    return replaceEntry(call, resolved, calendarId, may);
  const json = await readJsonBody(request, share, 'event');
  const requireWritable = (found: EventRecord | undefined): void => {
    may?.(found);
    const isElsewhere = claim.kind !== 'any' && found?.calendar !== calendarId;
    // The answer must not tell a caller without write access whether an event has this id.
    if (found === undefined || isElsewhere || !mayRead(caller, walked, key.mailbox, found))
      authorizeCalendar(caller, 'write', walked, calendarId);
    if (found === undefined) return;
    authorize(caller, 'write', walked, key.mailbox, found);
    if (isElsewhere) throw itemNotFound();
  };
  await requireOwnAttachments(call, { key, walked }, json, async () => {
    // A caller that may only write isn't told whether the stored event equals the body.
    if (may !== undefined) return undefined;
    const found = await services.events.read(key);
    requireWritable(found);
    return found;
  });
  const body = readEvent(json);
  const custom = readCustom(json);
  // A webhook's sender knows what has happened rather than when.
  if (may === undefined) requireTimes(json);
  requireUnbound(body);
  const [known, organizer, sender] = await Promise.all([
    knownAttendees(call, key, body, []),
    organizerOf(call, key.mailbox),
    senderOf(call, key.mailbox),
  ]);
  const given = { ...withUserIds(body.apply(defaultEventProperties), known), transactionId: readTransactionId(json) };
  const letsIn = (calendar: string): boolean => mayShowPrivateToAttendees(caller, walked, key.mailbox, calendar);
  const properties = markBlindAttendees(letsIn(calendarId), given, []);

  const isCurrent = ifEventMatchOf(request);
  let former: EventRecord | undefined;
  const iCalUId = readICalUId(json);
  const wanted = {
    calendar: calendarId,
    properties,
    organizer,
    sender,
    custom: newCustomData(custom),
    ...(iCalUId !== undefined && { iCalUId }),
  };
  // Attendees whom the body names again keep their answers. A body that doesn't mention who may see the event doesn't change that.
  const replace = (before: EventProperties): EventProperties => {
    const { attendees, transactionId, sensitivity, hideAttendees } = before;
    const unsaid = { ...defaultEventProperties, attendees, transactionId, sensitivity, hideAttendees };
    const replaced = withUserIds(body.apply(unsaid, before), known);
    if (body.attendees === undefined) return { ...replaced, attendees: [] };
    return markBlindAttendees(letsIn(former?.calendar ?? calendarId), replaced, attendees);
  };
  const { event, created } = await services.events.put(key, wanted, authorOf(caller), {
    may(found) {
      former = found;
      requireWritable(found);
      requireOwnKey(call, walked, found, iCalUId);
      if (isCurrent !== undefined && (found === undefined || !isCurrent(found.etag))) throw preconditionFailed();
      if (found !== undefined && isUnchanged(request.headers.get('if-none-match'), found.etag)) throw preconditionFailed();
    },
    replace,
    custom: replacingCustom(custom),
    before: recheckHidden(call, resolved),
  });
  return { key, walked, event, created, content: properties.body.content, bringsExtensions: custom.extensions !== undefined };
}

function requireUnbound({ calendar }: EventBody): void {
  if (calendar !== undefined)
    throw badRequest("The property 'calendar@odata.bind' is taken by POST and PATCH; PUT says by its path in which calendar the event is.");
}

/**
 * Replaces an entry's own properties: those that the body leaves out get their defaults, `showAs` stays. The organizer's properties must be
 * as they are. An id of this form that no living entry has makes no event: throws 400 `ErrorInvalidIdMalformed` (contract, section 18).
 */
async function replaceEntry(
  call: EventCall,
  { walked, key: asked }: Pick<ResolvedEvent, 'walked' | 'key'>,
  calendarId: string,
  may?: (found: EventRecord | undefined) => void,
): Promise<Replaced> {
  const { request, caller, share } = call;
  const {
    resolved,
    key,
    event: opened,
  } = await openShown(call, 'write').catch((error: unknown) => {
    if (!isEntryId(asked.event) || !(error instanceof ServiceError && error.status === 404)) throw error;
    authorizeCalendar(caller, 'write', walked, calendarId);
    throw malformedId();
  });
  may?.(opened);
  if (isUnchanged(request.headers.get('if-none-match'), opened.etag)) throw preconditionFailed();
  const json = await readJsonBody(request, share, 'event');
  await requireOwnAttachments(call, { key, walked }, json, () => Promise.resolve(opened));
  const body = readEvent(json);
  const custom = readCustom(json);
  requireUnbound(body);
  const { isReminderOn, reminderMinutesBeforeStart, categories } = defaultEventProperties;
  const change = ofEntry(call, resolved, opened, body, (current) =>
    body.apply({ ...current, isReminderOn, reminderMinutesBeforeStart, categories }, current),
  );
  const iCalUId = readICalUId(json);
  const isOther = iCalUId !== undefined && iCalUId !== opened.iCalUId;
  const { events } = call.services;
  const wanted = { ...change, custom: replacingCustom(custom), ...(isOther && { iCalUId }) };
  const event = await events.change(key, opened, wanted, authorOf(caller), ifSeenMatchOf(call, walked, key.mailbox));
  const bringsExtensions = custom.extensions !== undefined;
  return { key, walked, event, created: false, content: event.properties.body.content, bringsExtensions };
}

/** The change of an entry, whose owner sets only the entry's own properties. */
const ofEntry = (
  call: EventCall,
  resolved: ResolvedEvent,
  opened: EventRecord,
  body: EventBody,
  apply: EventChange['apply'],
): EventChange => ({
  apply,
  before: recheckHidden(call, resolved, opened),
  newContent: body.content !== undefined,
  may: recheckAccess(call, 'write', resolved, opened),
});

/**
 * 200 with the changed event: what the body leaves out stays, null is the default again. `If-Match` is honoured. With
 * `calendar@odata.bind` the event moves to another calendar of its mailbox and keeps its id.
 */
export async function patchEvent(call: EventCall): Promise<Reply> {
  const { request, services, caller, share } = call;
  parseQueryOptions(request.url.searchParams, noOptions);
  const preferences = preferencesOf(call);
  const { resolved, key, walked, event: opened } = await openShown(call, 'write');
  const json = await readJsonBody(request, share, 'event');
  await requireOwnAttachments(call, { key, walked }, json, () => Promise.resolve(opened));
  const body = readEvent(json);
  refuseExtensions(json);
  const custom = changingCustom(json);
  const isMeeting = opened.properties.attendees.length > 0 || (body.attendees ?? []).length > 0;
  const [known, sender] = await Promise.all([
    knownAttendees(call, key, body, opened.properties.attendees),
    isMeeting ? senderOf(call, key.mailbox) : undefined,
  ]);
  const calendar = body.calendar === undefined ? undefined : await boundCalendar(call, key.mailbox, body.calendar);
  const [letsInHere, letsInThere] = [opened.calendar, calendar ?? opened.calendar].map((each) =>
    mayShowPrivateToAttendees(caller, walked, key.mailbox, each),
  );
  // The series may get private occurrences meanwhile, which the caller would then see in the other calendar.
  if (letsInHere !== true && letsInThere === true && opened.properties.recurrence !== null) throw accessDenied();
  const apply = (current: EventProperties): EventProperties => {
    const changed = withUserIds(body.apply(current), known);
    return body.attendees === undefined
      ? changed
      : markBlindAttendees(letsInHere === true && letsInThere === true, changed, current.attendees);
  };
  const change: EventChange = {
    apply,
    before: recheckHidden(call, resolved, opened),
    newContent: body.content !== undefined,
    may: recheckAccess(call, 'write', resolved, opened),
    sender,
    custom,
    ...(calendar !== undefined && { calendar }),
  };
  const event = await services.events.change(key, opened, change, authorOf(caller), ifSeenMatchOf(call, walked, key.mailbox));
  const written = { key, event, content: body.content, may: recheckAccess(call, 'read', resolved, event) };
  return writtenReply(call, 200, written, writersViewOf(call, walked, key.mailbox, preferences));
}

const knownAttendees = (
  { services, mayLookUp }: EventCall,
  { mailbox }: EventKey,
  { attendees = [] }: EventBody,
  before: readonly Attendee[],
): Promise<KnownAddresses> =>
  resolveAttendees(attendees, before, (named) => services.directory.userIdsByAddress(mailbox.tenant, named), mayLookUp);
