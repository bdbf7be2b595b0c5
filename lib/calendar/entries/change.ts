// Changes what is its owner's of an entry: reminder, categories, how busy it makes, the calendar that it lies in.
import { isDeepStrictEqual } from 'node:util';
import { itemNotFound, ServiceError } from '../../runtime/errors.ts';
import type { Author } from '../../stores/records.ts';
import { changeEventsCustom } from '../custom/customOfEvent.ts';
import type { CustomIndex } from '../custom/customIndex.ts';
import type { EventChange } from '../events/change.ts';
import { livingCalendars, placeInCalendar } from '../events/change.ts';
import { withOneMore } from '../events/record/counters.ts';
import type { EventProperties } from '../events/record/eventProperties.ts';
import { decodeEntry, etagOf, type EntryRecord, type EventRecord } from '../events/record/eventRecord.ts';
import { shownToAttendees } from '../events/record/seenByAttendee.ts';
import { mailboxPartition, type Mailbox } from '../mailbox.ts';
import { commitCounted, type QuotaDependencies } from '../quota.ts';
import { readEvent } from '../events/readEvent.ts';
import type { Contents } from '../../stores/contents.ts';
import { rewriting } from './writing/rewriting.ts';
import { completed, keyOfElsewhere } from './elsewhere.ts';
import { ownProperties, type EntryOf, type LargeProperty } from './entryShape.ts';
import { draftOf, withoutCustom, type EntryDraft } from './projection.ts';

interface ChangeDependencies extends QuotaDependencies {
  readonly contents: Pick<Contents, 'read'>;
}

/**
 * Writes the change over the entry that was read, by one batch. Resolves to undefined when somebody has written to it since. Throws 403 for a
 * change of what is the organizer's, naming the property; 404 when the calendar that the entry moves to, or is in, was deleted.
 */
export async function changeEntry(
  deps: ChangeDependencies,
  mailbox: Mailbox,
  current: EntryRecord,
  wanted: EventChange,
  by: Author,
): Promise<EventRecord | undefined> {
  const { documents, clock } = deps;
  const partition = mailboxPartition(mailbox);
  const shown = await asShown(deps, mailbox, current, wanted);
  requireOwn(shown, wanted.apply(shown.properties), wanted);
  const applied = wanted.apply(current.properties);
  const now = clock();
  const custom = await changeEventsCustom(deps, mailbox, current, wanted.custom, { now, by });
  const next = withOwn(current, applied, wanted, now, custom.index);
  const calendars = livingCalendars(mailbox, current, next, now);
  const rewritten = rewriting(current, next);
  const committed = await commitCounted(deps, partition, [...rewritten, ...calendars, ...custom.writes], custom.more);
  const after = { ...next, etag: etagOf(next) };
  if (committed.outcome === 'done') return after;
  const own = committed.repeated ? decodeEntry(await documents.read(partition, current.id)) : undefined;
  if (own?.revision === next.revision && own.modified === next.modified) return own;
  if (committed.index >= rewritten.length && committed.index < rewritten.length + calendars.length) throw itemNotFound();
  return undefined;
}

/**
 * The entry as its owner is shown it, where the change speaks of what isn't in it: a client may send that back as well. Costs one point read
 * then, and one of a body in a blob.
 */
async function asShown(
  { documents, contents }: ChangeDependencies,
  mailbox: Mailbox,
  current: EntryRecord,
  wanted: EventChange,
): Promise<EntryRecord> {
  const { elsewhere = [] } = current.entry;
  const applied = wanted.apply(current.properties);
  const isNamed = (name: LargeProperty): boolean =>
    (name === 'body' && wanted.newContent) || !isDeepStrictEqual(applied[name], current.properties[name]);
  if (!elsewhere.some(isNamed)) return current;
  const whole = completed(current, await readEvent(documents, keyOfElsewhere(current)), mailbox.id);
  if (whole === current) return current;
  const bytes = whole.bodyContent && (await contents.read(whole.bodyContent.blob));
  const { body } = whole.properties;
  const content = bytes === undefined ? body.content : Buffer.from(bytes).toString();
  return { ...whole, entry: withNothingElsewhere(whole.entry), properties: { ...whole.properties, body: { ...body, content } } };
}

const withNothingElsewhere = ({ elsewhere: _, ...entry }: EntryOf): EntryOf => entry;

function withOwn(
  current: EntryRecord,
  applied: EventProperties,
  { calendar }: EventChange,
  now: number,
  custom: CustomIndex | undefined,
): EntryDraft {
  const modified = new Date(now).toISOString();
  const own = Object.fromEntries(ownProperties.map((name) => [name, applied[name]]));
  const setsShowAs = applied.showAs !== current.properties.showAs;
  return {
    ...withoutCustom(draftOf(current)),
    ...(custom && { custom }),
    ...withOneMore(current, 'changes'),
    ...placeInCalendar(current, calendar, now),
    revision: current.revision + 1,
    modified,
    properties: { ...current.properties, ...own },
    entry: { ...current.entry, ownModified: modified, ...(setsShowAs && { ownShowAs: true }) },
  };
}

const ofOwner: ReadonlySet<string> = new Set(ownProperties);

/** Throws 403 unless only what is the entry owner's differs. A client may send back what it was shown. */
export function requireOwn({ properties, entry }: EntryRecord, applied: EventProperties, { newContent, iCalUId }: EventChange): void {
  const differs = (name: keyof EventProperties): boolean => !isDeepStrictEqual(applied[name], properties[name]);
  const names = (Object.keys(applied) as (keyof EventProperties)[]).filter((name) => !ofOwner.has(name) && name !== 'attendees');
  const other =
    names.find(differs) ??
    (shownToAttendees({ ...properties, attendees: applied.attendees }) === shownToAttendees(properties) ? undefined : 'attendees') ??
    (newContent && entry.elsewhere?.includes('body') === true ? 'body' : undefined) ??
    (iCalUId === undefined ? undefined : 'iCalUId');
  if (other !== undefined)
    throw new ServiceError(
      403,
      'ErrorAccessDenied',
      `Access is denied. The property '${other}' is the organizer's: of a meeting that you are invited to, you may set ${ownProperties.join(', ')}, and move it to another calendar.`,
    );
}
