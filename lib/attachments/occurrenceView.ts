// The attachments of an occurrence: its series' without those that it hides, and its own, in one order.
import type { EventRecord } from '../calendar/events/record/eventRecord.ts';
import { isOccurrence, type OccurrenceEvent } from '../calendar/occurrences/overlay.ts';
import { isOneOf } from '../calendar/events/readEvent.ts';
import type { Condition, Documents } from '../stores/documents.ts';
import { attachmentDocument, decodeAttachment, type AttachmentRecord } from './attachment.ts';

/** Whose attachments an event shows, and which of them. */
export interface AttachmentSource {
  /** The document that they hang on, and its incarnation. */
  readonly event: string;
  readonly incarnation: string;
  /** Documents of attachments that aren't shown. */
  readonly hidden: readonly string[];
}

/** Where an event's attachments are: one place, for an occurrence two. */
export function sourcesOf(event: EventRecord): readonly AttachmentSource[] {
  const own: AttachmentSource = { event: event.id, incarnation: event.incarnation, hidden: [] };
  if (!isOccurrence(event)) return [own];
  const { series, stored } = event.occurrence;
  const inherited = { event: series.id, incarnation: series.incarnation, hidden: (stored?.hidden ?? []).map(attachmentDocument) };
  return stored === undefined ? [inherited] : [inherited, own];
}

/** Holds for the attachments of a source. */
export const from = ({ event, incarnation, hidden }: AttachmentSource): Condition[] => [
  { is: 'eq', property: 'event', value: event },
  { is: 'eq', property: 'incarnation', value: incarnation },
  ...(hidden.length === 0 ? [] : ([{ is: 'not', condition: isOneOf(hidden) }] satisfies Condition[])),
];

/** Whether an attachment is the event's own, and not one that an occurrence shows of its series. */
export const isOwn = (event: EventRecord, record: AttachmentRecord): boolean => record.event === event.id;

/** The document of an occurrence's own copy of an attachment of its series: the id stays what callers know it by. */
export const copyDocument = (attachmentId: string, { incarnation }: EventRecord): string =>
  attachmentDocument(`${attachmentId}:${incarnation}`);

/** An attachment that the event shows; one point read, for an occurrence two in parallel. */
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

/** An attachment that an occurrence shows: its own copy comes before the series' one. Two point reads in parallel. */
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
