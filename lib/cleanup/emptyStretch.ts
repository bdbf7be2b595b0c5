// Which whole months and days hold no blobs, so that a sweep that has been away for long needn't list each hour of them.
import { contentPrefixes, hourOf } from '../attachments/content.ts';
import type { Contents } from '../stores/contents.ts';

/** An hour (`2026-11-21T23`) with which a month or a day begins, and the part of its name that the whole of it shares. */
const units = [
  { begins: /-01T00$/, shared: '2026-11-'.length, months: 1, days: 0 },
  { begins: /T00$/, shared: '2026-11-21T'.length, months: 0, days: 1 },
] as const;

/**
 * The end of the month or day that begins with this hour, ends by `last`, and holds no blobs; undefined where there is none. Costs nothing
 * unless a whole one has passed, and 16 calls for each of the two.
 */
export async function emptyUntil(contents: Pick<Contents, 'list'>, hour: string, last: string): Promise<string | undefined> {
  for (const { begins, shared, months, days } of units) {
    const end = new Date(`${hour}:00:00Z`);
    end.setUTCMonth(end.getUTCMonth() + months, end.getUTCDate() + days);
    const beyond = hourOf(end.getTime());
    if (begins.test(hour) && beyond <= last && (await isEmpty(contents, hour.slice(0, shared)))) return beyond;
  }
  return undefined;
}

async function isEmpty(contents: Pick<Contents, 'list'>, beginning: string): Promise<boolean> {
  const held = await Promise.all(
    contentPrefixes.map(async (prefix) => {
      const { done } = await contents.list(`${prefix}/${beginning}`)[Symbol.asyncIterator]().next();
      return done !== true;
    }),
  );
  return !held.includes(true);
}
