// Changing one occurrence, which makes it an exception.
import { isDeepStrictEqual } from 'node:util';
import { badRequest } from '../../runtime/errors.ts';
import type { Json, JsonObject } from '../../runtime/json.ts';
import type { Write } from '../../stores/documents.ts';
import type { Author } from '../../stores/records.ts';
import { askedAnew, attendeeIds, foundIds } from '../events/attendees.ts';
import { counterOf, namesOthers, type EventChange } from '../events/change.ts';
import { letGo, placeProperties, type EventDependencies } from '../events/draft.ts';
import { sortableTimes } from '../events/record/times.ts';
import type { EventProperties } from '../events/record/eventProperties.ts';
import type { EventRecord } from '../events/record/eventRecord.ts';
import { mailboxPartition, type EventKey } from '../mailbox.ts';
import { updates } from '../meetings/outbox.ts';
import { chargeAgain, chargedProperty, commitCounted, discardingWhenRefused } from '../quota.ts';
import { readEvent } from '../events/readEvent.ts';
import { inheritedProperties } from './occurrenceEvent.ts';
import { countedBytes } from './occurrenceRecord.ts';
import { overlaid, overlayWrites, type OccurrenceEvent, type OverlayChange } from './overlay.ts';
import { isClosed, ownAttendeesOf, sensitivityOf, seriesNow } from './ownAttendees.ts';

/**
 * Writes the change over the occurrence that was read, unless it changes nothing of its series; undefined when it isn't so any more. Only
 * what differs from the series is its own: the rest goes on following the series. Resolves to what was written, not to what others have
 * made of it since: whoever was let in to write may see that. Throws 400 for what an occurrence can't have by itself, 507 when what it has
 * of its own becomes larger and the mailbox is full; an answer is never refused for that.
 */
