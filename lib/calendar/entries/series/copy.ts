// Makes the copy of an organizer's occurrence below an entry: as the entry's owner is shown it, with what is the owner's (contract, section 18).
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { json, newRecord, recordShape } from '../../../stores/records.ts';
import type { JsonObject } from '../../../runtime/json.ts';
import type { Document, StoredDocument } from '../../../stores/documents.ts';
import { customShape } from '../../custom/customIndex.ts';
import { countersShape } from '../../events/record/counters.ts';
import { defaultEventProperties, organizersOwn, type EventProperties } from '../../events/record/eventProperties.ts';
import { occurrenceDocument, occurrenceIncarnation } from '../../occurrences/occurrenceRecord.ts';
import type { OccurrenceEvent } from '../../occurrences/overlay.ts';
import { largeProperties } from '../entryShape.ts';
import { answeredAt, askOf, placeOf, type Meeting } from '../projection.ts';
import { withinEntryLimits, shownTo } from '../shownTo.ts';
import { laterAnswer, type OwnResponse } from '../response.ts';
import { copyShape, type CopyOf } from './copyShape.ts';

const copyRecord = z.object({
  ...recordShape,
  id: z.string(),
  kind: z.enum(['occurrence', 'cancelledOccurrence']),
  seriesOf: z.string(),
  day: z.string(),
  incarnation: z.string(),
  ...countersShape,
  versioned: z.string().optional(),
  attachmentCount: z.number().int(),
  hidden: z.array(z.string()),
  revision: z.number().int(),
  bodyPreview: z.string().optional(),
  overrides: json,
  custom: customShape.optional(),
  sortKeys: z.object({ start: z.string(), end: z.string() }),
  copy: copyShape,
});

/** The copy of one occurrence, shown or not. */
export type Copy = z.infer<typeof copyRecord>;

/** The copy in a document; undefined for any other document. */
export function decodeCopy(document: StoredDocument | undefined): Copy | undefined {
  return document?.body.copy === undefined ? undefined : copyRecord.parse(document.body);
}

export const copyDocument = (copy: Copy): Document => ({ ...copy });

/** Below which entry a copy lies, and whose entry that is. */
export interface CopyParent {
  readonly incarnation: string;
  readonly viewer: string;
}

/** The organizer's occurrence on a date, as far as somebody has written to it. */
export interface Source {
  readonly day: string;
  /** How often it was written to; 0 where it has no document. */
  readonly writes: number;
  /** Its `version`: 0 as long as attendees are shown what the series has. */
  readonly version: number;
  /** Undefined when it was called off. */
  readonly event: OccurrenceEvent | undefined;
}

/** A copy of an occurrence that nobody has written to yet. */
export const firstCopy = (
  { incarnation, viewer }: CopyParent,
  day: string,
  properties: EventProperties,
  series: number,
  now: number,
): Copy => ({
  ...blank({ incarnation, viewer }, day, undefined, now),
  copy: { of: { series, own: 0 }, viewer, ask: askOf(properties), place: placeOf(properties) },
});

function blank({ incarnation, viewer }: CopyParent, day: string, former: Copy | undefined, now: number): Omit<Copy, 'copy'> {
  const own = occurrenceIncarnation(incarnation, day);
  return {
    id: occurrenceDocument(own),
    kind: 'occurrence',
    ...newRecord(now, `user:${viewer}`),
    ...(former && { created: former.created }),
    seriesOf: incarnation,
    day,
    incarnation: own,
    version: 0,
    changes: former?.changes ?? 0,
    answers: former?.answers ?? 0,
    attachmentCount: 0,
    hidden: [],
    revision: (former?.revision ?? 0) + 1,
    overrides: {},
    sortKeys: { start: '', end: '' },
  };
}

/**
 * The copy as it must be now; undefined where the entry shows the occurrence rightly without one. `former`: the one that is there. Keeps what
 * its owner has set and answered, and an occurrence that its owner has declined or deleted stays away, as long as the ask (and of a deleted
 * one the place) is the same.
 */
