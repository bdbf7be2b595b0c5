// Decides what a subscription is told of a change, by what it was told before: pure (contract, section 12, the table of changes).
import type { ChangeType, Subscription } from '../../subscriptions/subscription.ts';
import { newForDays } from '../../../runtime/limits/notifications.ts';
import { msPerDay } from '../../../runtime/clock.ts';
import { holds } from '../../../stores/holds.ts';
import type { Seen } from './seen.ts';

/** What a subscription knows of a thing: `shown` is told as being there, `hidden` doesn't match its filter, `gone` is told as deleted. */
export const toldStates = ['shown', 'hidden', 'gone'] as const;
export type ToldState = (typeof toldStates)[number];

/** What was told of one incarnation. */
export interface Told {
  readonly incarnation: string;
  readonly state: ToldState;
  /** Of which version that was told; of what has left the watched calendar, when it left. */
  readonly version: string;
  /** How often the thing has come back, or gone again, before: a further creation or deletion is told as another one. */
  readonly round: number;
}

/**
 * What is to be told now, if the subscription asks for such changes; and what is known from then on, where that is something else. `round`
 * tells creations and deletions of one thing apart.
 */
export interface Decision {
  readonly tells?: ChangeType;
  readonly knows?: Told;
  readonly round: number;
}

type Asking = Pick<Subscription, 'watched' | 'filter' | 'changeTypes' | 'created'>;

/** Whether the subscription may have to be told of the thing: it watches it, or did while it lay in another calendar. */
export function covers({ watched, created }: Asking, seen: Seen): boolean {
  if (watched.of === 'messages') return seen.of === 'message';
  if (seen.of === 'message' || (watched.of === 'attachments') !== (seen.of === 'attachment')) return false;
  if (watched.of !== 'events' && watched.event !== seen.eventDocument) return false;
  return watched.calendar === undefined || watched.calendar === seen.calendar || hasLeft({ watched, created }, seen);
}

/** Whether the thing has left the watched calendar since the subscription was made. */
const hasLeft = ({ watched, created }: Pick<Asking, 'watched' | 'created'>, { calendar, left }: Seen): boolean =>
  watched.of !== 'messages' &&
  watched.calendar !== undefined &&
  watched.calendar !== calendar &&
  left.some((each) => each.calendar === watched.calendar && each.at >= created);

/**
 * Whether what was told of the thing has to be known to decide: only the latest version of it can be read, and neither `created` nor what a
 * filter or a calendar lets go is in that.
 */
export function remembers(subscription: Asking, seen: Seen): boolean {
  const { watched, filter, changeTypes } = subscription;
  if (filter !== undefined || watched.of === 'attachments' || hasLeft(subscription, seen)) return true;
  return changeTypes.includes('created') && seen.of !== 'occurrence';
}

/** Decides. `told`: what is remembered, if it is there. `now`: milliseconds since 1970. */
export function decide(subscription: Asking, seen: Seen, told: Told | undefined, now: number): Decision {
  const before = told?.incarnation === seen.incarnation ? told : undefined;
  const { tells, knows } = seen.isAlive
    ? ofLiving(subscription, seen, { before, isAnew: told !== undefined && before === undefined }, now)
    : ofGone(subscription, seen, before);
  const isKnown = knows === undefined || (before?.state === knows.state && before.version === knows.version);
  return {
    round: knows?.round ?? 0,
    ...(tells !== undefined && isAsked(subscription, seen, tells) && { tells }),
    ...(!isKnown && remembers(subscription, seen) && { knows }),
  };
}

type Deciding = Pick<Decision, 'tells' | 'knows'>;

/** Of messages nothing is told but that they come. */
const isAsked = ({ changeTypes }: Asking, { of }: Seen, tells: ChangeType): boolean =>
  changeTypes.includes(tells) && (of !== 'message' || tells === 'created');

/** When the thing has last left the watched calendar; `''` where it hasn't. */
function leftAt(subscription: Asking, seen: Seen): string {
  const { watched } = subscription;
  if (watched.of === 'messages' || !hasLeft(subscription, seen)) return '';
  return seen.left.find(({ calendar }) => calendar === watched.calendar)?.at ?? '';
}

/** Of what is gone: `version` says that it has left the calendar before, and when, so that the same is told once. */
function goneNow({ incarnation }: Seen, before: Told | undefined, version: string): Required<Pick<Decision, 'knows'>> & Deciding {
  const isTold = before?.state === 'gone' && before.version === version;
  const round = (before?.round ?? 0) + (before?.state === 'gone' && !isTold ? 1 : 0);
  const knows: Told = { incarnation, state: 'gone', version, round };
  return { knows, ...(!isTold && before?.state !== 'hidden' && { tells: 'deleted' }) };
}

function ofGone(subscription: Asking, seen: Seen, before: Told | undefined): Deciding {
  // What was gone before the subscription comes late, or its tombstone was written to again.
  if ((seen.gone ?? '') < subscription.created) return {};
  return goneNow(seen, before, leftAt(subscription, seen));
}

interface Before {
  /** What was told of this incarnation. */
  readonly before: Told | undefined;
  /** Whether something was told of another one. */
  readonly isAnew: boolean;
}

function ofLiving(subscription: Asking, seen: Seen, known: Before, now: number): Deciding {
  const { before } = known;
  const { incarnation, version } = seen;
  const { round = 0 } = before ?? {};
  if (isThere(subscription, seen)) {
    if (before?.state === 'shown') return before.version === version ? { knows: before } : { tells: 'updated', knows: before };
    const knows: Told = { incarnation, state: 'shown', version, round: before === undefined ? 0 : round + 1 };
    return { ...tellingOf(subscription, seen, known, now), knows };
  }
  const left = leftAt(subscription, seen);
  if (left !== '') return goneNow(seen, before, left);
  const knows: Told = before?.state === 'hidden' ? before : { incarnation, state: 'hidden', version, round };
  return { ...(before?.state === 'shown' && { tells: 'deleted' }), knows };
}

/** Whether the thing is in what the subscription watches, and matches its filter. */
function isThere({ watched, filter }: Asking, { calendar, shown }: Seen): boolean {
  const isWithin = watched.of === 'messages' || watched.calendar === undefined || watched.calendar === calendar;
  return isWithin && (filter === undefined || shown === undefined || holds(filter, shown()));
}

/** What is told of a thing that isn't told as being there. */
function tellingOf(subscription: Asking, seen: Seen, { before, isAnew }: Before, now: number): Pick<Decision, 'tells'> {
  if (seen.of === 'occurrence') return { tells: 'updated' };
  if (before?.state === 'gone' || isAnew) return { tells: 'created' };
  if (!remembers(subscription, seen)) return { tells: seen.isPristine ? 'created' : 'updated' };
  if (isNew(subscription, seen, now)) return { tells: 'created' };
  return seen.isPristine ? {} : { tells: 'updated' };
}

/** Whether the thing was made, or came into the watched calendar, after the subscription. */
function isNew({ watched, filter, created }: Asking, seen: Seen, now: number): boolean {
  const came = watched.of !== 'messages' && watched.calendar !== undefined ? (seen.left.at(-1)?.at ?? '') : '';
  const since = came > seen.created ? came : seen.created;
  // Another instance's clock may be behind; the store's, which counts whole seconds, isn't.
  const isLater = since > created || (seen.isPristine && seen.writtenAt > Date.parse(created) + 1000);
  const isForgotten = filter === undefined && Date.parse(since) < now - newForDays * msPerDay;
  return isLater && !isForgotten;
}
