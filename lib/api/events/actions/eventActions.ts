// POST to the name of an action behind an event. In this file: an attendee's answer, and the organizer's cancellation.
import { authorOf } from '../../../access/permissions/calendarAccess.ts';
import { isEntry } from '../../../calendar/events/record/eventRecord.ts';
import type { Mailbox } from '../../../calendar/mailbox.ts';
import type { Answer } from '../../../calendar/meetings/meetings.ts';
import { invalidRequest } from '../../../runtime/errors.ts';
import { readCancellation, readResponse } from '../../../odata/event/actionBody.ts';
import { noOptions, parseQueryOptions } from '../../../odata/query/queryOptions.ts';
import type { EventAction } from '../../../paths/reference.ts';
import { recheckAccess, recheckHidden, type EventCall, type EventPartCall } from '../../call.ts';
import { emptyReply, type Reply } from '../../../http/messages.ts';
import { readOptionalJsonBody } from '../../jsonBody.ts';
import { dismissReminder, snoozeReminder } from '../../reminders/reminderActions.ts';
import { forwardEvent } from './forward.ts';
import { permanentlyDeleteEvent, removeEvent } from '../eventsRemove.ts';
import { organizerOf, senderOf } from '../eventsCreate.ts';
import { openShown } from '../openShown.ts';

type Response = 'accept' | 'tentativelyAccept' | 'decline';

const answers: Readonly<Record<Response, Answer>> = {
  accept: 'accepted',
  tentativelyAccept: 'tentativelyAccepted',
  decline: 'declined',
};

const actions: Readonly<Record<EventAction, (call: EventCall) => Promise<Reply>>> = {
  accept: (call) => respond(call, 'accept'),
  tentativelyAccept: (call) => respond(call, 'tentativelyAccept'),
  decline: (call) => respond(call, 'decline'),
  cancel,
  forward: forwardEvent,
  snoozeReminder,
  dismissReminder,
  permanentDelete: permanentlyDeleteEvent,
};

/** Does the action that the path names. */
export const postAction = (call: EventPartCall<'action'>): Promise<Reply> => actions[call.reference.tail.action](call);

/** 202; the attendee's entry has the answer at once, the organizer's event at once or within a minute. Throws 400 for the organizer. */
async function respond(call: EventCall, action: Response): Promise<Reply> {
  const { request, services, caller } = call;
  parseQueryOptions(request.url.searchParams, noOptions);
  const { walked, key, event } = await openShown(call, 'write');
  if (!isEntry(event))
    throw invalidRequest("Your request can't be completed. You can't respond to this meeting because you're the meeting organizer.");
  const { comment, sendResponse: sends, proposedNewTime } = readResponse(await readOptionalJsonBody(call.request, call.share, action));
  if (proposedNewTime !== undefined && !event.properties.allowNewTimeProposals)
    throw invalidRequest("Your request can't be completed. The meeting organizer hasn't allowed new time proposals.");
  const [from, sender] = await Promise.all([organizerOf(call, key.mailbox), senderOf(call, key.mailbox)]);
  const attendee: Mailbox = { tenant: walked.tenant, kind: walked.kind, id: walked.id };
  await services.entries.answer(
    attendee,
    event,
    { answer: answers[action], from, sender, comment, proposedNewTime, sends },
    authorOf(caller),
  );
  return emptyReply(202);
}

/**
 * 202; the meeting is deleted, and its attendees are told so with the comment. Throws 400 for a caller who isn't the organizer, and for an
 * event without attendees.
 */
async function cancel(call: EventCall): Promise<Reply> {
  const { request } = call;
  parseQueryOptions(request.url.searchParams, noOptions);
  const { resolved, event } = await openShown(call, 'write');
  if (isEntry(event)) throw invalidRequest("Your request can't be completed. You need to be an organizer to cancel a meeting.");
  if (event.properties.attendees.length === 0)
    throw invalidRequest("Your request can't be completed. An event without attendees can be deleted, not cancelled.");
  const { comment } = readCancellation(await readOptionalJsonBody(call.request, call.share, 'cancel'));
  await removeEvent(call, resolved.key, event, {
    comment,
    may: recheckAccess(call, 'write', resolved, event),
    before: recheckHidden(call, resolved, event),
  });
  return emptyReply(202);
}
