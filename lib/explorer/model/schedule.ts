// When others are busy, as the API tells it (Graph's scheduleInformation), in words.
import { listOf, objectOf, textOf, type JsonObject } from './json.ts';
import type { Times } from './slot.ts';
import { timeRangeText, type Written } from './times.ts';

interface Busy {
  readonly status: string;
  readonly start: string;
  readonly end: string;
}

/** What is known of somebody at a time. */
export interface Availability {
  readonly is: 'free' | 'busy' | 'unknown';
  readonly words: string;
}

/** Stronger first; what isn't here is free. */
const statusWords = [
  ['oof', 'away'],
  ['busy', 'busy'],
  ['tentative', 'perhaps busy'],
  ['unknown', 'perhaps busy'],
] as const;

/** Times that words name; one who has more is busy enough. */
const mostNamed = 3;

const clock = (json: JsonObject, name: string): string => textOf(objectOf(json, name), 'dateTime').slice(0, 19);

/**
 * What an entry of the answer says of somebody. Its times are in the zone of those that were asked for. `own`: the meeting itself, which makes
 * those busy who are invited already.
 */
export function availabilityIn(entry: JsonObject, own: Times | undefined, written: Written): Availability {
  if ('error' in entry) return { is: 'unknown', words: 'isn’t known whether free' };
  const all = listOf(entry, 'scheduleItems').map((json) => ({
    status: textOf(json, 'status'),
    start: clock(json, 'start'),
    end: clock(json, 'end'),
  }));
  const itself = all.findIndex(({ start, end }) => start === own?.start && end === own.end);
  const items = all.filter((_, place) => place !== itself);
  const strongest = statusWords.find(([each]) => items.some((item) => item.status === each));
  if (strongest === undefined)
    return { is: 'free', words: items.some((item) => item.status === 'workingElsewhere') ? 'free, working elsewhere' : 'free' };
  const [status, words] = strongest;
  const times = timesText(
    items.filter((item) => item.status === status),
    written,
  );
  return { is: 'busy', words: `${words} ${times}` };
}

function timesText(items: readonly Busy[], written: Written): string {
  const named = items.slice(0, mostNamed).map((item) => timeRangeText(item, written));
  const more = items.length > mostNamed ? ['more'] : [];
  return new Intl.ListFormat('en').format([...named, ...more]);
}

/** One sentence for all of them. */
export function summaryOf(all: readonly Availability[]): string {
  const busy = all.filter(({ is }) => is === 'busy').length;
  const unknown = all.filter(({ is }) => is === 'unknown').length;
  if (busy + unknown === 0) return all.length === 1 ? 'Free at this time.' : 'All are free at this time.';
  const parts = [];
  if (busy > 0) parts.push(`${busy} of ${all.length} ${busy === 1 ? 'isn’t' : 'aren’t'} free at this time`);
  if (unknown > 0) parts.push(`of ${unknown} it isn’t known`);
  return `${parts.join('; ').replace(/^of/, 'Of')}.`;
}
