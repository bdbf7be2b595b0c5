// GET …/messages, GET and DELETE …/messages/{id}: what a mailbox got about meetings.
import { authorOf, requirePermission } from '../../access/permissions/calendarAccess.ts';
import { mailboxPartition, type Mailbox } from '../../calendar/mailbox.ts';
import { liesIn, type MessagePage } from '../../calendar/meetings/messages.ts';
import { itemNotFound, preconditionFailed } from '../../runtime/errors.ts';
import { maxExpandedMessages, usualPageSize } from '../../runtime/limits.ts';
import { quotedKey } from '../../odata/query/context.ts';
import type { EventOptions } from '../../odata/event/eventQuery.ts';
import { messageEntity, messageEtag, messageEtags, showsAttachments, type MessageView } from '../../odata/message/messageEntity.ts';
import { checkOrder, messageList, messageSingle } from '../../odata/message/messageQuery.ts';
import { countQuery, noOptions, parseQueryOptions } from '../../odata/query/queryOptions.ts';
import { byText, type Cursor } from '../../odata/query/skipToken.ts';
import type { MessageRecord } from '../../calendar/meetings/message.ts';
import type { JsonObject } from '../../runtime/json.ts';
import type { Reference } from '../../paths/reference.ts';
import { resolveMailbox } from '../../access/resolve/mailbox.ts';
import type { Call } from '../call.ts';
import { ifMatchOf, isUnchanged } from '../../http/conditions.ts';
import { emptyReply, jsonReply, type Reply } from '../../http/messages.ts';
import { listReply, paged, pageLimit, tenantCursors } from '../listReply.ts';
import { organizerOf } from '../events/eventsCreate.ts';
import { expandedEvent, withinPageBytes } from './expandedEvents.ts';
import { openMeetings, type OpenedMeeting } from './messageMeetings.ts';
import { readMessages } from './messagePage.ts';

type MessagesCall = Call<Extract<Reference, { kind: 'messages' }>>;
type MessageCall = Call<Extract<Reference, { kind: 'message' }>>;

/** 200 with a page of messages, the newest first; with their events where those are expanded, then at most 20. Throws 404 for a mail folder in which nothing lies, unless it is the inbox. */
export async function getMessages(call: MessagesCall): Promise<Reply> {
  const { request, services, caller, reference, links } = call;
  const { folders } = reference;
  const options = paged(call, parseQueryOptions(request.url.searchParams, messageList));
  checkOrder(options);
  const { select, selectText, expand, filter, skip } = options;
  const top = pageLimit(options, usualPageSize, expand.event ? maxExpandedMessages : Infinity);
  const timeZone = call.prefer.timeZone();
  if (expand.event) requirePermission(caller, 'read', 'users');
  const mailbox = await resolveMailbox(services, caller, reference.owner);
  const wanted = { folders, ...(filter && { filter }) };
  return listReply(call, options, {
    cursors: tenantCursors(call, [mailboxPartition(mailbox), 'messages', folders], options),
    context: links.context(messagesPath(mailbox), selectText, false),
    async page(after) {
      const [{ messages, next }, owner] = await Promise.all([
        readMessages(call, mailbox, {
          ...wanted,
          limit: top,
          ...(after ? { after: receivedAt(after) } : skip !== undefined && { skip }),
        }),
        organizerOf(call, mailbox),
      ]);
      const view = { owner, select, timeZone };
      const value = await messageEntities(call, mailbox, messages, view, expand.event);
      const isWhole = after === undefined && filter === undefined && (skip ?? 0) === 0 && top > 0;
      if (isWhole && messages.length === 0 && next === undefined) requireFolder(folders);
      const last = value.length < messages.length ? messages[value.length - 1] : undefined;
      const at = last?.received === undefined ? next : { id: last.id, received: last.received };
      return { value, ...(at && { next: { id: at.id, sort: at.received } }) };
    },
    number: () => services.messages.count(mailbox, wanted),
  });
}

