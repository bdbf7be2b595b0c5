// Lists in the order of texts that stores may sort in two ways: every entry once, in one order, whichever of the two the store has.
import fc from 'fast-check';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { sortedText } from '../../../lib/runtime/text/textOrder.ts';
import { type Entity, entriesOf, idsIn, nextLinkOf } from '../../support/api/answers.ts';
import { eventPath, hourOn } from '../../support/api/events.ts';
import { newStranger, type Person } from '../../support/people/people.ts';
import { openApi } from '../../support/api/api.ts';
import { bareBody } from '../../support/api/bodies.ts';
import { cosmosContainer, settingsOf } from '../../support/stores/stores.ts';
import { nastyTexts } from '../../support/data/texts.ts';

const seed = Math.floor(Math.random() * 1_000_000);
const storable = nastyTexts.map((text) => text.toWellFormed().slice(0, 255)).filter((text) => text !== '' && text.isWellFormed());
const texts = (count: number, from: number): string[] => fc.sample(storable, { numRuns: count, seed: seed + from });

/** Those with which a page was first seen to lose entries, among random ones. */
const first = ['\u{1f600} a', '\uff21 b', '\uf900 c', '\u{20000} d'];

const tops = [1, 2, 3, 4, 5, 7, 11, 20, 1_000];

let mailbox: Person;
beforeAll(async () => {
  mailbox = await newStranger(await openApi());
});

const codePoints = (text: string): Buffer => Buffer.from(sortedText(text));

/** The ids as a list has to show them: by the code points of a property, then by id. */
const ordered = (entities: readonly Entity[], property: string, descending: boolean): string[] =>
  [...entities]
    .sort(
      (a, b) =>
        (Buffer.compare(codePoints(String(a[property])), codePoints(String(b[property]))) || (String(a.id) < String(b.id) ? -1 : 1)) *
        (descending ? -1 : 1),
    )
    .map(({ id }) => String(id));

async function pages(path: string): Promise<string[]> {
  const ids: string[] = [];
  for (let next: string | undefined = path; next !== undefined;) {
    const page = await mailbox.send(next);
    ids.push(...idsIn(page));
    next = nextLinkOf(page);
    if (ids.length > 500) expect.fail('the list has no end');
  }
  return ids;
}

async function attach(event: string, name: string, contentType: string): Promise<string> {
  const { status, json, text } = await mailbox.send(`${event}/attachments`, { json: bareBody({ name, contentType }) });
  expect(status, text).toBe(201);
  return String(json.id);
}

/** A series and one of its occurrences, both with attachments; the occurrence hides one of the series' and has changed another. */
async function newOccurrence(): Promise<{ readonly series: string; readonly occurrence: string }> {
  const inherited = [...first, ...texts(30, 0)];
  const types = texts(inherited.length, 1);
  const made = await mailbox.newEvent({
    ...hourOn('03-01'),
    recurrence: { pattern: { type: 'daily', interval: 1 }, range: { type: 'noEnd', startDate: '2027-03-01' } },
    attachments: inherited.map((name, i) => bareBody({ name, contentType: types[i] })),
  });
  const series = eventPath(made);
  const [day = ''] = idsIn(await mailbox.send(`${series}/instances?startDateTime=2027-03-05&endDateTime=2027-03-06`));
  const occurrence = `${series}/instances/${day}`;
  const own = [...first, ...texts(14, 2)];
  for (const [i, type] of texts(own.length, 3).entries()) await attach(occurrence, own[i] ?? '', type);
  const [hidden = '', changed = ''] = idsIn(await mailbox.send(`${series}/attachments?$top=2&$skip=5`));
  expect((await mailbox.send(`${occurrence}/attachments/${hidden}`, { method: 'DELETE' })).status).toBe(204);
  const renamed = { method: 'PATCH', json: { name: '\uffff\u{10000}' } };
  expect((await mailbox.send(`${occurrence}/attachments/${changed}`, renamed)).status).toBe(200);
  return { series, occurrence };
}

