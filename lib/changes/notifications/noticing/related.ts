// Events that other documents of a batch belong to: most stand in the same batch, others are read once.
import { decodeListed, type EventRecord } from '../../../calendar/events/record/eventRecord.ts';
import type { Documents } from '../../../stores/documents.ts';
import type { Change } from './change.ts';

export interface Related {
  /** The living series or entry of this incarnation. One query where the batch doesn't have it. */
  seriesOf(incarnation: string): Promise<EventRecord | undefined>;
  /** The living event of this document. One point read where the batch doesn't have it. */
  eventOf(document: string): Promise<EventRecord | undefined>;
}

/** Remembers what it has read, for as long as one batch. */
export function relatedIn(mailboxes: Documents, partition: string, changes: readonly Change[]): Related {
  const events = changes.flatMap(({ document }) => decodeListed(document) ?? []);
  const series = new Map(events.map((event) => [event.incarnation, Promise.resolve<EventRecord | undefined>(event)]));
  const byDocument = new Map(events.map((event) => [event.id, Promise.resolve<EventRecord | undefined>(event)]));

  async function find(incarnation: string): Promise<EventRecord | undefined> {
    const found = await mailboxes.query(partition, {
      where: {
        is: 'and',
        conditions: [
          { is: 'eq', property: 'incarnation', value: incarnation },
          { is: 'eq', property: 'listed', value: true },
        ],
      },
      orderBy: [],
      limit: 1,
    });
    return decodeListed(found[0]);
  }

  return {
    seriesOf: (incarnation) => once(series, incarnation, () => find(incarnation)),
    eventOf: (document) => once(byDocument, document, async () => decodeListed(await mailboxes.read(partition, document))),
  };
}

function once<T>(known: Map<string, Promise<T>>, key: string, read: () => Promise<T>): Promise<T> {
  const before = known.get(key);
  if (before !== undefined) return before;
  const reading = read();
  known.set(key, reading);
  return reading;
}
