// Decides whether a caller is told that an event isn't there any more: if it may have seen the event since the link (contract, section 11).
import { maxLeftCalendars } from '../../calendar/events/record/memory.ts';
import { spareSeconds } from '../../runtime/limits/changes.ts';
import type { Round } from './round.ts';
import type { Scope } from './scope.ts';
import type { Tracked } from './tracked.ts';

/** How long an event was in a calendar, and until when it was seen there by who doesn't see what is private. ISO 8601, UTC. */
interface Stay {
  readonly calendar: string;
  readonly since: string;
  /** Undefined while it lasts. */
  readonly until: string | undefined;
  readonly hiddenSince: string | undefined;
}

const spareMs = spareSeconds * 1000;

/**
 * Whether the caller may have seen an event that isn't shown by this delta, so that its `@removed` is due; `unknown` where the event has
 * forgotten too much. Nothing is due of what was made after the request's link (60 s to spare), was never in the delta's calendars since
 * `base`, or was private to the caller all that time.
 */
export function mayHaveSeen(
  event: Tracked,
  scope: Pick<Scope, 'sees'>,
  { base, issued }: Pick<Round, 'base' | 'issued'>,
): boolean | 'unknown' {
  const made = event.knownSince ?? event.created;
  if (Date.parse(made) >= issued + spareMs) return false;
  const since = new Date(base - spareMs).toISOString();
  if (staysOf(event, made).some((stay) => wasSeen(stay, scope, since))) return true;
  const { leftCalendars: left = [] } = event;
  return left.length >= maxLeftCalendars && (left[0]?.at ?? '') > since ? 'unknown' : false;
}

function staysOf({ calendar, leftCalendars: left = [], hiddenSince }: Tracked, made: string): readonly Stay[] {
  const begins = [made, ...left.map(({ at }) => at)];
  return [
    ...left.map(({ calendar: former, at, hiddenSince: hidden }, place) => ({
      calendar: former,
      since: begins[place] ?? made,
      until: at,
      hiddenSince: hidden,
    })),
    { calendar, since: begins.at(-1) ?? made, until: undefined, hiddenSince },
  ];
}

function wasSeen({ calendar, since: began, until, hiddenSince }: Stay, { sees }: Pick<Scope, 'sees'>, since: string): boolean {
  const seen = sees(calendar);
  if (seen === undefined) return false;
  const hidden = seen === 'all' ? undefined : hiddenSince;
  // What was private when it came was never shown here.
  if (hidden !== undefined && hidden <= began) return false;
  const ended = earlier(until, hidden);
  return ended === undefined || ended > since;
}

const earlier = (a: string | undefined, b: string | undefined): string | undefined =>
  a === undefined ? b : b === undefined || a < b ? a : b;
