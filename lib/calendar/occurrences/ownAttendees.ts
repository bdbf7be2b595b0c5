// Who attends an occurrence that has attendees of its own: they are laid over its series' as these were then, and go on following them.
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { Attendee, EventProperties } from '../events/record/eventProperties.ts';
import { addressOf, unanswered } from '../events/attendees.ts';
import { sortableTimes } from '../events/record/times.ts';

/** What an occurrence would have had of its series when it got attendees of its own. */
export const seriesThen = z.object({
  /** Addresses of the series' attendees, in lower case. */
  invited: z.array(z.string()),
  /** Where the series had it: points in time in UTC. */
  start: z.string(),
  end: z.string(),
  /** Nothing but answers is its own: whom it names, and as what, goes on being its series'. */
  answersOnly: z.literal(true).optional(),
});

export type SeriesThen = z.infer<typeof seriesThen>;

type Sensitivity = EventProperties['sensitivity'];

/** What an occurrence has of its own beside attendees, as far as it says who attends. */
interface Own {
  readonly sensitivity?: Sensitivity | undefined;
  readonly start?: unknown;
  readonly end?: unknown;
}

/** What to remember of the inherited properties beside attendees of the occurrence's own; `own` is what else it has of its own. */
export const seriesNow = (inherited: EventProperties, attendees: readonly Attendee[], own: Own): SeriesThen => ({
  invited: inherited.attendees.flatMap((attendee) => addressOf(attendee) ?? []),
  ...sortableTimes(inherited),
  ...(!isClosed(own) && !isMoved(own) && isSameButForAnswers(attendees, inherited.attendees) && { answersOnly: true }),
});

const isSameButForAnswers = (attendees: readonly Attendee[], others: readonly Attendee[]): boolean =>
  isDeepStrictEqual(attendees.map(unanswered), others.map(unanswered));

const isMoved = ({ start, end }: Own): boolean => start !== undefined || end !== undefined;

/**
 * The occurrence's own attendees by what its series has become: who was invited to that since is invited here, who was let go there is
 * gone here, and who was found there is known here. Into one that is private by itself nobody comes by the series. Where the series has
 * moved the occurrence with it, all are asked anew. Where answers alone are its own, each counts until its attendee answers the series.
 */
export function attendeesOf(own: Partial<EventProperties>, then: SeriesThen | undefined, inherited: EventProperties): readonly Attendee[] {
  const { attendees = [] } = own;
  if (then?.answersOnly === true) return hasMoved(own, then, inherited) ? inherited.attendees : withAnswers(inherited.attendees, attendees);
  const now = new Map(inherited.attendees.map((attendee) => [addressOf(attendee), attendee]));
  const invited: ReadonlySet<string | undefined> = new Set(then?.invited);
  const kept = attendees
    .filter((attendee) => !invited.has(addressOf(attendee)) || now.has(addressOf(attendee)))
    .map((attendee) => {
      const userId = attendee.userId ?? now.get(addressOf(attendee))?.userId;
      return userId === undefined ? attendee : { ...attendee, userId };
    });
  const named: ReadonlySet<string | undefined> = new Set(attendees.map(addressOf));
  const added = inherited.attendees.filter((attendee) => !invited.has(addressOf(attendee)) && !named.has(addressOf(attendee)));
  const all = then === undefined || isClosed(own) ? kept : [...kept, ...added];
  return hasMoved(own, then, inherited) ? all.map(unanswered) : all;
}

/** The properties of an occurrence's document that attendees of its own have brought. */
export const ownAttendeesOf = (stored: { readonly seriesThen?: unknown; readonly attendees?: unknown } | undefined): readonly string[] =>
  (['seriesThen', 'attendees'] as const).filter((name) => stored?.[name] !== undefined);

/** Each with the answer that was given last: to the occurrence, or to its series. */
function withAnswers(attendees: readonly Attendee[], answered: readonly Attendee[]): readonly Attendee[] {
  const answers = new Map(answered.map((each) => [addressOf(each), each.status]));
  return attendees.map((attendee) => {
    const status = answers.get(addressOf(attendee));
    return status !== undefined && status.time > attendee.status.time ? { ...attendee, status } : attendee;
  });
}

/** Whether the occurrence is private by itself, whatever its series is: it has attendees of its own then, whoever they are. */
export const isClosed = ({ sensitivity }: Pick<Own, 'sensitivity'>): boolean => sensitivity === 'private';

/** An occurrence may be more private than its series, never less: of a private series all is private (contract, section 7). */
export const sensitivityOf = (own: Pick<Own, 'sensitivity'>, series: { readonly sensitivity: Sensitivity }): Sensitivity =>
  series.sensitivity === 'private' ? 'private' : (own.sensitivity ?? series.sensitivity);

/** Whether the series has another time for it than then, which the occurrence hasn't left for a time of its own. */
function hasMoved(own: Partial<EventProperties>, then: SeriesThen | undefined, inherited: EventProperties): boolean {
  if (then === undefined || isMoved(own)) return false;
  const { start, end } = sortableTimes(inherited);
  return start !== then.start || end !== then.end;
}
