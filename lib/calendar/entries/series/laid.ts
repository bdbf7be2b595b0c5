// Compares an entry with its series: whether it has all copies of the series' occurrences, and how it counts them.
import type { Write } from '../../../stores/documents.ts';
import type { EntryRecord, EventRecord } from '../../events/record/eventRecord.ts';
import { toldVersion, type EntryDraft } from '../projection.ts';

/** What was laid below an entry. */
export interface CopiesWritten {
  /** How many copies were written or removed, and how many there are; of a look at some of them, `total` says nothing. */
  readonly written: number;
  readonly total: number;
  /** Whether a delivery that died has written or removed some, which the entry doesn't count. */
  readonly hasUncounted: boolean;
  /** Until when the organizer's occurrences were read (`Sources.readTo`). */
  readonly readTo: number;
  /** The writes by which the entry's own batch says that all copies are there. */
  readonly closing: readonly Write[];
}

/** How many writes there were to a series' occurrences, answers apart: those change nobody else's entry. */
const writesToOccurrences = ({ occurrenceRevision, occurrenceAnswers }: EventRecord): number => occurrenceRevision - occurrenceAnswers;

/** Whether the entry shows an older state of the meeting. Both counts only grow, and are read together. */
export const isBehind = ({ version, entry }: EntryRecord, event: EventRecord): boolean =>
  version < toldVersion(event) || (event.properties.recurrence !== null && (entry.copied?.writes ?? 0) < writesToOccurrences(event));

/**
 * The entry with its copies counted. Each copy that was written counts in `occurrenceRevision` and in `changes`, as a write to an occurrence
 * does, so that the entry's own count stays as it is (`countedAlone`). Where nothing was laid, nobody has written to an occurrence.
 */
export function withCopies(draft: EntryDraft, event: EventRecord, { laid }: { readonly laid?: CopiesWritten | undefined }): EntryDraft {
  if (event.occurrence !== undefined || (event.properties.recurrence === null && laid === undefined)) return draft;
  const more = laid === undefined ? 0 : countOf(draft, laid);
  return {
    ...draft,
    occurrenceRevision: draft.occurrenceRevision + more,
    changes: draft.changes + more,
    entry: { ...draft.entry, copied: { writes: writesToOccurrences(event), readTo: laid?.readTo ?? 0 } },
  };
}

/** An entry without any counted those that are there: they may be of a delivery that died. What it has counted once it never counts again. */
const countOf = ({ occurrenceRevision }: EntryDraft, { written, total, hasUncounted }: CopiesWritten): number =>
  Math.max(written, occurrenceRevision === 0 ? total : 0, hasUncounted ? 1 : 0);