export function copyOf(meeting: Meeting, parent: CopyParent, source: Source, former: Copy | undefined, now: number): Copy | undefined {
  const copy = copyAsShown(meeting, parent, source, former, now);
  if (copy?.copy.response?.response !== 'declined' || copy.kind === 'cancelledOccurrence') return copy;
  // Its owner has declined it below another entry, or alone.
  const { of, viewer, ask, place, response } = copy.copy;
  const away: CopyOf = { of, viewer, ask, place, response, ...answeredIn(former), end: 'declined' };
  return { ...notShown(blank(parent, source.day, former, now), away), ...(copy.custom && { custom: copy.custom }) };
}

/** The copy of an occurrence that its viewer isn't shown. It says nothing of what the occurrence is, so that no write to that changes it. */
const notShown = (made: Omit<Copy, 'copy'>, copy: CopyOf): Copy => ({ ...made, kind: 'cancelledOccurrence', copy });

/** The same, also for an occurrence that its owner has declined below another entry: as a message shows it. */
export function copyAsShown(meeting: Meeting, parent: CopyParent, source: Source, former: Copy | undefined, now: number): Copy | undefined {
  const { event } = source;
  const of = { series: meeting.event.version, own: source.writes };
  const made = blank(parent, source.day, former, now);
  if (event?.attendees.includes(parent.viewer) !== true)
    return notShown(made, { of, viewer: parent.viewer, ask: '', place: '', ...answeredIn(former) });
  const asked = { ask: askOf(event.properties), place: placeOf(event.properties) };
  if (former !== undefined && isAway(former.copy, asked)) return notShown(made, { ...former.copy, of });
  const own = former && ownOf(former);
  const given = former?.copy.ask === asked.ask ? former.copy.response : undefined;
  const { answer, isNews } = answerTo(event, parent.viewer, given);
  const custom = former?.kind === 'occurrence' ? former.custom : undefined;
  if (source.version === 0 && !isNews && own === undefined && custom === undefined) return undefined;
  const shown = { ...made, version: source.version, ...(custom && { custom }) };
  return { ...shown, ...overlayOf(meeting, event, former, { of, viewer: parent.viewer, ...asked, ...answer }) };
}

type Asked = Pick<CopyOf, 'ask' | 'place'>;

/** Whether an occurrence that its owner has taken away stays away. */
const isAway = ({ end, ...kept }: CopyOf, { ask, place }: Asked): boolean =>
  end !== undefined && kept.ask === ask && (end === 'declined' || kept.place === place);

const answeredIn = (former: Copy | undefined): Pick<CopyOf, 'answered'> =>
  former?.copy.answered === undefined ? {} : { answered: former.copy.answered };

type Overlay = Pick<Copy, 'modified' | 'attachmentCount' | 'overrides' | 'sortKeys' | 'copy'>;

/** What the copy shows: the organizer's, and over it the owner's. `copy`: what it was made of, and what it answers. */
function overlayOf({ event: series }: Meeting, event: OccurrenceEvent, former: Copy | undefined, copy: CopyOf): Overlay {
  const { stored } = event.occurrence;
  const { overrides, elsewhere } = shownOn(event, copy.viewer);
  const own = former && ownOf(former);
  const { ownModified } = former?.copy ?? {};
  const { showAs } = event.properties;
  return {
    ...(stored?.versioned !== undefined && { versioned: stored.versioned }),
    modified: latest(event.versioned ?? event.created, ownModified),
    attachmentCount: event.attachmentCount - series.attachmentCount,
    ...(overrides.body !== undefined && previewIn(event)),
    overrides: { ...overrides, ...own?.overrides },
    sortKeys: stored?.sortKeys ?? { start: '', end: '' },
    copy: {
      ...copy,
      ...(showAs !== series.properties.showAs && { showAs }),
      ...answeredIn(former),
      ...(own && { own: own.names }),
      ...(ownModified !== undefined && { ownModified }),
      ...(elsewhere.length > 0 && { elsewhere }),
    },
  };
}

