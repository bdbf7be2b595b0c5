// Who attends an occurrence that has attendees of its own: they are laid over its series' as these were then, and go on following them.
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
});

export type SeriesThen = z.infer<typeof seriesThen>;

/** What to remember of the inherited properties beside attendees of the occurrence's own. */
export const seriesNow = (inherited: EventProperties): SeriesThen => ({
  invited: inherited.attendees.flatMap((attendee) => addressOf(attendee) ?? []),
  ...sortableTimes(inherited),
});

/**
 * The occurrence's own attendees by what its series has become: who was invited to that since is invited here, who was let go there is
 * gone here, and who was found there is known here. Into one that is private by itself nobody comes by the series. Where the series has moved the occurrence with it, all are asked anew.
 */
export function attendeesOf(own: Partial<EventProperties>, then: SeriesThen | undefined, inherited: EventProperties): readonly Attendee[] {
  const { attendees = [] } = own;
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
  const all = then === undefined || isClosed(own, inherited) ? kept : [...kept, ...added];
  return hasMoved(own, then, inherited) ? all.map(unanswered) : all;
}

/** The properties of an occurrence's document that attendees of its own have brought. */
export const ownAttendeesOf = (stored: { readonly seriesThen?: unknown; readonly attendees?: unknown } | undefined): readonly string[] =>
  (['seriesThen', 'attendees'] as const).filter((name) => stored?.[name] !== undefined);

/** Whether the occurrence is private where its series isn't: it has attendees of its own then, whatever they are. */
export const isClosed = (own: Pick<Partial<EventProperties>, 'sensitivity'>, inherited: EventProperties): boolean =>
  own.sensitivity === 'private' && inherited.sensitivity !== 'private';

/** Whether the series has another time for it than then, which the occurrence hasn't left for a time of its own. */
function hasMoved(own: Partial<EventProperties>, then: SeriesThen | undefined, inherited: EventProperties): boolean {
  if (then === undefined || own.start !== undefined || own.end !== undefined) return false;
  const { start, end } = sortableTimes(inherited);
  return start !== then.start || end !== then.end;
}
