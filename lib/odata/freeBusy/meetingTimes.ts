// Shows the times that findMeetingTimes suggests (Graph, meetingTimeSuggestionsResult).
import type { Suggestion, Suggestions } from '../../calendar/freeBusy/suggestions.ts';
import { inZone } from '../../calendar/time/dateTime.ts';
import type { JsonObject } from '../../runtime/json.ts';
import type { AskedTimes } from './meetingTimesBody.ts';

type Asked = Pick<AskedTimes, 'attendees' | 'places' | 'withReasons'>;

export const suggestionsEntity = ({ found, emptyReason }: Suggestions, asked: Asked, timeZone: string): JsonObject => ({
  emptySuggestionsReason: emptyReason,
  meetingTimeSuggestions: found.map((suggestion, place) => suggestionEntity(suggestion, place + 1, asked, timeZone)),
});

const suggestionEntity = (
  suggestion: Suggestion,
  order: number,
  { attendees, places, withReasons }: Asked,
  timeZone: string,
): JsonObject => ({
  confidence: suggestion.confidence,
  order,
  organizerAvailability: suggestion.organizer,
  ...(withReasons && { suggestionReason: reasonFor(suggestion) }),
  attendeeAvailability: attendees.map(({ type, address, name }, place) => ({
    availability: suggestion.attendees[place] ?? 'unknown',
    attendee: { type, emailAddress: { ...(name !== undefined && { name }), address } },
  })),
  locations: places.filter((_, place) => suggestion.places.includes(place)).map(({ location }) => ({ ...location })),
  meetingTimeSlot: {
    start: { ...inZone(suggestion.startUtc, timeZone) },
    end: { ...inZone(suggestion.endUtc, timeZone) },
  },
});

/** Graph's own sentence where everybody can come; the same with `most` otherwise. */
const reasonFor = ({ confidence }: Suggestion): string =>
  `Suggested because it is one of the nearest times when ${confidence === 100 ? 'all' : 'most'} attendees are available.`;
