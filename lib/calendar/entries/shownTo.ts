// What an attendee is shown of the organizer's properties, and which of these fit into an entry (contract, section 18).
import { maxEntryAttendees, maxEntryBodyBytes, maxEntryBytes } from '../../runtime/limits/meetings.ts';
import { unanswered } from '../events/attendees.ts';
import { defaultEventProperties, type Attendee, type EventProperties } from '../events/record/eventProperties.ts';
import type { EventRecord } from '../events/record/eventRecord.ts';
import { answeredBy } from './response.ts';
import { largeProperties, type EntryOf, type LargeProperty } from './entryShape.ts';

/** The organizer's properties as this attendee is shown them, before the own ones are laid over. */
export function shownTo({ properties }: EventRecord, viewer: string, response: EntryOf['response']): EventProperties {
  const isOwn = ({ userId }: Attendee): boolean => userId === viewer;
  const seen = properties.hideAttendees ? properties.attendees.filter(isOwn) : properties.attendees;
  return {
    ...properties,
    transactionId: null,
    attendees: seen.map(({ blind: _, invited: __, ...attendee }) =>
      isOwn(attendee) ? answeredBy(attendee, response) : unanswered(attendee),
    ),
  };
}

const empty: Pick<EventProperties, LargeProperty> = {
  body: defaultEventProperties.body,
  attendees: [],
  locations: [],
};

/** The properties without those that are too large for an entry: a body of more than 16 KB, more than 50 attendees, all above 32 KB. */
export function withinEntryLimits(
  properties: EventProperties,
  hasBlob: boolean,
): { readonly properties: EventProperties; readonly elsewhere: readonly LargeProperty[] } {
  const { body, attendees } = properties;
  const isTooLarge: Readonly<Record<LargeProperty, boolean>> = {
    body: hasBlob || Buffer.byteLength(body.content) > maxEntryBodyBytes,
    attendees: attendees.length > maxEntryAttendees,
    locations: false,
  };
  const elsewhere = new Set(largeProperties.filter((name) => isTooLarge[name]));
  const rest = (): EventProperties => ({
    ...properties,
    ...Object.fromEntries([...elsewhere].map((name) => [name, emptyOf(properties, name)])),
  });
  for (const name of largeProperties) if (Buffer.byteLength(JSON.stringify(rest())) > maxEntryBytes) elsewhere.add(name);
  return { properties: rest(), elsewhere: [...elsewhere] };
}

/** A body keeps its type, so that a view knows whether it has to be converted. */
const emptyOf = ({ body }: EventProperties, name: LargeProperty): EventProperties[LargeProperty] =>
  name === 'body' ? { ...body, content: '' } : empty[name];
