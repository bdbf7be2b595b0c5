// What an instance keeps of series: how much, for how long, and what it gives up first.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { inCalendar } from '../../../lib/calendar/events/list.ts';
import { decodeListed, type EventRecord } from '../../../lib/calendar/events/record/eventRecord.ts';
import { recordBytes } from '../../../lib/calendar/events/record/size.ts';
import { cachedVersion, type CachedVersion } from '../../../lib/calendar/occurrences/outlineCache.ts';
import { keepWhole, keptWhole, plainOccurrence } from '../../../lib/calendar/occurrences/wholeCache.ts';
import { spanningIn } from '../../../lib/calendar/windows/spans/spanning.ts';
import { keepSet, keptSet, type SpanSet } from '../../../lib/calendar/windows/spans/spanSets.ts';
import {
  longestSetAgeMs,
  longestSetReadingMs,
  maxKeptOccurrences,
  maxKeptWholeBytes,
  maxSpanSets,
  maxSpanSetsWeight,
  maxSpanSetWeight,
} from '../../../lib/runtime/limits/windows.ts';
import type { JsonObject } from '../../../lib/runtime/json.ts';
import type { Documents, Query, StoredDocument } from '../../../lib/stores/documents.ts';
import { examples } from '../../fixtures/records/examples.ts';

const example = examples.get('event.series')?.document ?? expect.fail('no example');
const times = { spanStart: '2027-01-01T10:00:00.000Z', spanEnd: '9999-12-31T23:59:59.999Z' };

const nobody = (): never => expect.fail('not asked');
/** A store that answers nothing. */
const noStore = (): Documents => ({
  query: nobody,
  count: nobody,
  read: nobody,
  commit: nobody,
  replaceIf: nobody,
  due: nobody,
  ping: nobody,
  identity: nobody,
});

/** A series as the store has it. */
const stored = (id: string, etag: string, more: JsonObject = {}): StoredDocument => ({
  id: `event:${id}`,
  etag,
  body: { ...example, id: `event:${id}`, incarnation: id, attendees: [], sortKeys: { ...sortKeys, ...times }, ...more },
});
const sortKeys = example['sortKeys'] as JsonObject;

const versionOf = (id: string, etag = '1', more: JsonObject = {}): CachedVersion =>
  cachedVersion(id, stored(id, etag, more)) ?? expect.fail('no version');

let passed = 0;
beforeEach(() => {
  passed = 0;
  const began = Math.floor(performance.now());
  vi.spyOn(performance, 'now').mockImplementation(() => began + passed);
});
afterEach(() => void vi.restoreAllMocks());

describe('a series that is kept whole', () => {
  const wholeOf = (id: string, bytes = 0): EventRecord => {
    const properties = { ...(example['properties'] as JsonObject), body: { contentType: 'text', content: 'x'.repeat(bytes) } };
    return decodeListed(stored(id, '1', { properties })) ?? expect.fail('no event');
  };
  /** One of so many bytes in all. */
  const sized = (id: string, bytes: number): EventRecord => wholeOf(id, bytes - recordBytes(wholeOf(id)));

  it('a series that is kept whole is so by the version that was read, and no other', () => {
    const [version, event] = [versionOf('one'), wholeOf('one')];
    keepWhole(version, event, '2');
    expect(keptWhole(version.spans.outline)).toBeUndefined();
    keepWhole(version, event, '1');
    expect(keptWhole(version.spans.outline)).toBe(event);
    expect(keptWhole(versionOf('one', '2').spans.outline)).toBeUndefined();
  });

  it('a series that is kept whole has a hundredth of the room at most', () => {
    const most = Math.floor(maxKeptWholeBytes / 100);
    for (const [id, bytes, kept] of [
      ['fits', most, true],
      ['large', most + 1, false],
    ] as const) {
      const version = versionOf(id);
      keepWhole(version, sized(id, bytes), '1');
      expect(keptWhole(version.spans.outline) !== undefined, id).toBe(kept);
    }
  });

  it('a series that is kept whole goes when nobody has asked for it as long as for any other, and there is no more room', () => {
    const bytes = Math.floor(maxKeptWholeBytes / 128);
    const versions = Array.from({ length: 128 }, (_, i) => versionOf(`of-many-${i}`));
    for (const [i, version] of versions.entries()) {
      keepWhole(version, sized(`of-many-${i}`, bytes), '1');
      keptWhole(versions[0]?.spans.outline ?? expect.fail('no version'));
    }
    expect(versions.every(({ spans: { outline } }) => keptWhole(outline) !== undefined)).toBe(true);
    const more = Array.from({ length: 2 }, (_, i) => versionOf(`more-${i}`));
    keptWhole(versions[0]?.spans.outline ?? expect.fail('no version'));
    for (const [i, version] of more.entries()) keepWhole(version, sized(`more-${i}`, bytes), '1');
    expect([0, 1, 2, 3].map((i) => keptWhole(versions[i]?.spans.outline ?? expect.fail('no version')) !== undefined)).toEqual([
      true,
      false,
      false,
      true,
    ]);
  });

  it('a series that is kept whole has its last occurrences made once, so many of them as a week has', () => {
    const series = wholeOf('with-days');
    const first = Date.parse(`${series.properties.start?.dateTime.slice(0, 10) ?? ''}T00:00:00Z`);
    const days = Array.from({ length: 60 }, (_, i) => new Date(first + i * 86_400_000).toISOString().slice(0, 10));
    const some = days.filter((day) => plainOccurrence(wholeOf('with-days'), day) !== undefined).slice(0, maxKeptOccurrences + 1);
    expect(some).toHaveLength(maxKeptOccurrences + 1);
    const made = some.map((day) => plainOccurrence(series, day));
    expect(some.slice(1).every((day, i) => plainOccurrence(series, day) === made[i + 1])).toBe(true);
    expect(plainOccurrence(series, some[0] ?? '')).not.toBe(made[0]);
  });
});

