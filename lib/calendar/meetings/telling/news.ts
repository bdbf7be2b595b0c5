// What attendees are told of an event, in short: what counts as news, and how often it was written.
import { createHash } from 'node:crypto';
import { timeOf } from '../../events/attendees.ts';
import type { EventRecord } from '../../events/record/eventRecord.ts';
import type { OccurrenceRecord } from '../../occurrences/occurrenceRecord.ts';

/** Characters of each hash (90 bits): there are few for each meeting, and each stands beside the people who were told it. */
const hashLength = 15;

const hashOf = (parts: readonly unknown[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, hashLength);

type Told = Pick<EventRecord, 'properties' | 'bodyContent'>;

/** What attendees get an update for, as in Exchange: the time, the subject, the places and the body. A body in a blob is told by its name. */
export function newsOf({ properties, bodyContent }: Told): string {
  const { subject, location, locations, body } = properties;
  return hashOf([timeOf(properties), subject, location, locations, body, bodyContent?.blob]);
}

/** The same of what an occurrence has of its own; `''` where all of it is its series'. */
export function ownNewsOf({ overrides, sortKeys, bodyContent }: Pick<OccurrenceRecord, 'overrides' | 'sortKeys' | 'bodyContent'>): string {
  const { isAllDay, subject, location, locations, body } = overrides;
  const own = [isAllDay, subject, location, locations, body, bodyContent?.blob];
  const isSeries = sortKeys.start === '' && own.every((each) => each === undefined);
  return isSeries ? '' : hashOf([sortKeys.start, sortKeys.end, ...own]);
}

/** Grows with each write of what attendees are shown of an event or of its occurrences; answers leave it as it is. */
export const shownWrites = ({
  version,
  occurrenceRevision,
  occurrenceAnswers,
}: Pick<EventRecord, 'version' | 'occurrenceRevision' | 'occurrenceAnswers'>): number => version + occurrenceRevision - occurrenceAnswers;

/** Orders the messages about an event: each write that they can be about raises it. */
export const versionOf = ({ revision }: Pick<EventRecord, 'revision'>): number => revision;

/** Orders the messages about any one occurrence of the series. */
export const versionOfOccurrences = ({ revision, occurrenceRevision }: Pick<EventRecord, 'revision' | 'occurrenceRevision'>): number =>
  revision + occurrenceRevision;
