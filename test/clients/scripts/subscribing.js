// What steps of subscriptions share: where notifications are sent, how long for, and what was told there.
import { setTimeout } from 'node:timers/promises';
import { env } from 'node:process';
import { must } from './report.js';

export const inMinutes = (minutes) => new Date(Date.now() + minutes * 60_000);

/** The address of a receiver that answers handshakes, and is no other step's. */
export const receiverAt = (name) => `${env.POSTBOX_URL}/${name}`;

const longestWait = 20_000;

/** The notifications that a receiver got, once there is one. Throws if none has come after 20 s. */
export async function toldAt(receiver) {
  const until = Date.now() + longestWait;
  for (;;) {
    const bodies = await (await globalThis.fetch(receiver)).json();
    if (bodies.length > 0) return bodies.flatMap(({ value }) => value);
    must(Date.now() < until, 'a notification has come');
    await setTimeout(100);
  }
}