describe(`attachments (seed ${seed})`, () => {
  let series: string;
  let occurrence: string;
  let shown: readonly Entity[];
  beforeAll(async () => {
    ({ series, occurrence } = await newOccurrence());
    shown = entriesOf(await mailbox.send(`${occurrence}/attachments?$top=1000`));
    expect(shown).toHaveLength(4 + 30 - 1 + 4 + 14);
  });

  it.each(['name', 'name desc', 'contentType', 'contentType desc'])(
    'attachments of an occurrence are shown once each by $orderby=%s, however long its pages are',
    async (order) => {
      const [property = '', direction] = order.split(' ');
      const wanted = ordered(shown, property, direction === 'desc');
      for (const top of tops)
        expect(await pages(`${occurrence}/attachments?$select=id&$orderby=${order}&$top=${top}`), `$top=${top}`).toEqual(wanted);
      expect(await pages(`${occurrence}/attachments?$select=id&$orderby=${order}&$top=3&$skip=4`)).toEqual(wanted.slice(4));
    },
  );

  it.each(['name', 'name desc'])('attachments of a series are in the same order by $orderby=%s', async (order) => {
    const own = entriesOf(await mailbox.send(`${series}/attachments?$top=1000`));
    const wanted = ordered(own, 'name', order.endsWith('desc'));
    for (const top of tops) expect(await pages(`${series}/attachments?$select=id&$orderby=${order}&$top=${top}`)).toEqual(wanted);
  });

  it('attachments are found by filters that see the texts as they are', async () => {
    const found = async (filter: string): Promise<string[]> =>
      idsIn(await mailbox.send(`${occurrence}/attachments?$top=1000&$select=id&$filter=${encodeURIComponent(filter)}`)).sort();
    const those = (holds: (name: string) => boolean): string[] =>
      shown
        .filter(({ name }) => holds(String(name)))
        .map(({ id }) => String(id))
        .sort();
    for (const name of [...new Set(shown.map((each) => String(each.name)))].slice(0, 25)) {
      const literal = `'${name.replaceAll("'", "''")}'`;
      expect(await found(`name eq ${literal}`)).toEqual(those((each) => each === name));
      expect(await found(`name ne ${literal}`)).toEqual(those((each) => each !== name));
      const compared = (each: string): number => Buffer.compare(Buffer.from(each), Buffer.from(name));
      expect(await found(`name gt ${literal}`)).toEqual(those((each) => compared(each) > 0));
      expect(await found(`name le ${literal}`)).toEqual(those((each) => compared(each) <= 0));
      const [start = ''] = name;
      const lower = start.toLowerCase();
      expect(await found(`startswith(name,'${start.replaceAll("'", "''")}')`), start).toEqual(
        those((each) => each.toLowerCase().startsWith(lower)),
      );
    }
    for (const part of ['\uff41', '\u{10428}', '01f600', '1f600', 'd7ff', '\ud7ff'])
      expect(await found(`contains(name,'${part}')`), part).toEqual(those((each) => each.toLowerCase().includes(part)));
  });

  it('attachments are stored with keys that sort the same by code units and by code points', async () => {
    const { resources } = await cosmosContainer(settingsOf(inject('stack')), 'mailboxes')
      .items.query<unknown>(
        {
          query: 'SELECT * FROM c WHERE c.kind = "attachment" AND ENDSWITH(c.mailbox, @owner)',
          parameters: [{ name: '@owner', value: mailbox.id }],
        },
        { maxItemCount: -1 },
      )
      .fetchAll();
    const keys = z
      .array(z.object({ sortKeys: z.object({ name: z.string(), contentType: z.string(), contentId: z.string() }) }))
      .parse(resources);
    expect(keys.length).toBeGreaterThan(shown.length);
    const all = keys.flatMap(({ sortKeys }) => [sortKeys.name, sortKeys.contentType, sortKeys.contentId]);
    expect([...all].sort()).toEqual([...all].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
    expect(all.filter((key) => /[\ud800-\uffff]/.test(key))).toEqual([]);
  });
});

describe(`long texts (seed ${seed})`, () => {
  it('long texts that differ behind what counts for the order are told apart by filters, and shown once each', async () => {
    const event = eventPath(await mailbox.newEvent());
    const start = 'x'.repeat(255);
    const types = [start, `${start}A`, `${start}B`, `${start}\u{1f600}`, `${'x'.repeat(254)}\u{1f600}`, 'x'.repeat(254)];
    const ids: string[] = [];
    for (const type of types) ids.push(await attach(event, 'a', type));
    for (const [i, type] of types.entries()) {
      const filter = encodeURIComponent(`contentType eq '${type}'`);
      expect(idsIn(await mailbox.send(`${event}/attachments?$filter=${filter}`))).toEqual([ids[i]]);
    }
    expect(idsIn(await mailbox.send(`${event}/attachments?$filter=contains(contentType,'XB')`))).toEqual([ids[2]]);
    const byType = await pages(`${event}/attachments?$select=id&$orderby=contentType&$top=1`);
    expect(byType).toHaveLength(types.length);
    expect(new Set(byType)).toEqual(new Set(ids));
  });
});

it(`events are shown once each by $orderby=subject, and found by it (seed ${seed})`, async () => {
  const own = await newStranger(await openApi());
  const subjects = [...new Set([...first, ...texts(20, 4), `${'y'.repeat(300)}end`])];
  for (const subject of subjects) await own.newEvent({ subject });
  const all = entriesOf(await own.send('/v1.0/me/events?$select=id,subject&$top=100'));
  expect(all).toHaveLength(subjects.length);
  for (const direction of ['asc', 'desc'])
    for (const top of [1, 2, 5, 100]) {
      const seen: string[] = [];
      for (
        let next: string | undefined = `/v1.0/me/events?$select=subject&$orderby=subject ${direction}&$top=${top}`;
        next !== undefined;
      ) {
        const page = await own.send(next);
        seen.push(...entriesOf(page).map(({ subject }) => String(subject)));
        next = nextLinkOf(page);
      }
      const wanted = [...subjects].sort((a, b) => Buffer.compare(codePoints(a), codePoints(b)) * (direction === 'asc' ? 1 : -1));
      expect(seen, `${direction} ${top}`).toEqual(wanted);
    }
  expect(entriesOf(await own.send("/v1.0/me/events?$filter=contains(subject,'YEND')"))).toHaveLength(1);
});
