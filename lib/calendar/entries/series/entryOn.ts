// Shows an entry on one date of its series: with the answer to that occurrence, and how busy that makes its owner (contract, section 18).
import type { EventProperties } from '../../events/record/eventProperties.ts';
import type { EntryOf, LargeProperty } from '../entryShape.ts';
import { answeredBy, laterAnswer, notResponded, showAsFor, type OwnResponse } from '../response.ts';
import type { CopyOf } from './copyShape.ts';

/** The copy of an occurrence, as far as it matters here. */
interface Copied {
  readonly overrides: Partial<EventProperties>;
  readonly copy?: CopyOf | undefined;
}

interface OnDate {
  readonly entry: EntryOf;
  readonly properties: EventProperties;
}

/** `properties`: those of the entry at the date, overridden by the copy's. */
export function entryOn(entry: EntryOf, stored: Copied | undefined, properties: EventProperties): OnDate {
  const copy = stored?.copy;
  if (stored === undefined || copy === undefined) return { entry, properties };
  const response = responseOn(entry, copy);
  const elsewhere = elsewhereOn(entry, stored, copy);
  return {
    entry: { ...withoutElsewhere(entry), response, ...(elsewhere.length > 0 && { elsewhere }) },
    properties: {
      ...properties,
      showAs: showAsOn(entry, copy, response, properties.showAs),
      attendees: properties.attendees.map((each) => (each.userId === copy.viewer ? answeredBy(each, response) : each)),
    },
  };
}

const withoutElsewhere = ({ elsewhere: _, ...entry }: EntryOf): EntryOf => entry;

/** Answers to the series count as well, unless they are to a former time, or the occurrence has people of its own. */
function responseOn({ response: ofSeries }: Pick<EntryOf, 'response'>, { response, answersAlone, answersSince }: CopyOf): OwnResponse {
  if (answersAlone === true) return response ?? notResponded;
  const isToFormer = answersSince !== undefined && ofSeries.time <= answersSince;
  return laterAnswer(isToFormer ? notResponded : ofSeries, response);
}

/** What an entry needs to say how busy an occurrence makes its owner. */
type Answered = Pick<EntryOf, 'response' | 'showAs' | 'ownShowAs' | 'isCancelled'>;

/** How busy an occurrence makes the entry's owner. `ownersStatus`: the entry's `showAs`, overridden by the copy's, if there is one. */
export const showAsOnDate = (
  entry: Answered,
  copy: CopyOf | undefined,
  ownersStatus: EventProperties['showAs'],
): EventProperties['showAs'] => (copy === undefined ? ownersStatus : showAsOn(entry, copy, responseOn(entry, copy), ownersStatus));

function showAsOn(
  entry: Answered,
  copy: CopyOf,
  response: OwnResponse,
  ownersStatus: EventProperties['showAs'],
): EventProperties['showAs'] {
  if (entry.isCancelled) return 'free';
  const isOwn = entry.ownShowAs === true || copy.own?.includes('showAs') === true;
  return isOwn ? ownersStatus : showAsFor(response, copy.showAs ?? entry.showAs);
}

/** What the copy overrides isn't read for the series; what is too large for a copy is read for the occurrence. */
function elsewhereOn(entry: EntryOf, { overrides }: Copied, { elsewhere: own = [] }: CopyOf): LargeProperty[] {
  const inherited = (entry.elsewhere ?? []).filter((name) => overrides[name] === undefined);
  return [...new Set([...inherited, ...own])];
}
