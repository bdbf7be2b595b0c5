// Shows the entries of a delta's page (contract, section 11): events whole or in brief, and what isn't there any more.
import type { EventRecord } from '../../../calendar/events/record/eventRecord.ts';
import type { Entry } from '../../../changes/delta/steps.ts';
import type { EventProperty } from '../../../odata/event/eventSchema.ts';
import type { JsonObject } from '../../../runtime/json.ts';
import type { Call } from '../../call.ts';
import { shownEvents, type AnsweredView } from '../eventsShow.ts';

/** The properties of an entry in brief, beside its id: of an occurrence that is as its series says, and of all that `events/delta` tells. */
const ofOccurrence: readonly EventProperty[] = ['seriesMasterId', 'type', 'start', 'end'];
const ofMaster: readonly EventProperty[] = ['type', 'start', 'end'];

const eventType = '#microsoft.graph.event';

/** The first of the entries as the caller is shown them, and how many these are: events have 8 MiB together, one at least. */
export async function shownEntries(
  call: Call,
  entries: readonly Entry[],
  view: AnsweredView,
): Promise<{ readonly value: readonly JsonObject[]; readonly shown: number }> {
  const { select } = view;
  const asked = (names: readonly EventProperty[]): AnsweredView => ({
    ...view,
    select: new Set(select === undefined ? names : names.filter((name) => select.has(name))),
  });
  const isBrief = ({ occurrence }: EventRecord, brief: boolean): boolean => brief && (occurrence !== undefined || select === undefined);
  const events = entries.flatMap((entry) => (entry.is === 'event' ? [entry] : []));
  const whole = events.filter(({ event, brief }) => !isBrief(event, brief)).map(({ event }) => event);
  const occurrences = events.filter(({ event, brief }) => isBrief(event, brief) && event.occurrence !== undefined);
  const masters = events.filter(({ event, brief }) => isBrief(event, brief) && event.occurrence === undefined);
  const ofEvents = (some: typeof events, names: readonly EventProperty[]) =>
    shownEvents(
      call,
      some.map(({ event }) => event),
      asked(names),
    );
  const entities = new Map<EventRecord, JsonObject | undefined>();
  for (const { entities: some, all } of [
    { ...(await shownEvents(call, whole, view)), all: whole },
    { ...(await ofEvents(occurrences, ofOccurrence)), all: occurrences.map(({ event }) => event) },
    { ...(await ofEvents(masters, ofMaster)), all: masters.map(({ event }) => event) },
  ])
    for (const [i, entity] of some.entries()) {
      const event = all[i];
      if (event !== undefined) entities.set(event, entity);
    }
  const end = entries.findIndex((entry) => entry.is === 'event' && !entities.has(entry.event));
  const shown = end === -1 ? entries.length : end;
  return { shown, value: entries.slice(0, shown).flatMap((entry) => written(entry, entities)) };
}

function written(entry: Entry, entities: ReadonlyMap<EventRecord, JsonObject | undefined>): readonly JsonObject[] {
  if (entry.is === 'removed') return [{ '@odata.type': eventType, id: entry.id, '@removed': { reason: 'deleted' } }];
  const entity = entities.get(entry.event);
  // One without a body is just being changed or deleted: its later write is told by itself.
  return entity === undefined ? [] : [{ '@odata.type': eventType, ...entity }];
}
