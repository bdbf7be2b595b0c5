// Reads the custom data of events and calendars, and makes the writes of a change (contract, section 15).
import type { Documents, StoredDocument, Write } from '../../stores/documents.ts';
import type { Author } from '../../stores/records.ts';
import { chargeChanged, type QuotaDependencies } from '../quota.ts';
import {
  customBytes,
  customDocument,
  customRecordOf,
  decodeCustom,
  noCustomData,
  type CustomChange,
  type CustomData,
  type CustomRecord,
} from './customData.ts';
import { checkLimits } from './changes.ts';
import { indexOf, type CustomIndex } from './customIndex.ts';
import { inheritCustomData, ownOf, type OwnData } from './layers.ts';

/** What custom data belongs to: an event, an occurrence, an entry or a calendar. */
export interface CustomHolder {
  /** Of the event, occurrence or entry; a calendar's id for a calendar. */
  readonly incarnation: string;
  /** The index in its own document. */
  readonly custom?: CustomIndex | undefined;
  /** The series of an occurrence. */
  readonly series?: CustomHolder | undefined;
}

/** The most documents that one query finds. */
const atOnce = 100;

/**
 * The custom data that each holder shows. Costs one point read for one holder, two at the same time for an occurrence and its series, and for
 * a page one query for each hundred documents; nothing for holders without any.
 */
export async function readCustom(
  documents: Documents,
  partition: string,
  holders: readonly CustomHolder[],
): Promise<readonly CustomData[]> {
  const wanted = new Set(holders.flatMap(withData).map(({ incarnation }) => customDocument(incarnation)));
  const found = new Map((await readAll(documents, partition, [...wanted])).map((document) => [document.id, document]));
  const dataOf = (holder: CustomHolder): CustomData =>
    hasData(holder) ? (decodeCustom(found.get(customDocument(holder.incarnation))) ?? noCustomData) : noCustomData;
  return holders.map((holder) =>
    holder.series === undefined
      ? dataOf(holder)
      : inheritCustomData(dataOf(holder.series), { own: dataOf(holder), hidden: holder.custom?.hidden ?? [] }),
  );
}

const hasData = ({ custom }: CustomHolder): boolean => custom !== undefined && custom.bytes > 0;

const withData = (holder: CustomHolder): readonly CustomHolder[] =>
  [holder, ...(holder.series === undefined ? [] : [holder.series])].filter(hasData);

async function readAll(documents: Documents, partition: string, ids: readonly string[]): Promise<readonly StoredDocument[]> {
  if (ids.length <= 2) {
    const read = await Promise.all(ids.map((id) => documents.read(partition, id)));
    return read.filter((document) => document !== undefined);
  }
  const found: StoredDocument[] = [];
  for (let start = 0; start < ids.length; start += atOnce) {
    const conditions = ids.slice(start, start + atOnce).map((value) => ({ is: 'eq', property: 'id', value }) as const);
    found.push(...(await documents.query(partition, { where: { is: 'or', conditions }, orderBy: [], limit: atOnce })));
  }
  return found;
}

/** A change of custom data that is about to be written. */
export interface CustomWritten {
  /** The index for the own document; undefined where that has none any more. */
  readonly index: CustomIndex | undefined;
  readonly writes: readonly Write[];
  /** By how many bytes the mailbox's sum grows. */
  readonly more: number;
}

interface Made {
  readonly now: number;
  readonly by: Author;
}

/**
 * The writes of a change, for the batch that writes the index. That batch must be refused where the holder's document, or its series', was
 * changed since it was read. One point read, two for an occurrence. Throws 400 beyond the limits, and as the change does.
 */
export async function changeCustom(
  deps: QuotaDependencies,
  partition: string,
  holder: CustomHolder,
  change: CustomChange,
  made: Made,
): Promise<CustomWritten> {
  const { documents } = deps;
  const { incarnation, custom, series } = holder;
  const [document, ofSeries = noCustomData] = await Promise.all([
    documents.read(partition, customDocument(incarnation)),
    series && readCustom(documents, partition, [series]).then(([data]) => data),
  ]);
  const stored = decodeCustom(document);
  // An occurrence that was hidden meanwhile leaves a document without an index: it counts as empty.
  const own = hasData(holder) ? (stored ?? noCustomData) : noCustomData;
  const after = changed(change, series && ofSeries, { own, hidden: custom?.hidden ?? [] });
  checkLimits(after.own);
  const index = indexOf(after.own, after.hidden);
  return { index, ...replacing(deps, holder, { document, stored, own }, after.own, made) };
}

/** What the holder has of its own after the change; `series` for an occurrence. */
function changed(change: CustomChange, series: CustomData | undefined, before: OwnData): OwnData {
  return series === undefined ? { own: change(before.own), hidden: [] } : ownOf(series, change(inheritCustomData(series, before)));
}

interface Before {
  readonly document: StoredDocument | undefined;
  readonly stored: CustomRecord | undefined;
  readonly own: CustomData;
}

/** The write that replaces the stored data, or removes it. */
function replacing(
  deps: QuotaDependencies,
  { incarnation, series }: CustomHolder,
  { document, stored, own }: Before,
  data: CustomData,
  made: Made,
): Omit<CustomWritten, 'index'> {
  const bytes = customBytes(data);
  const charge = chargeChanged(
    deps,
    stored ?? {},
    () => customBytes(own),
    () => bytes,
  );
  const id = customDocument(incarnation);
  if (bytes === 0) return { writes: document === undefined ? [] : [{ write: 'remove', id }], more: -(stored?.charged ?? 0) };
  const record = customRecordOf({ incarnation, root: series?.incarnation ?? incarnation }, data, charge, made);
  const { created = record.created, createdBy = record.createdBy } = stored ?? {};
  const written = { ...record, created, createdBy };
  return { writes: [{ write: document === undefined ? 'create' : 'replace', document: written }], more: charge.more };
}

/** The custom data of a holder that is about to be created. Throws 400 beyond the limits. */
export function newCustom(deps: Pick<QuotaDependencies, 'quotaBytes'>, incarnation: string, data: CustomData, made: Made): CustomWritten {
  checkLimits(data);
  const bytes = customBytes(data);
  if (bytes === 0) return { index: undefined, writes: [], more: 0 };
  const charge = chargeChanged(
    deps,
    {},
    () => 0,
    () => bytes,
  );
  const document = customRecordOf({ incarnation, root: incarnation }, data, charge, made);
  return { index: indexOf(data), writes: [{ write: 'create', document }], more: charge.more };
}
