// Guards an entry that was read: what is decided on it is written only while nobody else has written to it.
import type { Document, Write } from '../../../stores/documents.ts';
import { setKind } from '../../../stores/records.ts';
import type { EntryRecord, EventRecord } from '../../events/record/eventRecord.ts';
import type { EntryTombstone } from '../entryTombstone.ts';

/** The writes that put a document in the place of the entry, or of its tombstone, that was read; refused when it has been written to since. */
export const replacing = (
  former: EntryRecord | EntryTombstone,
  kind: 'entry' | 'entryTombstone',
  document: Document,
): readonly [Write, Write] => [sameEntry(former, kind), { write: 'replace', document }];

/** A write that changes nothing; refused when the entry, or its tombstone, isn't the one that was read. */
export const sameEntry = (
  { id, incarnation, revision }: Pick<EventRecord, 'id' | 'incarnation' | 'revision'>,
  kind: 'entry' | 'entryTombstone',
): Extract<Write, { readonly write: 'patch' }> => ({
  write: 'patch',
  id,
  operations: [setKind(kind)],
  when: {
    is: 'and',
    conditions: [
      { is: 'eq', property: 'kind', value: kind },
      { is: 'eq', property: 'incarnation', value: incarnation },
      { is: 'eq', property: 'revision', value: revision },
    ],
  },
});
