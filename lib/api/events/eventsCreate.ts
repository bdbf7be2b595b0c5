// POST …/events: a new event, with its attachments if it brings some.
import { authorizeCalendar, authorOf } from '../../access/permissions/calendarAccess.ts';
import { authorize, mayRead, mayShowPrivateToAttendees } from '../../access/permissions/eventAccess.ts';
import { withUserIds, markBlindAttendees, resolveAttendees } from '../../calendar/events/attendees.ts';
import { defaultEventProperties, type EmailAddress } from '../../calendar/events/record/eventProperties.ts';
import type { EventRecord } from '../../calendar/events/record/eventRecord.ts';
import type { Mailbox } from '../../calendar/mailbox.ts';
import { openCalendar } from '../../calendar/events/locate.ts';
import { badRequest } from '../../runtime/errors.ts';
import { newCustomData, readCustom } from '../../odata/custom/customBody.ts';
import { readEvent, readNewAttachments, readTransactionId, requireTimes } from '../../odata/event/eventBody.ts';
import { noOptions, parseQueryOptions } from '../../odata/query/queryOptions.ts';
import { resolveSharedMailbox } from '../../access/resolve/sharedMailbox.ts';
import type { Call, EventsCall } from '../call.ts';
import type { Reply } from '../../http/messages.ts';
import { readJsonBody } from '../jsonBody.ts';
import { shownExtensions } from '../extensions/shownCustom.ts';
import { boundCalendar } from './boundCalendar.ts';
import { preferencesOf, viewOf, writersViewOf, writtenReply } from './eventsShow.ts';

/**
 * 201 with the new event, under an id that the service chooses; if its `transactionId` was used before, with the event that was made then.
 * The event is put into the calendar that the path names, or if it names none, into that of `calendar@odata.bind`.
 */
export async function createEvent(call: EventsCall): Promise<Reply> {
  const { request, services, caller, reference, share } = call;
  parseQueryOptions(request.url.searchParams, noOptions);
  const preferences = preferencesOf(call);
  const walked = await resolveSharedMailbox(services, caller, reference.owner);
  const { calendarId } = await openCalendar(services.calendars, walked, reference.calendar);
  authorizeCalendar(caller, 'write', walked, calendarId);

  const json = await readJsonBody(request, share, 'event');
  const body = readEvent(json);
  requireTimes(json);
  const given = { ...body.apply(defaultEventProperties), transactionId: readTransactionId(json) };
  const attachments = readNewAttachments(json);
  const custom = readCustom(json);
  const [known, organizer, sender] = await Promise.all([
    resolveAttendees(given.attendees, [], (named) => services.directory.userIdsByAddress(walked.tenant, named), call.mayLookUp),
    organizerOf(call, walked),
    given.attendees.length > 0 ? senderOf(call, walked) : undefined,
  ]);
  const mailbox: Mailbox = { tenant: walked.tenant, kind: walked.kind, id: walked.id };
  const calendar = await calendarFor(call, mailbox, body.calendar, calendarId);
  const properties = markBlindAttendees(mayShowPrivateToAttendees(caller, walked, mailbox, calendar), withUserIds(given, known), []);
  const wanted = { calendar, properties, organizer, sender, custom: newCustomData(custom) };
  const by = authorOf(caller);
  const { event, repeated } = await services.events.create(mailbox, wanted, by, {
    accompanying: services.attachments.accompanying(mailbox, attachments, by),
    isInReach: async (first) =>
      mayRead(caller, walked, mailbox, first) && (await services.calendars.locate(mailbox, first.calendar)) !== undefined,
  });
  const may = (current: EventRecord): void => authorize(caller, 'read', walked, mailbox, current);
  const key = { mailbox, event: event.eventId };
  const written = { key, event, content: repeated ? undefined : properties.body.content, may };
  const view = repeated ? viewOf(call, walked, mailbox, preferences) : writersViewOf(call, walked, mailbox, preferences);
  const extensions = custom.extensions && (await shownExtensions(call, { walked, key }, event));
  return writtenReply(call, 201, { ...written, extensions }, view);
}

/** Throws 400 for a body that names another calendar than the path. */
async function calendarFor(call: EventsCall, mailbox: Mailbox, bound: string | undefined, named: string): Promise<string> {
  if (bound === undefined) return named;
  const wanted = await boundCalendar(call, mailbox, bound);
  if (wanted !== named && call.reference.calendar.kind !== 'any')
    throw badRequest("The property 'calendar@odata.bind' names another calendar than the path.");
  return wanted;
}

/** The owner of the mailbox as others see it: from the caller's token if it is the owner, otherwise by one point read. */
export async function organizerOf({ services: { directory }, caller }: Call, { tenant, kind, id }: Mailbox): Promise<EmailAddress> {
  if (kind === 'groups') {
    const group = await directory.group(tenant, id);
    return address(group?.displayName, group?.mailNickname);
  }
  if (caller.kind === 'delegated' && caller.id === id && caller.upn !== undefined) return address(caller.name, caller.upn);
  const user = await directory.user(tenant, id);
  return address(user?.displayName, user?.upn);
}

/**
 * Who writes into this mailbox in its owner's name, as others see them: a delegate, a member of a group (Graph, "Create Outlook events in a
 * shared or delegated calendar", step 3). Nobody for the owner and for applications. By the own token, or one point read.
 */
export async function senderOf(call: Call, { tenant, kind, id }: Mailbox): Promise<EmailAddress | undefined> {
  const { caller } = call;
  if (caller.kind === 'application' || (kind === 'users' && caller.id === id)) return undefined;
  return organizerOf(call, { tenant, kind: 'users', id: caller.id });
}

const address = (name: string | null | undefined, mail: string | null | undefined): EmailAddress => ({
  ...(typeof name === 'string' && { name }),
  ...(typeof mail === 'string' && { address: mail }),
});
