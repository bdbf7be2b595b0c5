// Writes an entry over the one that was read: a patch of what differs, which costs half of what a guard and a replacement do.
import { isDeepStrictEqual } from 'node:util';
import type { JsonObject } from '../../../runtime/json.ts';
import type { PatchOperation, Write } from '../../../stores/documents.ts';
import { json } from '../../../stores/records.ts';
import type { EntryRecord } from '../../events/record/eventRecord.ts';
import { replacing, sameEntry } from './guards.ts';
import { draftOf, entryDocument, type EntryDraft } from '../projection.ts';

/** A patch of Cosmos DB has no more operations ("Partial document update", limits). */
const maxOperations = 10;

/** The writes that make the entry which was read the next one; refused when it has been written to since. */
export function rewriting(former: EntryRecord, next: EntryDraft): readonly [Write, ...Write[]] {
  const operations = differences(storedOf(draftOf(former)), storedOf(next));
  return operations.length > maxOperations
    ? replacing(former, 'entry', entryDocument(next))
    : [{ ...sameEntry(former, 'entry'), operations }];
}

/** What the store has of it: nothing that is undefined. */
const storedOf = (draft: EntryDraft): JsonObject => json.parse(JSON.parse(JSON.stringify(entryDocument(draft))));

function differences(was: JsonObject, next: JsonObject): PatchOperation[] {
  const set = Object.entries(next).flatMap(([name, value]): PatchOperation[] =>
    value === undefined || isDeepStrictEqual(was[name], value) ? [] : [{ op: 'set', path: `/${name}`, value }],
  );
  const removed = Object.keys(was).filter((name) => next[name] === undefined);
  return [...set, ...removed.map((name): PatchOperation => ({ op: 'remove', path: `/${name}` }))];
}
