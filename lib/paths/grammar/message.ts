// Productions for the messages of a mailbox, and for the events that they invite to.
import { accept, atEnd, expect, key, type Cursor } from '../cursor.ts';
import { ids } from '../identifiers.ts';
import type { MailboxOwner, Reference } from '../reference.ts';
import { collection, isWhole, ofEvent } from './collection.ts';
import { attachments, event } from './event.ts';
import type { Start } from './start.ts';

export function messages(cursor: Cursor, start: Start<MailboxOwner>): Reference {
  const folders: string[] = [];
  for (const step of ['mailFolders', 'childFolders'] as const)
    while (accept(cursor, step)) {
      if (isWhole(cursor)) return collection(cursor, { kind: 'mailFolders', ...start, folders });
      folders.push(key(cursor, ids));
      if (step === 'mailFolders') break;
    }
  if (folders.length > 0 && atEnd(cursor)) return { kind: 'mailFolder', ...start, folders };
  expect(cursor, 'messages');
  if (isWhole(cursor)) return collection(cursor, { kind: 'messages', ...start, folders });
  const id = key(cursor, ids);
  accept(cursor, 'eventMessage');
  return atEnd(cursor) ? { kind: 'message', ...start, folders, id } : invitation(cursor, start, folders, id);
}

function invitation(cursor: Cursor, start: Start<MailboxOwner>, folders: readonly string[], message: string): Reference {
  const { occurrences, tail } = accept(cursor, 'event') ? event(cursor) : { occurrences: [], tail: attachments(cursor) };
  return ofEvent(cursor, { kind: 'event', ...start, source: { via: 'message', folders, message, occurrences }, tail });
}
