// Works out who attends an occurrence with attendees of its own: who joins or leaves the series later joins or leaves it, too.
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { Attendee, EventProperties } from '../events/record/eventProperties.ts';
import { addressOf, unanswered } from '../events/attendees.ts';
import { sortableTimes } from '../events/record/times.ts';

/** What an occurrence inherited from its series when it got attendees of its own. */
export const seriesSnapshot = z.object({
  /** Addresses of the series' attendees, in lower case. */
  invited: z.array(z.string()),
  /** The times that the series gave the occurrence, in UTC. */
  start: z.string(),
  end: z.string(),
  /** Only answers are the occurrence's own; who is invited, and how, is still inherited from its series. */
  answersOnly: z.literal(true).optional(),
  /** When the occurrence last got another time by itself, in UTC: answers to the series that aren't later were to the former time. */
  answersSince: z.string().optional(),
});

export type SeriesSnapshot = z.infer<typeof seriesSnapshot>;

type Sensitivity = EventProperties['sensitivity'];

/** The occurrence's own properties, beside attendees, that affect who attends. */
interface Own {
  readonly sensitivity?: Sensitivity | undefined;
  readonly start?: unknown;
  readonly end?: unknown;
}

/** What is stored of the inherited properties together with the occurrence's own attendees. */
export const takeSeriesSnapshot = (
  inherited: EventProperties,
  attendees: readonly Attendee[],
  { sensitivity, answersSince }: Pick<Own, 'sensitivity'> & Pick<SeriesSnapshot, 'answersSince'>,
): SeriesSnapshot => ({
  invited: inherited.attendees.flatMap((attendee) => addressOf(attendee) ?? []),
  ...sortableTimes(inherited),
  ...(!isPrivateItself({ sensitivity }) && isSameButForAnswers(attendees, inherited.attendees) && { answersOnly: true }),
  ...(answersSince !== undefined && { answersSince }),
});

const isSameButForAnswers = (attendees: readonly Attendee[], others: readonly Attendee[]): boolean =>
  isDeepStrictEqual(attendees.map(neverAnswered), others.map(neverAnswered));

const neverAnswered = ({ answered: _, proposedNewTime: __, invited: ___, ...attendee }: Attendee): Attendee => unanswered(attendee);

const isMoved = ({ start, end }: Own): boolean => start !== undefined || end !== undefined;

/**
 * The occurrence's own attendees, brought up to date with its series: whoever was added to the series since is added, whoever was removed
 * there is removed, and whoever was found there has the object id here. If the occurrence itself is private, the series adds nobody. If the
 * series' times have moved the occurrence, all answers are reset; so is that of who was taken off the series and is invited again. Where only answers are the occurrence's own, each counts until its
 * attendee answers the series, and whoever hasn't answered it follows the series.
 */
export function attendeesOf(
  own: Partial<EventProperties>,
  then: SeriesSnapshot | undefined,
  inherited: EventProperties,
): readonly Attendee[] {
  const { attendees = [] } = own;
  if (then?.answersOnly === true)
    return hasMoved(own, then, inherited) ? inherited.attendees : withAnswers(answeredSince(inherited.attendees, then), attendees);
  const now = new Map(inherited.attendees.map((attendee) => [addressOf(attendee), attendee]));
  const invited: ReadonlySet<string | undefined> = new Set(then?.invited);
  const kept = attendees
    .filter((attendee) => !invited.has(addressOf(attendee)) || now.has(addressOf(attendee)))
    .map((attendee) => {
      const inSeries = now.get(addressOf(attendee));
      const userId = attendee.userId ?? inSeries?.userId;
      const known = userId === undefined ? attendee : { ...attendee, userId };
      return invited.has(addressOf(attendee)) && isToFormer(attendee, inSeries) ? unanswered(known) : known;
    });
  const named: ReadonlySet<string | undefined> = new Set(attendees.map(addressOf));
  const added = inherited.attendees.filter((attendee) => !invited.has(addressOf(attendee)) && !named.has(addressOf(attendee)));
  const all = then === undefined || isPrivateItself(own) ? kept : [...kept, ...added];
  return hasMoved(own, then, inherited) ? all.map(unanswered) : all;
}

/** The properties of an occurrence's document that are stored together with attendees of its own. */
export const ownAttendeesOf = (
  stored: { readonly seriesSnapshot?: unknown; readonly attendees?: unknown } | undefined,
): readonly string[] => (['seriesSnapshot', 'attendees'] as const).filter((name) => stored?.[name] !== undefined);

/** The series' attendees with those of their answers that count for an occurrence which got another time by itself. */
const answeredSince = (attendees: readonly Attendee[], { answersSince }: SeriesSnapshot): readonly Attendee[] =>
  answersSince === undefined ? attendees : attendees.map((each) => (each.status.time > answersSince ? each : unanswered(each)));

/** The attendees, each with the later of the answers to the occurrence and to its series. */
function withAnswers(attendees: readonly Attendee[], answered: readonly Attendee[]): readonly Attendee[] {
  const answers = new Map(answered.map((each) => [addressOf(each), each]));
  return attendees.map((attendee) => {
    const own = answers.get(addressOf(attendee));
    if (own === undefined || own.status.time <= attendee.status.time || isToFormer(own, attendee)) return attendee;
    const { status, answered: number, proposedNewTime } = own;
    return {
      ...unanswered(attendee),
      status,
      ...(number !== undefined && { answered: number }),
      ...(proposedNewTime && { proposedNewTime }),
    };
  });
}

/** Whether an answer to the occurrence was given before its series took the attendee off and invited them again. */
const isToFormer = ({ status }: Attendee, inSeries: Attendee | undefined): boolean =>
  inSeries?.invited !== undefined && status.time <= inSeries.invited;

/** Whether the occurrence itself is private, whatever its series is; then its attendees are its own, even where they are the series'. */
export const isPrivateItself = ({ sensitivity }: Pick<Own, 'sensitivity'>): boolean => sensitivity === 'private';

/** An occurrence may be more private than its series, never less: of a private series all is private (contract, section 7). */
export const sensitivityOf = (own: Pick<Own, 'sensitivity'>, series: { readonly sensitivity: Sensitivity }): Sensitivity =>
  series.sensitivity === 'private' ? 'private' : (own.sensitivity ?? series.sensitivity);

/** Whether the series now gives the occurrence another time than then, and the occurrence has no times of its own. */
function hasMoved(own: Partial<EventProperties>, then: SeriesSnapshot | undefined, inherited: EventProperties): boolean {
  if (then === undefined || isMoved(own)) return false;
  const { start, end } = sortableTimes(inherited);
  return start !== then.start || end !== then.end;
}
