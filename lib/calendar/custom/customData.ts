// What callers add to an event or a calendar: open extensions and extended properties (contract, section 15), and their document beside it.
import { z } from 'zod';
import type { Document, StoredDocument } from '../../stores/documents.ts';
import { decode, newRecord, recordShape, type Author } from '../../stores/records.ts';
import { chargedProperty, chargedShape, type Charged } from '../quota.ts';
import { parsePropertyId, propertyKey } from './propertyId.ts';

const extension = z.object({
  name: z.string(),
  /** Its properties as the text of a JSON object, so that they come back as they came. */
  json: z.string(),
});

const extendedProperty = z.object({
  /** As it was written first; `propertyKey` compares. */
  id: z.string(),
  /** One value; many for a type with `Array`. */
  value: z.union([z.string(), z.array(z.string())]),
});

/** An open extension. No two of one event have names that differ only in the case of letters. */
export type Extension = z.infer<typeof extension>;
/** An extended property: a single value, or many. */
export type ExtendedProperty = z.infer<typeof extendedProperty>;

/** All that callers have added to one event or calendar. */
export interface CustomData {
  readonly extensions: readonly Extension[];
  readonly properties: readonly ExtendedProperty[];
}

export const noCustomData: CustomData = { extensions: [], properties: [] };

/** Changes what is shown of an event or a calendar. */
export type CustomChange = (shown: CustomData) => CustomData;

/** What tells one extension from the others of an event. */
export const extensionKey = (name: string): string => name.toLowerCase();

/** What tells one extended property from the others. A text that is no id, which is never stored, has its own key. */
export function idKey(id: string): string {
  const parsed = parsePropertyId(id);
  return parsed === undefined ? id : propertyKey(parsed);
}

const customRecord = z.object({
  ...recordShape,
  id: z.string(),
  /** Of the event, occurrence or entry; a calendar's id for a calendar. */
  incarnation: z.string(),
  /** The series' incarnation for an occurrence, else the same: who purges a series finds its occurrences' by it. */
  root: z.string(),
  extensions: z.array(extension),
  properties: z.array(extendedProperty),
  ...chargedShape,
});

/** The document of kind `customData`. Whoever writes it raises the revision of the event's or calendar's document in the same batch. */
export type CustomRecord = z.infer<typeof customRecord>;

export const customDocument = (incarnation: string): string => `custom:${incarnation}`;

export const decodeCustom = (document: StoredDocument | undefined): CustomRecord | undefined =>
  decode('customData', customRecord, document);

/** A document that holds the data. */
export const customRecordOf = (
  { incarnation, root }: Pick<CustomRecord, 'incarnation' | 'root'>,
  { extensions, properties }: CustomData,
  charged: Charged,
  { now, by }: { readonly now: number; readonly by: Author },
): Document => ({
  id: customDocument(incarnation),
  kind: 'customData',
  ...newRecord(now, by),
  incarnation,
  root,
  extensions: [...extensions],
  properties: [...properties],
  ...chargedProperty(charged),
});

/** Bytes of the data as the document holds it. */
export const customBytes = ({ extensions, properties }: CustomData): number =>
  extensions.length + properties.length === 0 ? 0 : Buffer.byteLength(JSON.stringify([extensions, properties]));