/** The messages of a page; with their events as far as these have 8 MiB together. */
async function messageEntities(
  call: Call,
  mailbox: Mailbox,
  messages: readonly MessageRecord[],
  view: MessageView,
  inside: EventOptions | undefined,
): Promise<readonly JsonObject[]> {
  if (inside === undefined) {
    const attached = showsAttachments(view) ? await openMeetings(call, mailbox, messages, hasAttachments) : [];
    return messages.map((message, i) => messageEntity(message, attached[i], view));
  }
  const meetings = await openMeetings(call, mailbox, messages, (meeting) => meeting);
  return withinPageBytes(meetings, async (meeting) => ({
    ...messageEntity(meeting.message, showsAttachments(view) ? hasAttachments(meeting) : undefined, view),
    ...(await expandedEvent(call, mailbox, meeting, inside)),
  }));
}

/** How many messages there are. Throws 404 as the list. */
export async function numberOfMessages({ request, services, caller, reference }: MessagesCall): Promise<number> {
  const { folders } = reference;
  const { filter } = parseQueryOptions(request.url.searchParams, countQuery(messageList));
  const mailbox = await resolveMailbox(services, caller, reference.owner);
  const number = await services.messages.count(mailbox, { folders, ...(filter && { filter }) });
  if (number === 0 && filter === undefined) requireFolder(folders);
  return number;
}

/** A mail folder is there as long as something lies in it, and the inbox always. Throws 404 for one in which nothing does. */
function requireFolder(folders: readonly string[]): void {
  const isInbox = folders.length === 0 || (folders.length === 1 && folders[0]?.toLowerCase() === 'inbox');
  if (!isInbox) throw itemNotFound();
}

/** 200 with the message; with its meeting's event where that is expanded, null when it is gone or not the reader's any more. Throws 403 for who
 * may read messages but no calendars, and expands it. */
export async function getMessage(call: MessageCall): Promise<Reply> {
  const { request, services, caller, reference, links } = call;
  const {
    select,
    selectText,
    expand: { event: expanded },
  } = parseQueryOptions(request.url.searchParams, messageSingle);
  const timeZone = call.prefer.timeZone();
  // `$expand` of the event needs the same calendar permissions as the path to the event.
  if (expanded) requirePermission(caller, 'read', 'users');
  const mailbox = await resolveMailbox(services, caller, reference.owner);
  const [message, owner] = await Promise.all([services.messages.read(mailbox, reference.id), organizerOf(call, mailbox)]);
  if (message === undefined || !liesIn(message, reference.folders)) throw itemNotFound();
  const view = { owner, select, timeZone };
  const [meeting] = expanded || showsAttachments(view) ? await openMeetings(call, mailbox, [message], (opened) => opened) : [];
  const attached = meeting && showsAttachments(view) ? hasAttachments(meeting) : undefined;
  const etag = messageEtag(message, attached);
  if (!expanded && isUnchanged(request.headers.get('if-none-match'), etag)) return emptyReply(304, { ETag: etag });
  return jsonReply(
    200,
    {
      '@odata.context': links.context(messagesPath(mailbox), selectText, true),
      ...messageEntity(message, attached, view),
      ...(expanded && meeting && (await expandedEvent(call, mailbox, meeting, expanded))),
    },
    { ETag: etag },
  );
}

/**
 * 204; the message is gone, and nothing of its meeting is another: who is invited stays so, and a newer message of the meeting comes again.
 * One point read and one batch. Throws 412 for another version than `If-Match` names.
 */
export async function deleteMessage(call: MessageCall): Promise<Reply> {
  const { request, services, caller, reference } = call;
  parseQueryOptions(request.url.searchParams, noOptions);
  const mailbox = await resolveMailbox(services, caller, reference.owner);
  const message = await services.messages.read(mailbox, reference.id);
  if (message === undefined || !liesIn(message, reference.folders)) throw itemNotFound();
  const isCurrent = ifMatchOf(request);
  // `If-Match` ignores whether the event has attachments: that changes without the message.
  if (isCurrent !== undefined && !messageEtags(message).some(isCurrent)) throw preconditionFailed();
  if (!(await services.messages.remove(mailbox, message, authorOf(caller)))) throw itemNotFound();
  return emptyReply(204);
}

/** Whether the list of a message's attachments has some for the reader. */
const hasAttachments = ({ event }: OpenedMeeting): boolean => (event?.attachmentCount ?? 0) > 0;

const messagesPath = ({ kind, id }: Mailbox): string => `${kind}(${quotedKey(id)})/messages`;

function receivedAt(cursor: Cursor): NonNullable<MessagePage['next']> {
  const { id, sort } = byText(cursor);
  return { id, received: sort };
}
