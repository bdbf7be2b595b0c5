// What free/busy tells of an event, and how strong each status is.
import type { EventProperties } from '../events/record/eventProperties.ts';

export type Status = EventProperties['showAs'];

/** A stretch of time, in milliseconds since 1970 UTC. */
export interface Stretch {
  readonly startUtc: number;
  readonly endUtc: number;
}

/** An event or an occurrence in somebody's default calendar. */
export interface BusyItem extends Stretch {
  readonly status: Status;
  readonly sensitivity: EventProperties['sensitivity'];
  readonly subject: string | null;
  /** The location's displayName. */
  readonly location: string;
}

/** Weakest first; `unknown` counts as tentative (contract, section 14). */
const byStrength: readonly Status[] = ['free', 'workingElsewhere', 'unknown', 'tentative', 'busy', 'oof'];

export const strengthOf = (status: Status): number => byStrength.indexOf(status);

/** Whether two stretches have time in common. One without length touches the stretch in which it lies, and the one that begins there. */
export const touches = (item: Stretch, { startUtc, endUtc }: Stretch): boolean =>
  item.startUtc < endUtc && (item.endUtc > startUtc || item.startUtc >= startUtc);
