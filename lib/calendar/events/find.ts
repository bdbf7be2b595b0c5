// Finds events by the ids that other systems have for them (iCalUId, transactionId).
import type { Condition, Documents, PropertyPath } from '../../stores/documents.ts';
import { decodeListed, type EventRecord } from './record/eventRecord.ts';
import { mailboxPartition, type Mailbox } from '../mailbox.ts';

/** The paths of the properties that events are found by; each has its index in `infra/cosmos-containers.json`. */
const paths = { iCalUId: 'iCalUId', transactionId: 'properties.transactionId' } as const satisfies Record<string, PropertyPath>;

export type FoundBy = keyof typeof paths;

/** How many events are read at most. Callers need a single one; the others show whether the caller may see exactly one of them. */
export const maxFound = 10;

/** Finds series and single events. An occurrence has no document before somebody writes to it; callers find it through its series. */
export async function findEvents(
  documents: Documents,
  mailbox: Mailbox,
  property: FoundBy,
  value: string,
  more?: Condition,
): Promise<readonly EventRecord[]> {
  const found = await documents.query(mailboxPartition(mailbox), {
    where: {
      is: 'and',
      conditions: [
        { is: 'eq', property: paths[property], value },
        // Means `listed` is true. Written as an equality, it could make the store choose an index of all events of the mailbox instead.
        { is: 'ne', property: 'listed', value: false },
        ...(more === undefined ? [] : [more]),
      ],
    },
    orderBy: [],
    limit: maxFound,
  });
  return found.flatMap((document) => decodeListed(document) ?? []);
}