describe('sets of series', () => {
  const clock = { ahead: 0, crowdedSince: -1 };
  const setOf = (members: readonly CachedVersion[], lookedAt = 0): SpanSet => ({
    members: new Map(members.map((one, i) => [String(i), one])),
    others: new Map(),
    lookedAt,
    readAt: 0,
    clock,
  });
  /** A member of this weight. */
  const heavy = (weight: number): CachedVersion => ({ ...versionOf('heavy'), weight });

  it('sets of series are kept up to a number of them, those that were asked for last', () => {
    const documents = noStore();
    const names = Array.from({ length: maxSpanSets + 1 }, (_, i) => `set ${i}`);
    for (const name of names.slice(0, maxSpanSets)) keepSet(documents, name, setOf([]));
    expect(keptSet(documents, 'set 0')).toBeDefined();
    keepSet(documents, names.at(-1) ?? '', setOf([]));
    expect(names.filter((name) => keptSet(documents, name) === undefined)).toEqual(['set 1']);
  });

  it('sets of series are kept up to their weight, of one and of all, and one that has become too heavy is forgotten', () => {
    const documents = noStore();
    const most = setOf([heavy(maxSpanSetWeight - 1)]);
    const count = maxSpanSetsWeight / maxSpanSetWeight;
    for (let i = 0; i < count; i++) keepSet(documents, `${i}`, most);
    expect(keptSet(documents, '0')).toBe(most);
    keepSet(documents, `${count}`, most);
    expect(Array.from({ length: count + 1 }, (_, i) => keptSet(documents, `${i}`) !== undefined)).toEqual([true, false, ...Array.from({ length: count - 1 }, () => true)]); // prettier-ignore
    keepSet(documents, '0', setOf([heavy(maxSpanSetWeight)], 1));
    expect(keptSet(documents, '0')).toBeUndefined();
    keepSet(documents, '1', most);
    expect(keptSet(documents, '2')).toBe(most);
  });

  it('sets of series give way to one that was looked at later alone', () => {
    const documents = noStore();
    const later = setOf([], 2);
    keepSet(documents, 'a', later);
    keepSet(documents, 'a', setOf([], 1));
    expect(keptSet(documents, 'a')).toBe(later);
    keepSet({ ...documents }, 'a', setOf([], 3));
    expect(keptSet(documents, 'a')).toBe(later);
  });
});

describe('a look at what was written', () => {
  /** The last write, by the store's clock in seconds. */
  const written = 5_000;
  const row = stored('seen', '1', { _ts: written });

  /** A store that has one series, and takes so long to answer; what was asked of it. */
  function storeThat(takesMs = 0) {
    const asked: Query[] = [];
    const documents: Documents = {
      ...noStore(),
      query(_, query) {
        asked.push(query);
        passed += takesMs;
        return Promise.resolve([row]);
      },
    };
    /** From which second on writes were asked for; undefined where all was read. */
    const look = async (): Promise<number | undefined> => {
      asked.length = 0;
      const { pages } = await spanningIn(documents, 'p', inCalendar('c', undefined), { from: 0, to: 1 });
      for await (const some of pages) expect(some.length).toBeLessThan(2);
      const since = asked.map(({ where }) => /"_ts","value":(\d+)/.exec(JSON.stringify(where))?.[1]).find((text) => text !== undefined);
      return since === undefined ? undefined : Number(since);
    };
    return { look };
  }

  it('a look at what was written goes back a minute before the one before it, by the store’s clock', async () => {
    const { look } = storeThat();
    expect(await look()).toBeUndefined();
    expect(await look()).toBe(written - 60);
    passed = 30_000;
    expect(await look()).toBe(written - 60);
    // Since that look, half a minute has passed by both clocks.
    expect(await look()).toBe(written - 30);
  });

  it('a look at what was written is one at all that there is, once five minutes have passed since the last of these', async () => {
    const { look } = storeThat();
    await look();
    passed = longestSetAgeMs;
    expect(await look()).toBeDefined();
    passed = longestSetAgeMs + 1;
    expect(await look()).toBeUndefined();
    passed += longestSetAgeMs;
    expect(await look()).toBeDefined();
  });

  it.each([
    ['short enough', longestSetReadingMs, true],
    ['longer, so that nothing is known of the store’s clock', longestSetReadingMs + 1, false],
  ])('a look at what was written is for what was read in a time that is %s', async (_, ms, isKept) => {
    const { look } = storeThat(ms);
    await look();
    expect((await look()) !== undefined).toBe(isKept);
  });
});