// eslint-disable-next-line complexity, project/function-length -- what is placed, told and written is to be cut apart
export async function changeOccurrence(
  deps: EventDependencies,
  key: EventKey,
  current: OccurrenceEvent,
  wanted: EventChange,
  by: Author,
  onlyIfUntouched: boolean,
): Promise<EventRecord | undefined> {
  const { documents, contents, clock } = deps;
  const { series, day, startUtc, endUtc, stored } = current.occurrence;
  const inherited = inheritedProperties(series, { key: day, startUtc, endUtc });
  const properties = askedAnew(current.properties, wanted.apply(current.properties));
  if (properties.recurrence !== null) throw badRequest("The property 'recurrence' is the series' own: an occurrence has none.");
  if (wanted.calendar !== undefined && wanted.calendar !== series.calendar)
    throw badRequest("An occurrence lies in its series' calendar: move the series.");
  if (properties.sensitivity !== sensitivityOf(properties, inherited))
    throw badRequest("The property 'sensitivity' is the series' own here: an occurrence of a private series is private.");

  // What GET gave and comes back makes no exception; whether a body in a blob is the same isn't looked at.
  const isSame = isDeepStrictEqual(properties, current.properties) && !(wanted.newContent && current.bodyContent !== undefined);
  if (stored === undefined && isSame) return current;

  // What nobody speaks of stays as it is beneath a series that is private now.
  const isSpokenOf = properties.sensitivity !== current.properties.sensitivity;
  const sensitivity = !isSpokenOf
    ? stored?.overrides.sensitivity
    : properties.sensitivity === inherited.sensitivity
      ? undefined
      : properties.sensitivity;
  const differs = (name: keyof EventProperties): boolean => JSON.stringify(properties[name]) !== JSON.stringify(inherited[name]);
  // Its times are its own together: half of them must not follow the series away from the other half.
  const isMoved = times.some(differs);
  const isOwn = (name: keyof EventProperties): boolean => {
    if (name === 'sensitivity') return false;
    if (name === 'attendees' && isClosed({ sensitivity })) return true;
    return times.includes(name) ? isMoved : name !== 'body' && differs(name);
  };
  const names = Object.keys(properties).filter((name) => isProperty(properties, name) && isOwn(name));
  const keepsBody = !wanted.newContent;
  const placed = keepsBody ? undefined : await placeProperties(deps, key.mailbox, current.id, properties);
  const body = keepsBody ? stored?.overrides.body : placed?.properties.body;
  const overrides: JsonObject = {
    ...Object.fromEntries(
      Object.entries(properties)
        .filter(([name]) => names.includes(name))
        .map(([name, value]): [string, Json] => [name, value]),
    ),
    ...(sensitivity && { sensitivity }),
    ...(body && { body }),
  };
  const moved = sortableTimes(properties);
  const bodyContent = keepsBody ? stored?.bodyContent : placed?.bodyContent;
  const charge = chargeAgain(
    deps,
    stored ?? {},
    () => (stored === undefined ? 0 : countedBytes(stored)),
    () => countedBytes({ overrides, bodyContent }),
  );
  const freed = placed === undefined ? undefined : stored?.bodyContent;
  const set: JsonObject = {
    overrides,
    sortKeys: isMoved ? moved : { start: '', end: '' },
    ...(placed?.bodyPreview !== undefined && { bodyPreview: placed.bodyPreview }),
    ...(placed?.bodyContent && { bodyContent: placed.bodyContent }),
    ...(names.includes('attendees') && {
      seriesThen: seriesNow(inherited, properties.attendees, { sensitivity, ...(isMoved && moved) }),
      attendees: foundIds(properties),
    }),
    ...chargedProperty(charge),
  };
  const now = clock();
  const letting: Write[] = freed === undefined ? [] : [letGo(freed.blob, now, by)];
  const remove = [
    ...(freed !== undefined && placed?.bodyContent === undefined ? ['bodyContent'] : []),
    ...(stored?.charged !== undefined && charge.charged === undefined ? ['charged'] : []),
    ...(names.includes('attendees') ? [] : ownAttendeesOf(stored)),
  ];
  const after: EventRecord = {
    ...current,
    properties,
    attendees: attendeeIds(properties),
    ...(placed?.bodyPreview !== undefined && { bodyPreview: placed.bodyPreview }),
    revision: (stored?.revision ?? 0) + 1,
    modified: new Date(now).toISOString(),
  };
  const newContent = placed !== undefined && (freed !== undefined || placed.bodyContent !== undefined);
  const telling =
    (await wanted.instead?.()) ?? updates(key.mailbox, { before: current, after, newContent, sender: wanted.sender }, now, by);
  const counter = wanted.isAnswer === true ? 'answers' : counterOf(current, { ...current, properties }, newContent);
  const isNews = counter === 'version' || (counter === 'changes' && namesOthers(current, { properties }));
  const change: OverlayChange = { counter, isNews, set, remove, onlyIfSame: true, onlyIfUntouched, ...(isMoved && { span: moved }) };
  const discard = async (): Promise<void> => {
    if (placed?.bodyContent !== undefined) await contents.remove(placed.bodyContent.blob).catch(() => undefined);
  };
  const writes: [Write, ...Write[]] = [...overlayWrites(current, change, now, by), ...letting, ...telling];
  const terms = { evenIfFull: wanted.isAnswer === true };
  const committed = await commitCounted(deps, mailboxPartition(key.mailbox), writes, charge.more, terms).catch(
    discardingWhenRefused(discard),
  );
  if (committed.outcome === 'done') {
    if (freed !== undefined) await contents.remove(freed.blob).catch(() => undefined);
    return overlaid(current, change, now, by);
  }
  if (committed.repeated) {
    const own = (await readEvent(documents, key))?.occurrence?.stored;
    if (own?.revision === after.revision && own.modified === after.modified) return overlaid(current, change, now, by);
  }
  await discard();
  return undefined;
}

const times: readonly (keyof EventProperties)[] = ['start', 'end', 'isAllDay'];

const isProperty = (properties: EventProperties, name: string): name is keyof EventProperties => name in properties;
