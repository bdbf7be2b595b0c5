// Finds the occurrence whose reminder is meant where a series is named: the latest one whose reminder has fired, else the next.
import type { EventRecord } from '../events/record/eventRecord.ts';
import type { Mailbox } from '../mailbox.ts';
import { msPerDay } from '../../runtime/clock.ts';
import { maxWindowDays } from '../../runtime/limits.ts';
import type { Windows } from '../windows/windows.ts';
import { msPerMinute, remindingOf, setTo } from './reminderRecord.ts';

/** How many days the spans of time have that are looked at, one after the other: most series have an occurrence in the first. */
const spans = [8, 64, 512, maxWindowDays];
/** How much further than its own reminder tells a series is looked at, for occurrences with reminders of their own. */
const margin = 7 * msPerDay;

/**
 * Resolves to undefined where the series has no such occurrence within five years. Reads the series' occurrences with documents around now,
 * by one query for each span; none where there are none.
 */
export async function occurrenceMeant(
  { instances }: Pick<Windows, 'instances'>,
  mailbox: Mailbox,
  series: EventRecord,
  now: number,
): Promise<EventRecord | undefined> {
  const reminded = now + series.properties.reminderMinutesBeforeStart * msPerMinute;
  const firing = async (from: number, to: number): Promise<readonly { readonly event: EventRecord; readonly at: number }[]> => {
    const found: { readonly event: EventRecord; readonly at: number }[] = [];
    let after: Parameters<typeof instances>[2]['after'];
    for (let more = true; more;) {
      const page = await instances(mailbox, series, { from, to, limit: pageSize, ...(after && { after }) }, () => true);
      for (const { event } of page.entries) {
        const reminding = remindingOf(event);
        if (reminding !== undefined) found.push({ event, at: setTo(reminding) });
      }
      more = page.more;
      after = page.last;
    }
    return found;
  };
  let before = reminded + margin;
  for (const days of spans) {
    const from = reminded - days * msPerDay;
    const fired = (await firing(from, before)).filter(({ at }) => at <= now);
    if (fired.length > 0) return fired.reduce((latest, each) => (each.at >= latest.at ? each : latest)).event;
    before = from;
  }
  let after = reminded - margin;
  for (const days of spans) {
    const to = reminded + days * msPerDay;
    const coming = (await firing(after, to)).filter(({ at }) => at > now);
    if (coming.length > 0) return coming.reduce((first, each) => (each.at < first.at ? each : first)).event;
    after = to;
  }
  return undefined;
}

const pageSize = 100;
