// An occurrence's own document, which the first write to the occurrence creates and which holds only what differs from its series.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { JsonObject } from '../../runtime/json.ts';
import type { StoredDocument } from '../../stores/documents.ts';
import type { Order } from '../../stores/keyset.ts';
import { decode, recordShape } from '../../stores/records.ts';
import { customShape } from '../custom/customIndex.ts';
import { copyShape } from '../entries/series/copyShape.ts';
import { countersShape } from '../events/record/counters.ts';
import { eventProperties, type EventProperties } from '../events/record/eventProperties.ts';
import { bytesOf, chargedShape } from '../quota.ts';
import { seriesSnapshot } from './ownAttendees.ts';

const occurrenceRecord = z.object({
  ...recordShape,
  id: z.string(),
  /** The series' incarnation: once the series is deleted or put again, nobody finds these occurrences any more. */
  seriesOf: z.string(),
  /** The date of the original start in the series' zone. */
  day: z.string(),
  incarnation: z.string(),
  /** The occurrence's own counters, beside those of its series. */
  ...countersShape,
  /** The time of the last write that raised `version`, in UTC; undefined until there is one. */
  versioned: z.string().optional(),
  /** The number of its own attachments. */
  attachmentCount: z.number().int(),
  ...chargedShape,
  /** Ids of the series' attachments that the occurrence hides. */
  hidden: z.array(z.string()),
  /** Counts changes of the properties below and of `hidden`. */
  revision: z.number().int(),
  bodyPreview: z.string().optional(),
  bodyContent: z.object({ blob: z.string(), size: z.number().int() }).optional(),
  /** The properties that it inherited from its series at the time when it got attendees of its own. */
  seriesSnapshot: seriesSnapshot.optional(),
  /** Object ids of its own attendees who were found, whether or not they may see it. By them a window knows that nobody else may. */
  attendees: z.array(z.string()).optional(),
  /** Its own extensions and extended properties, and what it hides of its series'. */
  custom: customShape.optional(),
  /** Only a copy below an attendee's entry has it. */
  copy: copyShape.optional(),
  /** The UTC times that it was moved to; `''` for one that wasn't moved. */
  sortKeys: z.object({ start: z.string(), end: z.string() }),
});

/** An occurrence's own document. */
export type OccurrenceRecord = z.infer<typeof occurrenceRecord> & {
  /** The properties in which it differs from its series. */
  readonly overrides: Partial<EventProperties>;
};

/** The occurrence in a document; undefined for no document and for a cancelled occurrence. */
export function decodeOccurrence(document: StoredDocument | undefined): OccurrenceRecord | undefined {
  const record = decode('occurrence', occurrenceRecord, document);
  if (record === undefined || document === undefined) return undefined;
  return { ...record, overrides: readOverrides(document.body.overrides) };
}

/** Bytes that an occurrence takes of the mailbox's quota: its own properties, and its body where that lies in a blob. */
export const countedBytes = ({ overrides, bodyContent }: Pick<OccurrenceRecord, 'bodyContent'> & { readonly overrides: object }): number =>
  Object.keys(overrides).length === 0 ? 0 : bytesOf(overrides, bodyContent?.size);

/** A series' occurrences by their dates, cancelled ones too. */
export const ofSeries: Order = { within: ['seriesOf'], by: ['day'] };

/** The date of a stored occurrence, cancelled or not. */
export const dayOf = ({ body }: StoredDocument): string => (typeof body.day === 'string' ? body.day : '');

/** Reads only the properties that the document has: a missing one has the series' value, and not its default. */
function readOverrides(json: JsonObject[string]): Partial<EventProperties> {
  const written = z.record(z.string(), z.unknown()).parse(json ?? {});
  const read = eventProperties.partial().parse(written);
  return Object.fromEntries(Object.entries(read).filter(([name]) => name in written));
}

/**
 * The incarnation of a series' occurrence. It is derived from the series' secret incarnation, so that all requests agree on it before it is
 * stored, and nobody else knows it.
 */
export const occurrenceIncarnation = (series: string, day: string): string =>
  createHash('sha256').update(`${day} of ${series}`).digest('base64url').slice(0, 32);

export const occurrenceDocument = (incarnation: string): string => `occurrence:${incarnation}`;
