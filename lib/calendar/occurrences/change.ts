// Changing one occurrence, which makes it an exception, and cancelling one.
import { badRequest } from '../../errors.ts';
import type { Json, JsonObject, Write } from '../../stores/documents.ts';
import { newRecord, type Author } from '../../stores/records.ts';
import { askedAnew, attendeeIds } from '../events/attendees.ts';
import { letGo, placeProperties, type EventDependencies } from '../events/draft.ts';
import { sortableInstant } from '../events/times.ts';
import type { EventProperties } from '../eventProperties.ts';
import { stillAlive, type EventRecord } from '../eventRecord.ts';
import { mailboxPartition, type EventKey } from '../mailbox.ts';
import { cancellations, updates } from '../meetings/outbox.ts';
import { purgeDocument } from '../purge.ts';
import { readEvent } from '../readEvent.ts';
import { inheritedProperties } from './occurrenceEvent.ts';
import { overlayWrites, type OccurrenceEvent } from './overlay.ts';
import { seriesNow } from './ownAttendees.ts';

/** What is to become of an occurrence's properties. */
export interface OccurrenceChange {
  apply(current: EventProperties): EventProperties;
  readonly newContent: boolean;
  readonly calendar?: string;
  /** What is written with it instead of what tells the attendees. */
  readonly instead?: () => readonly Write[];
}

/**
 * Writes the change over the occurrence that was read; undefined when it isn't so any more. Only what differs from the series is its
 * own: the rest goes on following the series. Throws 400 for what an occurrence can't have by itself.
 */
export async function changeOccurrence(
  deps: EventDependencies,
  key: EventKey,
  current: OccurrenceEvent,
  wanted: OccurrenceChange,
  by: Author,
  onlyIfUntouched: boolean,
): Promise<EventRecord | undefined> {
  const { documents, contents, clock } = deps;
  const { series, day, startUtc, endUtc, stored } = current.occurrence;
  const inherited = inheritedProperties(series, { key: day, startUtc, endUtc });
  const properties = askedAnew(current.properties, wanted.apply(current.properties));
  if (properties.recurrence !== null) throw badRequest("The property 'recurrence' is the series' own: an occurrence has none.");
  if (wanted.calendar !== undefined && wanted.calendar !== series.calendar)
    throw badRequest("An occurrence lies in its series' calendar: move the series.");

  const differs = (name: keyof EventProperties): boolean => JSON.stringify(properties[name]) !== JSON.stringify(inherited[name]);
  const names = Object.keys(properties).filter((name) => isProperty(properties, name) && name !== 'body' && differs(name));
  const keepsBody = !wanted.newContent;
  const placed = keepsBody ? undefined : await placeProperties(deps, key.mailbox, current.id, properties);
  const body = keepsBody ? stored?.overrides.body : placed?.properties.body;
  const overrides: JsonObject = {
    ...Object.fromEntries(
      Object.entries(properties)
        .filter(([name]) => names.includes(name))
        .map(([name, value]): [string, Json] => [name, value]),
    ),
    ...(body && { body }),
  };
  const isMoved = names.includes('start') || names.includes('end');
  const moved = { start: sortableInstant(properties.start), end: sortableInstant(properties.end) };
  const freed = placed === undefined ? undefined : stored?.bodyContent;
  const set: JsonObject = {
    overrides,
    sortKeys: isMoved ? moved : { start: '', end: '' },
    ...(placed?.bodyPreview !== undefined && { bodyPreview: placed.bodyPreview }),
    ...(placed?.bodyContent && { bodyContent: placed.bodyContent }),
    ...(names.includes('attendees') && { seriesThen: seriesNow(inherited) }),
  };
  const now = clock();
  const letting: Write[] = freed === undefined ? [] : [letGo(freed.blob, now, by)];
  const remove = [
    ...(freed !== undefined && placed?.bodyContent === undefined ? ['bodyContent'] : []),
    ...(stored?.seriesThen !== undefined && !names.includes('attendees') ? ['seriesThen'] : []),
  ];
  const after: EventRecord = {
    ...current,
    properties,
    attendees: attendeeIds(properties),
    ...(placed?.bodyPreview !== undefined && { bodyPreview: placed.bodyPreview }),
    revision: (stored?.revision ?? 0) + 1,
    modified: new Date(now).toISOString(),
  };
  const newContent = placed !== undefined && (freed !== undefined || placed.bodyContent !== undefined);
  const telling = wanted.instead?.() ?? updates(key.mailbox, { before: current, after, newContent }, now, by);
  const change = { set, remove, onlyIfSame: true, onlyIfUntouched, ...(isMoved && { span: moved }) };
  const committed = await documents.commit(mailboxPartition(key.mailbox), [
    ...overlayWrites(current, change, now, by),
    ...letting,
    ...telling,
  ]);
  if (committed.outcome === 'done') {
    if (freed !== undefined) await contents.remove(freed.blob).catch(() => undefined);
    return readEvent(documents, key);
  }
  if (committed.repeated) {
    const own = await readEvent(documents, key);
    if (own?.occurrence?.stored?.revision === (stored?.revision ?? 0) + 1) return own;
  }
  if (placed?.bodyContent !== undefined) await contents.remove(placed.bodyContent.blob);
  return undefined;
}

const isProperty = (properties: EventProperties, name: string): name is keyof EventProperties => name in properties;

/**
 * Cancels the occurrence that was read: from then on nothing of it is visible, and what it had of its own is removed. Resolves to what it
 * was, with its own body alone; undefined when it has changed since.
 */
export async function cancelOccurrence(
  { documents, clock }: Pick<EventDependencies, 'documents' | 'clock'>,
  key: EventKey,
  event: OccurrenceEvent,
  by: Author,
  comment?: string,
): Promise<EventRecord | undefined> {
  const { series, day, stored } = event.occurrence;
  const now = clock();
  const { bodyContent: shown, ...rest } = event;
  const modified = new Date(now).toISOString();
  const own: EventRecord = {
    ...rest,
    modified,
    ...(shown !== undefined && shown.blob === stored?.bodyContent?.blob && { bodyContent: shown }),
  };
  const guard: Write = {
    write: 'patch',
    id: series.id,
    operations: [{ op: 'increment', path: '/occurrenceRevision', by: 1 }],
    when: stillAlive(series.incarnation),
  };
  const cancelled = {
    id: event.id,
    kind: 'cancelledOccurrence',
    ...newRecord(now, by),
    seriesOf: series.incarnation,
    day,
    incarnation: event.incarnation,
  };
  const writes: Write[] =
    stored === undefined
      ? [{ write: 'create', document: cancelled }]
      : [
          {
            write: 'patch',
            id: event.id,
            operations: [
              { op: 'set', path: '/kind', value: cancelled.kind },
              { op: 'set', path: '/modified', value: cancelled.modified },
              { op: 'set', path: '/deletedBy', value: by },
              { op: 'remove', path: '/overrides' },
              { op: 'remove', path: '/sortKeys' },
            ],
            when: {
              is: 'and',
              conditions: [stillAlive(event.incarnation), { is: 'eq', property: 'revision', value: stored.revision }],
            },
          },
          { write: 'create', document: purgeDocument(own, now, by) },
        ];
  const telling = cancellations(key.mailbox, { ...event, modified }, now, by, comment);
  const committed = await documents.commit(mailboxPartition(key.mailbox), [guard, ...writes, ...telling]);
  if (committed.outcome === 'done') return own;
  // An attempt that got no answer may have been the one that cancelled it.
  return committed.repeated && (await readEvent(documents, key)) === undefined ? own : undefined;
}
