// People who subscribe in this process: a household whose service may ask receivers on this machine, and a receiver.
import { expect } from 'vitest';
import { startHousehold, type Household } from '../people/household.ts';
import type { Clock } from '../../../lib/runtime/clock.ts';
import type { Caller } from '../../../lib/access/tokens/caller.ts';
import type { InstanceAnswer } from '../stores/instances.ts';
import { startReceiver, type TestReceiver } from './receiver.ts';

export interface Subscribers {
  readonly house: Household;
  readonly receiver: TestReceiver;
  /** A body that makes a subscription to one's own events, with what differs. */
  wanted(more?: object): object;
  /** Asks for a subscription. */
  subscribe(caller: Caller, more?: object): Promise<InstanceAnswer>;
  /** The same; resolves to its id, and fails the test unless it was made. */
  subscribed(caller: Caller, more?: object): Promise<string>;
  close(): Promise<void>;
}

export const subscriptionsPath = '/v1.0/subscriptions';

export const minutesFrom = (now: number, minutes: number): string => new Date(now + minutes * 60_000).toISOString();

/** The local stack's settings, by which the service asks receivers by `http://localhost`. */
const local = { AUTHORITY: 'http://localhost' };

export async function startSubscribers(clock: Clock = () => Date.now()): Promise<Subscribers> {
  const [house, receiver] = await Promise.all([startHousehold(clock, local), startReceiver()]);
  const wanted: Subscribers['wanted'] = (more = {}) => ({
    changeType: 'created,updated,deleted',
    notificationUrl: `${receiver.url}/notify`,
    resource: 'me/events',
    expirationDateTime: minutesFrom(clock(), 60),
    ...more,
  });
  const subscribe: Subscribers['subscribe'] = (caller, more) => house.instance.send(caller, 'POST', subscriptionsPath, wanted(more));
  return {
    house,
    receiver,
    wanted,
    subscribe,
    async subscribed(caller, more) {
      const made = await subscribe(caller, more);
      expect(made.status, made.text).toBe(201);
      return String(made.json.id);
    },
    async close() {
      await Promise.all([house.close(), receiver.stop()]);
    },
  };
}

/** Status, code and message of an answer in this process. */
export function refusalOf({ status, json: { error } }: InstanceAnswer): readonly [number, unknown, unknown] {
  const { code, message } = typeof error === 'object' && error !== null ? (error as Readonly<Record<string, unknown>>) : {};
  return [status, code, message];
}
