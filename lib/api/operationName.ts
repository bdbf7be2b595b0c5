// What a request asks for, in one word: for the log, and for the words in which an operation is refused.
import type { Reference } from '../paths/reference.ts';

/** The kind of the target, such as `calendars`; of an event, what is asked of it, such as `attachments` or `accept`; of a count, `calendars/$count`. */
export function operationName(reference: Reference): string {
  if (reference.kind === 'count') return `${operationName(reference.of)}/$count`;
  if (reference.kind !== 'event') return reference.kind;
  return reference.tail.kind === 'action' ? reference.tail.action : reference.tail.kind;
}
