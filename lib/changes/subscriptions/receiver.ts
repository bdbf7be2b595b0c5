// The handshake: a receiver shows that it wants notifications by sending back what only it has been sent.
import { invalidSubscription, notValidated } from './refusals.ts';
import { judge, type Boundaries } from '../../outgoing/target.ts';
import type { Outgoing, OutgoingAnswer } from '../../outgoing/outgoing.ts';
import type { Randomness } from '../../runtime/clock.ts';
import { handshakeMs, maxReceiverUrlLength } from '../../runtime/limits/subscriptions.ts';

/** A URL that notifications are sent to, by the property that names it. */
export interface Receiver {
  readonly property: 'notificationUrl' | 'lifecycleNotificationUrl';
  readonly url: string;
}

/** Throws 400 that says why notifications can't be sent to a URL, as far as it says so itself. */
export function requireReceiver({ property, url }: Receiver, boundaries: Boundaries): void {
  const wrong = (why: string) => invalidSubscription(`The property '${property}' ${why}.`);
  const [, hub] = /^\s*(eventhub|eventgrid):/i.exec(url) ?? [];
  if (hub !== undefined) throw wrong(`names Azure ${/hub/i.test(hub) ? 'Event Hubs' : 'Event Grid'}, which this service does not send to`);
  if (url.length > maxReceiverUrlLength) throw wrong(`may have at most ${maxReceiverUrlLength} characters`);
  const target = judge(url, boundaries);
  if ('why' in target) throw wrong(target.why);
}

/**
 * Asks each receiver, in turn where two have the same URL, side by side otherwise. Throws 400 `ValidationError` for one that doesn't answer
 * 200, `text/plain`, with the token as it decodes it and nothing else, within 10 s.
 */
export async function shakeHands(outgoing: Outgoing, randomness: Randomness, receivers: readonly Receiver[]): Promise<void> {
  const byUrl = Map.groupBy(receivers, ({ url }) => url);
  // All are waited for, so that none is still running when the caller has the answer.
  const outcomes = await Promise.allSettled(
    [...byUrl.values()].map(async (same) => {
      for (const receiver of same) await shakeHand(outgoing, randomness, receiver);
    }),
  );
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}

async function shakeHand(outgoing: Outgoing, randomness: Randomness, { property, url }: Receiver): Promise<void> {
  const token = `Validation: is this your address? Token: ${randomness(24).toString('base64url')}`;
  const { href, search } = new URL(url);
  const separator = search === '' ? (href.endsWith('?') ? '' : '?') : '&';
  const answer = await outgoing.post({
    url: `${href}${separator}validationToken=${encodeURIComponent(token)}`,
    headers: { 'Content-Type': 'text/plain; charset=utf-8' },
    body: new Uint8Array(),
    timeout: handshakeMs,
  });
  if (answer.is === 'timedOut') throw notValidated(`Subscription validation request timed out. It was sent to '${property}'.`);
  const wrong = faultOf(answer, token);
  if (wrong !== undefined)
    throw notValidated(
      `Subscription validation request failed. Notification endpoint must respond with 200 OK to validation request. '${property}' ${wrong}.`,
    );
}

/** What is wrong with an answer; undefined for the right one. Whether an address was refused or is dead, nobody learns. */
function faultOf(answer: OutgoingAnswer, token: string): string | undefined {
  if (answer.is !== 'answered') return 'could not be reached';
  if (answer.status !== 200) return `answered with status ${answer.status}`;
  if (!/^text\/plain(?:\s*;|\s*$)/i.test(answer.contentType ?? '')) return 'did not answer with text/plain';
  return Buffer.from(token).equals(answer.body) ? undefined : 'did not answer with the decoded token alone';
}
