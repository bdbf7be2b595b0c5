// Lets time pass for notifications that wait: the receiver's next trial, and what a process that died has left, is due at once.
import { BulkOperationType, type Container } from '@azure/cosmos';
import { z } from 'zod';

const waiting = z.array(z.object({ id: z.string(), subscription: z.string(), kind: z.string() }));

/** A second long ago. */
const past = 1;

export async function timePasses(notifications: Container): Promise<void> {
  const query = `SELECT c.id, c.subscription, c.kind FROM c WHERE c.due > 0 OR c.next > 0`;
  const { resources } = await notifications.items.query<unknown>(query).fetchAll();
  await notifications.items.executeBulkOperations(
    waiting.parse(resources).map(({ id, subscription, kind }) => ({
      operationType: BulkOperationType.Patch,
      id,
      partitionKey: subscription,
      resourceBody: { operations: [{ op: 'set', path: kind === 'receiver' ? '/next' : '/due', value: past }] },
    })),
  );
}
