// How long a subscription lives, and when its creator is asked to renew it: pure.
import { secondsPerDay } from '../../runtime/clock.ts';
import { subscriptionMinutes } from '../../runtime/limits/subscriptions.ts';
import { invalidSubscription, notOffered } from './refusals.ts';
import type { Subscription } from './subscription.ts';

const minute = 60_000;
const hour = 60 * minute;
const quarterHour = 15 * minute;

/**
 * When a subscription expires that is asked to expire then; all in milliseconds since 1970 UTC. What is less than 45 minutes away becomes
 * 45 minutes. Throws 400 for the past, and for what is more than `minutes` away.
 */
export function expiryOf(asked: number, now: number, minutes: number): number {
  if (asked <= now) throw invalidSubscription("The property 'expirationDateTime' must lie in the future.");
  if (asked > now + minutes * minute) throw notOffered(`Subscription expiration can only be ${minutes} minutes in the future.`);
  return Math.max(asked, now + subscriptionMinutes.min * minute);
}

/** When the first `reauthorizationRequired` is due of a subscription that is made or renewed now, in seconds since 1970 UTC: a quarter before its end. */
export const firstDue = (renewed: number, expires: number): number => Math.floor((expires - (expires - renewed) / 4) / 1000);

/**
 * When the next one is due after the one of `due`: every 15 minutes in the last hour; at last when the subscription has expired and is forgotten.
 * `due` and the result are in seconds, the others in milliseconds.
 */
export function dueAfterTold(due: number, now: number, expires: number): number {
  const after = due * 1000 + quarterHour;
  const next = Math.max(after > now ? after : now + quarterHour, expires - hour);
  return Math.ceil(Math.min(next, expires) / 1000);
}

/** When the next one is due of a subscription that is reauthorized now: the first one, unless its time has come already. */
export function dueAfterReauthorizing({ renewed, expires }: Pick<Subscription, 'renewed' | 'expires'>, now: number): number | undefined {
  const due = firstDue(Date.parse(renewed), Date.parse(expires));
  return due * 1000 > now ? due : undefined;
}

/** The `ttl` of what is written now and is to be kept until a day after the expiry: the store counts it from the write on. */
export const ttlUntil = (expires: number, now: number): number => Math.ceil((expires - now) / 1000) + secondsPerDay;
