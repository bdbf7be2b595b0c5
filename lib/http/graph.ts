// Which operation answers a path and a method.
import type { Action } from '../auth/access.ts';
import { methodNotAllowed } from '../errors.ts';
import { allowedMethods } from '../paths/methods.ts';
import type { Reference } from '../paths/reference.ts';
import type { Call, EventCall } from './call.ts';
import type { Reply } from './exchange.ts';
import { getAttachmentValue } from './operations/attachmentValue.ts';
import { deleteAttachment, patchAttachment } from './operations/changeAttachment.ts';
import { createAttachment } from './operations/createAttachment.ts';
import { createUploadSession } from './operations/createUploadSession.ts';
import { createEvent, deleteEvent, getEvent, putEvent } from './operations/events.ts';
import { getAttachment, getAttachmentItem } from './operations/getAttachment.ts';
import { getAttachmentCount, getAttachments } from './operations/listAttachments.ts';

/** Throws 405 with `Allow` for a method that the resource doesn't take. */
export function requireMethod(reference: Reference, method: string): void {
  const allowed = allowedMethods(reference);
  if (!allowed.includes(method)) throw methodNotAllowed(allowed);
}

/** What a method does to what it names. */
export const actionOf = (method: string): Action => (method === 'GET' || method === 'HEAD' ? 'read' : 'write');

/** Answers a call whose method its resource takes. HEAD is answered as GET; the server leaves the body out. */
export function answer(call: Call): Promise<Reply> {
  const { reference } = call;
  return reference.kind === 'events' ? createEvent({ ...call, reference }) : answerEvent({ ...call, reference });
}

function answerEvent(call: EventCall): Promise<Reply> {
  const { tail } = call.reference;
  const { method } = call.request;
  switch (tail.kind) {
    case 'event':
      if (method === 'PUT') return putEvent(call);
      return method === 'DELETE' ? deleteEvent(call) : getEvent(call);
    case 'attachments':
      return method === 'POST' ? createAttachment(call) : getAttachments(call);
    case 'attachmentCount':
      return getAttachmentCount(call);
    case 'createUploadSession':
      return createUploadSession(call);
    case 'attachment':
      if (method === 'PATCH') return patchAttachment(call, tail.id);
      return method === 'DELETE' ? deleteAttachment(call, tail.id) : getAttachment(call, tail.id);
    case 'attachmentValue':
      return getAttachmentValue(call, tail.id);
    case 'attachmentItem':
      return getAttachmentItem(call, tail.id);
  }
}
