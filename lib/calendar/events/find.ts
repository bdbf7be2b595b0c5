// Finding an event by what other systems know it by, where its id isn't known.
import type { Condition, Documents, PropertyPath } from '../../stores/documents.ts';
import { decodeEvent, type EventRecord } from './record/eventRecord.ts';
import { mailboxPartition, type Mailbox } from '../mailbox.ts';

/** Where the properties lie that events are found by; each has its index in `infra/cosmos-containers.json`. */
const paths = { iCalUId: 'iCalUId', transactionId: 'properties.transactionId' } as const satisfies Record<string, PropertyPath>;

export type FoundBy = keyof typeof paths;

/** More than one is too many already; the rest says whether what the caller may see among them is one. */
export const maxFound = 10;

/** Series and single events: an occurrence has no document before it is written to, and is found by way of its series. */
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
        // Whether it is listed, in other words: an equality would let an index of all events of the mailbox seem as good.
        { is: 'ne', property: 'listed', value: false },
        ...(more === undefined ? [] : [more]),
      ],
    },
    orderBy: [],
    limit: maxFound,
  });
  return found.flatMap((document) => decodeEvent(document) ?? []);
}