const previewIn = ({ bodyPreview }: OccurrenceEvent): Pick<Copy, 'bodyPreview'> => (bodyPreview === undefined ? {} : { bodyPreview });

/** Whether both show the same: only when they were written, and what they were made of, may differ. */
export const isSameCopy = (a: Copy, b: Copy): boolean => isDeepStrictEqual(essenceOf(a), essenceOf(b));

function essenceOf({ kind, version, versioned, attachmentCount, bodyPreview, overrides, custom, sortKeys, copy }: Copy): JsonObject {
  const parts = { kind, version, versioned, attachmentCount, bodyPreview, overrides, custom, sortKeys, copy: timeless(copy) };
  return json.parse(JSON.parse(JSON.stringify(parts)));
}

const timeless = ({ of: _, ownModified: __, ...copy }: CopyOf): Partial<CopyOf> => copy;

/** What is its owner's; nothing of an occurrence that wasn't shown. */
function ownOf({
  kind,
  copy: { own },
  overrides,
}: Copy): { readonly names: NonNullable<CopyOf['own']>; readonly overrides: JsonObject } | undefined {
  if (kind === 'cancelledOccurrence' || own === undefined || own.length === 0) return undefined;
  return { names: own, overrides: Object.fromEntries(own.map((name) => [name, overrides[name] ?? null])) };
}

/**
 * The answer to this occurrence alone. `given`: through the entry; the organizer's occurrence may not have it yet. `isNews`: whether it isn't
 * the answer to the series.
 */
function answerTo(
  event: OccurrenceEvent,
  viewer: string,
  given: OwnResponse | undefined,
): { readonly answer: Pick<CopyOf, 'response' | 'answersAlone' | 'answersSince'>; readonly isNews: boolean } {
  const { stored, series } = event.occurrence;
  const known = answeredAt(event, viewer);
  const ofSeries = answeredAt(series, viewer);
  const differs = known.response !== ofSeries.response || known.time !== ofSeries.time;
  const answersAlone = stored?.overrides.attendees !== undefined && stored.seriesSnapshot?.answersOnly !== true;
  const own = answersAlone || differs ? known : undefined;
  const response = given === undefined ? own : laterAnswer(given, own);
  const answersSince = stored?.seriesSnapshot?.answersSince;
  return {
    answer: {
      ...(response && { response }),
      ...(answersAlone && { answersAlone: true }),
      ...(answersSince !== undefined && { answersSince }),
    },
    isNews: differs || given !== undefined,
  };
}

const hidden: ReadonlySet<string> = new Set([...organizersOwn, 'showAs']);

/** What the occurrence has of its own, as the viewer is shown it; a body never comes along. */
function shownOn(
  event: OccurrenceEvent,
  viewer: string,
): { readonly overrides: JsonObject; readonly elsewhere: NonNullable<CopyOf['elsewhere']> } {
  const { stored } = event.occurrence;
  const answersOnly = stored?.seriesSnapshot?.answersOnly === true;
  const names = Object.keys(stored?.overrides ?? {}).filter((name) => !hidden.has(name) && !(name === 'attendees' && answersOnly));
  const only = (properties: EventProperties): Partial<EventProperties> =>
    Object.fromEntries(Object.entries(properties).filter(([name]) => names.includes(name)));
  const seen = shownTo(event, viewer, answeredAt(event, viewer));
  const { properties, elsewhere } = withinEntryLimits({ ...defaultEventProperties, ...only(seen) }, names.includes('body'));
  return {
    overrides: json.parse(JSON.parse(JSON.stringify(only(properties)))),
    elsewhere: largeProperties.filter((name) => elsewhere.includes(name) && names.includes(name)),
  };
}

const latest = (a: string, b: string | undefined): string => (b !== undefined && b > a ? b : a);
