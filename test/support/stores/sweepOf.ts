// The sweep of what a test has left in stores that all tests share. A sweep of everything there would do the work of thousands of other
// people, one after the other.
import { createServices, openStores, type Stores } from '../../../functions/compose/app.ts';
import { sweep } from '../../../lib/cleanup/sweep.ts';
import type { Documents, DueDocument } from '../../../lib/stores/documents.ts';
import { settingsOf } from './stores.ts';

/** All that may be due in a run. */
const most = 100_000;

/** The stores of a stack, and its sweep in this process. */
export interface SweptStores {
  readonly stores: Stores;
  /**
   * Does what is due of this partition of `mailboxes`, and the document of `directory` with this id if one is named, as a sweep would
   * `laterMs` from now. Throws what a sweep couldn't do.
   */
  sweepOf(partition: string, directoryId?: string, laterMs?: number): Promise<void>;
}

export async function openSweptStores(stack: Parameters<typeof settingsOf>[0]): Promise<SweptStores> {
  const stores = await openStores(settingsOf(stack));
  const { meetings, entries } = createServices(stores);
  return {
    stores,
    async sweepOf(partition, directoryId, laterMs = 0) {
      await sweep({
        ...stores,
        mailboxes: dueAlone(stores.mailboxes, (due) => due.partition === partition),
        directory: dueAlone(stores.directory, (due) => due.id === directoryId),
        meetings,
        entries,
        clock: () => Date.now() + laterMs,
        failed: (error) => {
          throw error;
        },
      });
    },
  };
}

/** The documents, of which only these are ever due. */
const dueAlone = (documents: Documents, concerns: (due: DueDocument) => boolean): Documents => ({
  ...documents,
  due: async (from, to, limit, kind) => (await documents.due(from, to, most, kind)).filter(concerns).slice(0, limit),
});
