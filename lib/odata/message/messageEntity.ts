// Shows a message about a meeting as Graph does: as an eventMessage, an eventMessageRequest if it invites, or an eventMessageResponse if it answers.
import type { MessageRecord } from '../../calendar/meetings/message.ts';
import type { JsonObject } from '../../runtime/json.ts';
import { showRows, type Rows } from '../types/entity.ts';
import {
  eventMessageRows,
  isRequest,
  isResponse,
  messageRows,
  requestRows,
  responseRows,
  type MessageProperty,
  type ShownMessage,
} from './messageSchema.ts';

/** The mailbox that the message lies in, and the properties to show. Answers always show `id`. */
export interface MessageView extends Pick<ShownMessage, 'owner' | 'timeZone'> {
  readonly select?: ReadonlySet<MessageProperty> | undefined;
}

/** Whether the view shows `hasAttachments`, which the caller then has to find out. */
export const showsAttachments = ({ select }: Pick<MessageView, 'select'>): boolean => select === undefined || select.has('hasAttachments');

/** The ETag of a message. It also depends on whether the event has attachments now; where that isn't shown, it is the document's ETag. */
export const messageEtag = ({ etag }: MessageRecord, hasAttachments: boolean | undefined): string =>
  hasAttachments === true ? etag.replace(/"$/, '-1"') : etag;

/** All ETags that answers may have shown for the message. */
export const messageEtags = (message: MessageRecord): readonly string[] => [true, false].map((attached) => messageEtag(message, attached));

const eventMessage = { ...messageRows, ...eventMessageRows };
const eventMessageRequest = { ...eventMessage, ...requestRows };
const eventMessageResponse = { ...eventMessage, ...responseRows };

function typeOf(message: MessageRecord): readonly [name: string, rows: Rows<ShownMessage>] {
  if (isRequest(message)) return ['eventMessageRequest', eventMessageRequest];
  return isResponse(message) ? ['eventMessageResponse', eventMessageResponse] : ['eventMessage', eventMessage];
}

/**
 * The entity as JSON, without `@odata.context` and the event. It shows the meeting as it was when the message was sent, but for its
 * attachments: `hasAttachments` says whether the reader finds any under `…/messages/{id}/attachments` today.
 */
export function messageEntity(message: MessageRecord, hasAttachments: boolean | undefined, view: MessageView): JsonObject {
  const { select, ...seen } = view;
  const etag = messageEtag(message, hasAttachments);
  const [type, rows] = typeOf(message);
  const shown: ShownMessage = { message, etag, hasAttachments: hasAttachments ?? false, ...seen };
  return {
    '@odata.type': `#microsoft.graph.${type}`,
    '@odata.etag': etag,
    ...showRows(rows, shown, select),
  };
}
