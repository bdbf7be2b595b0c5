// Someone whose events are watched by a subscription: changes them all at once, and times what comes to the receiver.
import { setTimeout } from 'node:timers/promises';
import { startReceiver } from '../../support/receivers/receiver.ts';
import type { Side } from './sides.ts';
import type { Caller } from './world.ts';

/** Who tells of a change, each at a path of its own. */
export type Teller = 'ours' | 'floor';

export interface Watched {
  /** The address that the floor tells. */
  readonly floorUrl: string;
  /** Milliseconds from the answer to a change until the POST that tells of it, of each event and teller. Throws where one doesn't come. */
  change(by: readonly Teller[], patience?: number): Promise<Readonly<Record<Teller, readonly number[]>>>;
  /** Changes until these tell, who may not have begun to follow the feed. */
  begin(by: readonly Teller[]): Promise<void>;
  stop(): Promise<void>;
}

/** Events of the person's, so many that a burst has more than one and a batch of the feed takes them all. */
export const burst = 8;

interface Told {
  readonly value: readonly { readonly resourceData?: { readonly id: string } }[];
}

export async function watch(caller: Caller, side: Pick<Side, 'url'>): Promise<Watched> {
  const receiver = await startReceiver();
  const waiting = new Map<string, (at: number) => void>();
  receiver.answer = ({ path, body, validationToken }, response) => {
    const at = performance.now();
    response.writeHead(validationToken === undefined ? 202 : 200, { 'Content-Type': 'text/plain' }).end(validationToken);
    if (validationToken !== undefined) return;
    for (const { resourceData } of (JSON.parse(body) as Told).value) waiting.get(`${path} ${resourceData?.id ?? ''}`)?.(at);
  };
  const time = { dateTime: '2027-03-01T09:00:00', timeZone: 'UTC' };
  const ids: string[] = [];
  while (ids.length < burst) ids.push(String((await caller.must(side, 'POST', '/me/events', { start: time, end: time })).id));
  await caller.must(side, 'POST', '/subscriptions', {
    changeType: 'updated',
    notificationUrl: `${receiver.url}/ours`,
    resource: 'me/events',
    expirationDateTime: new Date(Date.now() + 2 * 3_600_000).toISOString(),
  });

  async function told(teller: Teller, id: string, patience: number): Promise<number> {
    const came = new Promise<number>((resolve) => waiting.set(`/${teller} ${id}`, resolve));
    const at = await Promise.race([came, setTimeout(patience, undefined, { ref: false })]);
    if (at === undefined) throw new Error(`${teller} told nothing of a change within ${patience} ms.`);
    return at;
  }
  let changes = 0;
  const change: Watched['change'] = async (by, patience = 30_000) => {
    const took: Record<Teller, number[]> = { ours: [], floor: [] };
    const changed = async (id: string): Promise<void> => {
      const coming = by.map((teller) => told(teller, id, patience));
      await caller.must(side, 'PATCH', `/me/events/${id}`, { subject: `change ${++changes}` });
      const began = performance.now();
      const times = await Promise.all(coming);
      for (const [at, teller] of by.entries()) took[teller].push((times[at] ?? NaN) - began);
    };
    await Promise.all(ids.map(changed));
    return took;
  };
  return {
    floorUrl: `${receiver.url}/floor`,
    change,
    async begin(by) {
      for (let left = 10; ; left--) {
        try {
          await change(by, 4_000);
          return;
        } catch (error) {
          if (left === 0) throw error;
        }
      }
    },
    stop: () => receiver.stop(),
  };
}
