// Works out which attachments an occurrence shows: its own, and those of its series that it doesn't hide.
import type { EventRecord } from '../calendar/events/record/eventRecord.ts';
import { isOccurrence, type OccurrenceEvent } from '../calendar/occurrences/overlay.ts';
import { isOneOf } from '../calendar/events/readEvent.ts';
import type { Condition, Documents } from '../stores/documents.ts';
import { attachmentDocument, decodeAttachment, type AttachmentRecord } from './attachment.ts';

/** An event whose attachments are shown, and which of them aren't. */
export interface AttachmentSource {
  /** The id of the event's or occurrence's document, and its incarnation. */
  readonly event: string;
  readonly incarnation: string;
  /** Ids of the documents of hidden attachments. */
  readonly hidden: readonly string[];
}

/** The sources of an event's attachments: one, for an occurrence two. */
export function sourcesOf(event: EventRecord): readonly AttachmentSource[] {
  const own: AttachmentSource = { event: event.id, incarnation: event.incarnation, hidden: [] };
  if (!isOccurrence(event)) return [own];
  const { series, stored } = event.occurrence;
  const inherited = { event: series.id, incarnation: series.incarnation, hidden: (stored?.hidden ?? []).map(attachmentDocument) };
  return stored === undefined ? [inherited] : [inherited, own];
}

/** The conditions that find the attachments of a source. */
export const attachmentsOfSource = ({ event, incarnation, hidden }: AttachmentSource): Condition[] => [
  { is: 'eq', property: 'event', value: event },
  { is: 'eq', property: 'incarnation', value: incarnation },
  ...(hidden.length === 0 ? [] : ([{ is: 'not', condition: isOneOf(hidden) }] satisfies Condition[])),
];

/** Whether an attachment is the event's own; false for one that an occurrence shows of its series. */
export const isOwn = (event: EventRecord, record: AttachmentRecord): boolean => record.event === event.id;

/** The document id of an occurrence's copy of a series' attachment; callers know the copy by the original's attachment id. */
export const copyDocument = (attachmentId: string, { incarnation }: EventRecord): string =>
  attachmentDocument(`${attachmentId}:${incarnation}`);

/** Reads an attachment that the event shows; one point read, for an occurrence two in parallel. */
export async function readShown(
  documents: Documents,
  partition: string,
  event: EventRecord,
  attachmentId: string,
): Promise<AttachmentRecord | undefined> {
  if (isOccurrence(event)) return readOfOccurrence(documents, partition, event, attachmentId);
  const record = decodeAttachment(await documents.read(partition, attachmentDocument(attachmentId)));
  return record?.event === event.id && record.incarnation === event.incarnation ? record : undefined;
}

/** Reads an attachment that an occurrence shows: its own copy, or else the series' attachment. Two point reads in parallel. */
export async function readOfOccurrence(
  documents: Documents,
  partition: string,
  event: OccurrenceEvent,
  attachmentId: string,
): Promise<AttachmentRecord | undefined> {
  const { series, stored } = event.occurrence;
  const [plain, copy] = await Promise.all([
    documents.read(partition, attachmentDocument(attachmentId)),
    stored?.hidden.includes(attachmentId) === true ? documents.read(partition, copyDocument(attachmentId, event)) : undefined,
  ]);
  const belongs = (record: AttachmentRecord | undefined, to: { readonly id: string; readonly incarnation: string }): boolean =>
    record?.event === to.id && record.incarnation === to.incarnation;
  const own = [decodeAttachment(copy), decodeAttachment(plain)].find((record) => belongs(record, event));
  if (own !== undefined) return own;
  const inherited = decodeAttachment(plain);
  return belongs(inherited, series) && stored?.hidden.includes(attachmentId) !== true ? inherited : undefined;
}
