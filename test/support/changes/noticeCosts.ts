// What one change of an event costs to notice and to tell: calls to the stores, request units and CPU time.
import { systemClock } from '../../../lib/runtime/clock.ts';
import { measured } from '../../../lib/runtime/meter.ts';
import type { StoredSubscription } from '../../../lib/changes/subscriptions/subscription.ts';
import type { Documents } from '../../../lib/stores/documents.ts';
import { anHour } from '../api/events.ts';
import type { Watching } from './watching.ts';

export interface NoticeCost {
  /** The calls, sorted: the store's name and the kind. */
  readonly calls: readonly string[];
  /** In request units. */
  readonly charge: number;
  /** Milliseconds of CPU that this process took, the emulator and the receiver in it included. */
  readonly cpuMs: number;
}

/** So many subscriptions are written at once. */
const atOnce = 50;

/** The cost of one update that so many subscriptions of somebody new are told of, each at a URL of its own unless they want another. */
export async function noticeCost(watching: Watching, count: number, wanted: Partial<StoredSubscription> = {}): Promise<NoticeCost> {
  const { household, receiver } = watching;
  const adele = await household.come('adele');
  const { id } = (await adele.must('POST', '/v1.0/me/events', { subject: 'plan', ...anHour })).json;
  await watching.pump();
  for (let begin = 0; begin < count; begin += atOnce)
    await Promise.all(
      Array.from({ length: Math.min(atOnce, count - begin) }, (_, at) =>
        watching.subscribe(adele, { notificationUrl: receiver.url(`/${adele.id}/${begin + at}`), ...wanted }),
      ),
    );
  await adele.must('PATCH', `/v1.0/me/events/${String(id)}`, { subject: 'warm' });
  await watching.pump();
  await adele.must('PATCH', `/v1.0/me/events/${String(id)}`, { subject: 'changed' });
  const batch = await watching.batch();
  const calls: string[] = [];
  const counted = (name: string, documents: Documents): Documents => ({
    ...documents,
    read: (...given) => (calls.push(`${name} read`), documents.read(...given)),
    query: (...given) => (calls.push(`${name} query`), documents.query(...given)),
    commit: (...given) => (calls.push(`${name} batch`), documents.commit(...given)),
  });
  const { mailboxes, notifications } = household.stores;
  const noticing = watching.process({ mailboxes: counted('mailbox', mailboxes), notifications: counted('told', notifications) });
  await noticing.notice([]);
  calls.length = 0;
  const before = process.cpuUsage();
  const { usage } = await measured(systemClock, async () => {
    await noticing.notice(batch);
    await noticing.idle();
  });
  const { user, system } = process.cpuUsage(before);
  return { calls: calls.toSorted(), charge: usage.charge, cpuMs: (user + system) / 1000 };
}
