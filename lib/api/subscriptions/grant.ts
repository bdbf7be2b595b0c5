// Asks whether the caller may watch what a subscription names: the permission, the mailbox, and that what is named is there.
import { authorOf, isMemberByToken } from '../../access/permissions/calendarAccess.ts';
import { creatorOf, requireSubscriptionPermission } from '../../access/permissions/subscriptionAccess.ts';
import { resolveEvent } from '../../access/resolve/event.ts';
import { resolveMailbox } from '../../access/resolve/mailbox.ts';
import { openCalendar } from '../../calendar/events/locate.ts';
import { isEntry } from '../../calendar/events/record/eventRecord.ts';
import type { Mailbox } from '../../calendar/mailbox.ts';
import { notOffered } from '../../changes/subscriptions/refusals.ts';
import type { Grant } from '../../changes/subscriptions/subscriptions.ts';
import type { Subscription, Watched } from '../../changes/subscriptions/subscription.ts';
import type { Owner } from '../../paths/reference.ts';
import { subscriptionMinutes } from '../../runtime/limits/subscriptions.ts';
import type { WatchedReference } from '../../odata/subscription/subscriptionResource.ts';
import { openFor, type Call } from '../call.ts';

/** What a subscription would watch, with the right to it. */
export interface Granted {
  readonly grant: Grant;
  readonly watched: Watched;
}

/**
 * Resolves and authorizes what a new subscription names as the list of it does, but that nothing is walked to by a share: what others share
 * is for applications to watch. Throws 403, 404, and 400 for what can't be watched.
 */
export async function grantNew(call: Call, resource: WatchedReference, hasResourceData: boolean): Promise<Granted> {
  const { services, caller } = call;
  const { of, reference } = resource;
  requireSubscriptionPermission(caller, of, kindOf(reference.owner));
  const mailbox = await resolveMailbox(services, caller, reference.owner);
  const watched =
    of === 'messages' ? { of } : of === 'events' ? await watchedEvents(call, resource, mailbox) : await watchedEvent(call, resource);
  return { grant: await grantIn(call, mailbox, hasResourceData), watched };
}

/** The right to renew or reauthorize a subscription: that of making it, judged by the token of now. Throws 403, 404. */
export async function grantAgain(call: Call, { watched, owner, resourceData }: Subscription): Promise<Grant> {
  const { services, caller } = call;
  requireSubscriptionPermission(caller, watched.of, owner.kind);
  const named: Owner = owner.kind === 'groups' ? { kind: 'group', id: owner.id } : { kind: 'user', user: { kind: 'id', id: owner.id } };
  return grantIn(call, await resolveMailbox(services, caller, named), resourceData !== undefined);
}

async function grantIn({ services, caller, request }: Call, mailbox: Mailbox, hasResourceData: boolean): Promise<Grant> {
  const { max, withResourceData, byToken } = subscriptionMinutes;
  const restsOnToken =
    mailbox.kind === 'groups' &&
    isMemberByToken(caller, mailbox.id) &&
    !(await services.directory.isMember(caller.tenant, mailbox.id, caller.id));
  return {
    mailbox,
    creator: creatorOf(caller),
    minutes: Math.min(max, hasResourceData ? withResourceData : max, restsOnToken ? byToken : max),
    host: request.url.host,
    by: authorOf(caller),
  };
}

async function watchedEvents(
  { services }: Call,
  { reference: { calendar } }: Extract<WatchedReference, { of: 'events' }>,
  mailbox: Mailbox,
): Promise<Watched> {
  if (calendar.kind === 'any') return { of: 'events' };
  return { of: 'events', calendar: (await openCalendar(services.calendars, mailbox, calendar)).calendarId };
}

async function watchedEvent(call: Call, { of, reference }: Extract<WatchedReference, { of: 'event' | 'attachments' }>): Promise<Watched> {
  const { services, caller } = call;
  const resolved = await resolveEvent(services, caller, reference.owner, reference.source);
  const event = await openFor(call, 'read', resolved);
  if (event.occurrence !== undefined)
    throw notOffered('A subscription to one occurrence is not supported: subscribe to its series, which tells of its occurrences.');
  if (of === 'attachments' && isEntry(event))
    throw notOffered(
      "A subscription to the attachments of somebody else's meeting is not supported: subscribe to the event, which is told as updated when they change.",
    );
  return { of, event: event.id, ...(resolved.calendar.kind !== 'any' && { calendar: event.calendar }) };
}

const kindOf = (owner: Owner): Mailbox['kind'] => (owner.kind === 'group' || owner.kind === 'joinedGroup' ? 'groups' : 'users');
