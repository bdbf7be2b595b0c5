// The events that attachments need: POST …/events, PUT, GET and DELETE …/events/{id}.
import { purgePage } from '../../attachments/purge.ts';
import { authorize, authorOf } from '../../auth/access.ts';
import type { Caller } from '../../auth/caller.ts';
import type { Directory } from '../../calendar/directory.ts';
import type { EventRecord } from '../../calendar/eventRecord.ts';
import type { EventKey, Mailbox } from '../../calendar/mailbox.ts';
import { mailboxPartition } from '../../calendar/mailbox.ts';
import { openCalendar } from '../../calendar/openEvent.ts';
import { purgeDocument } from '../../calendar/purge.ts';
import { itemNotFound } from '../../errors.ts';
import { eventEntity } from '../../odata/eventEntity.ts';
import { readEvent } from '../../odata/eventBody.ts';
import { noOptions, parseQueryOptions } from '../../odata/queryOptions.ts';
import { resolveMailbox } from '../../paths/resolve.ts';
import { openFor, resolve, type EventCall, type EventsCall } from '../call.ts';
import { emptyReply, jsonReply, type Reply } from '../exchange.ts';
import { readJsonBody } from '../jsonBody.ts';
import type { Links } from '../links.ts';

/** 201 with the new event, under an id of the service. */
export async function createEvent(call: EventsCall): Promise<Reply> {
  const { request, services, caller, reference, share } = call;
  parseQueryOptions(request.url.searchParams, noOptions);
  const mailbox = await resolveMailbox(services, caller, reference.owner);
  const calendar = await openCalendar(services.calendars, mailbox, reference.calendar);
  const properties = readEvent(await readJsonBody(request, share));
  // Before the event, since a request that is repeated after a failure here must not have made one.
  await enterOwner(services.directory, caller, mailbox);
  const event = await services.events.create(mailbox, { calendar: calendar.calendarId, properties }, authorOf(caller));
  return eventReply(201, call.links, { mailbox, event: event.eventId }, event);
}

/** 201 with a new event under the caller's id, or 200 with the one whose properties were replaced. */
export async function putEvent(call: EventCall): Promise<Reply> {
  const { request, services, caller, share } = call;
  parseQueryOptions(request.url.searchParams, noOptions);
  const { key, walked, calendar: claim } = await resolve(call);
  const calendar = await openCalendar(services.calendars, key.mailbox, claim);
  const properties = readEvent(await readJsonBody(request, share));
  const { event, created } = await services.events.put(key, { calendar: calendar.calendarId, properties }, authorOf(caller), (found) => {
    authorize(caller, 'write', walked, key.mailbox, found);
    if (claim.kind !== 'any' && found.calendar !== calendar.calendarId) throw itemNotFound();
  });
  await enterOwner(services.directory, caller, key.mailbox);
  return eventReply(created ? 201 : 200, call.links, key, event);
}

/** 200 with the event. */
export async function getEvent(call: EventCall): Promise<Reply> {
  parseQueryOptions(call.request.url.searchParams, noOptions);
  const resolved = await resolve(call);
  return eventReply(200, call.links, resolved.key, await openFor(call, 'read', resolved));
}

/** 204; the event's attachments are unreachable with it, and removed from then on. */
export async function deleteEvent(call: EventCall): Promise<Reply> {
  const { request, services, caller } = call;
  parseQueryOptions(request.url.searchParams, noOptions);
  const resolved = await resolve(call);
  const event = await openFor(call, 'write', resolved);
  if (!(await services.events.remove(resolved.key, event, authorOf(caller)))) throw itemNotFound();
  const { id } = purgeDocument(event, services.clock(), authorOf(caller));
  // A head start for what the sweep finishes anyway: the event is deleted, whatever becomes of this.
  await purgePage(services, mailboxPartition(resolved.key.mailbox), { id, of: event.id, incarnation: event.incarnation }).catch(() => false);
  return emptyReply(204);
}

function eventReply(status: number, links: Links, key: EventKey, event: EventRecord): Reply {
  const location = status === 201 ? { Location: links.event(key) } : {};
  return jsonReply(status, { '@odata.context': links.eventContext(key.mailbox), ...eventEntity(event) }, { ...location, ETag: event.etag });
}

/** A user enters the directory by what the own token verifies, so that others find the mailbox (contract, section 7). */
async function enterOwner(directory: Directory, caller: Caller, mailbox: Mailbox): Promise<void> {
  if (caller.kind !== 'delegated' || mailbox.kind !== 'users' || mailbox.id !== caller.id) return;
  if ((await directory.user(caller.tenant, caller.id)) !== undefined) return;
  const { id: userId, upn, name: displayName } = caller;
  await directory.enterUser(
    caller.tenant,
    { userId, ...(upn !== undefined && { upn }), ...(displayName !== undefined && { displayName }) },
    authorOf(caller),
  );
}
