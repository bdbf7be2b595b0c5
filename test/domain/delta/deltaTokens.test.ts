// The tokens of deltas: what they are bound to, how long they last, how long they are; and what a delta refuses.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRound, sealRound } from '../../../lib/changes/delta/token.ts';
import { versionOf } from '../../../lib/changes/delta/tracked.ts';
import type { Round } from '../../../lib/changes/delta/round.ts';
import { eventNavigation, eventRows } from '../../../lib/odata/event/eventSchema.ts';
import { readSelected, withBit, writeSelected } from '../../../lib/odata/event/windows/deltaQuery.ts';
import { startHousehold, type Household, type Housemate } from '../../support/people/household.ts';
import { hourOn } from '../../support/api/events.ts';
import { pathOf, roundBy } from '../../support/changes/mirror.ts';
import { daily, make, march, marchOf } from '../../support/changes/makes.ts';
import { newInstance } from '../../support/stores/instances.ts';

let house: Household;
let now = Date.now();
let adele: Housemate;
beforeAll(async () => {
  house = await startHousehold(() => ++now);
  adele = await house.come('adele');
});
afterAll(() => house.close());

const day = 24 * 60 * 60 * 1000;
const refused = (status: number, code: string) => ({ status, json: { error: { code } } });

describe('a token', () => {
  it('a link works for 29 days, again and again; then 410 says where to begin anew', async () => {
    const event = await make(adele, hourOn('03-03'));
    const { link } = await roundBy(adele, `${marchOf()}&$select=subject,start&$top=7`);
    await adele.must('PATCH', `/v1.0/me/events/${event}`, { subject: 'a' });
    now += 29 * day - 60_000;
    expect((await roundBy(adele, link)).entries).toMatchObject([{ id: event, subject: 'a' }]);
    now += 120_000;
    const lost = await adele.send('GET', link);
    expect(lost).toMatchObject(refused(410, 'SyncStateNotFound'));
    expect(lost.text).toContain('"The sync state generation is not found');
    const url = new URL(lost.headers.Location ?? '');
    expect([url.pathname, Object.fromEntries(url.searchParams)]).toEqual([
      '/v1.0/me/calendarView/delta',
      { startDateTime: '2027-03-01T00:00:00.000Z', endDateTime: '2027-04-01T00:00:00.000Z', $select: 'subject,start', $top: '7' },
    ]);
    expect((await roundBy(adele, pathOf(url))).entries).toHaveLength(1);
  });

  it('a token is good for its mailbox, calendar and function alone, in any spelling of them', async () => {
    const other = await house.come('other');
    const series = await make(adele, daily(2));
    const { link } = await roundBy(adele, marchOf());
    const token = link.slice(link.indexOf('?'));
    const own = String((await adele.must('GET', '/v1.0/me/calendar')).json.id);
    for (const path of [`users/${adele.id}/calendarView`, `me/calendars/${own}/calendarView`, 'me/calendar/calendarview'])
      expect((await adele.send('GET', `/beta/${path}/delta${token}`)).status, path).toBe(200);
    const calendar = String((await adele.must('POST', '/v1.0/me/calendars', { name: 'C' })).json.id);
    for (const path of ['me/events', 'me/calendar/events', `me/calendars/${calendar}/calendarView`, `me/events/${series}/instances`])
      expect(await adele.send('GET', `/v1.0/${path}/delta${token}`), path).toMatchObject(refused(400, 'BadRequest'));
    expect(await other.send('GET', link)).toMatchObject(refused(400, 'BadRequest'));
    // Beside a token other parameters count for nothing.
    expect((await adele.send('GET', `${link}&startDateTime=x&$filter=y&$top=0`)).status).toBe(200);
  });

  it('a token that was changed, that is another link’s kind, or given twice is refused', async () => {
    const { json } = await adele.must('GET', `${marchOf()}&$top=1`);
    const next = pathOf(json['@odata.nextLink']);
    const { link } = await roundBy(adele, marchOf());
    const [changed, cut] = [`${link.slice(0, -3)}${link.at(-3) === 'A' ? 'B' : 'A'}${link.slice(-2)}`, link.slice(0, -1)];
    for (const path of [
      ...[changed, cut, `${link}=`, next.replace('$skiptoken', '$deltatoken'), link.replace('$deltatoken', '$skiptoken')],
      ...[`${link}&$skiptoken=x`, `${link}&deltaToken=x`, '/v1.0/me/events/delta?$deltatoken=latest', '/v1.0/me/events/delta?$deltatoken='],
    ])
      expect(await adele.send('GET', path), path).toMatchObject(refused(400, 'BadRequest'));
    expect((await adele.send('GET', link.replace('$deltatoken', 'DeltaToken'))).status).toBe(200);
  });

  it('a token of another generation, or of other rules of time zones, is 410', async () => {
    const { link } = await roundBy(adele, marchOf());
    const restored = newInstance(house.stores, undefined, () => now, { STORE_GENERATION: 'restored' });
    expect(await restored.send(adele.caller, 'GET', link)).toMatchObject(refused(410, 'SyncStateNotFound'));
    const zones = Object.getOwnPropertyDescriptor(process.versions, 'tz');
    try {
      Object.defineProperty(process.versions, 'tz', { ...zones, value: '1999a' });
      expect(await adele.send('GET', link)).toMatchObject(refused(410, 'SyncStateNotFound'));
    } finally {
      if (zones !== undefined) Object.defineProperty(process.versions, 'tz', zones);
    }
    expect((await adele.send('GET', link)).status).toBe(200);
  });

  it('the longest token has 1,024 characters, keeps what it is asked to, and nobody reads it', () => {
    const long = (length: number): string => 'event:'.padEnd(length, 'x');
    const round: Round = {
      asked: { from: -(2 ** 44), to: 2 ** 44, select: 'f'.repeat(13), size: 99 },
      place: {
        in: 'changes',
        after: [2 ** 32, long(52)],
        series: {
          id: long(49),
          version: 'v'.repeat(11),
          after: { sort: '2027-03-01T00:00:00.000Z', id: long(52) },
          cancelled: '2027-03-01',
          again: 3,
        },
      },
      isFirst: false,
      ...{ least: 2 ** 32, mark: 2 ** 32, base: 2 ** 43, began: 2 ** 43, issued: 2 ** 43 },
      told: Array.from({ length: 64 }, (_, n) => versionOf({ id: 'event', etag: String(n) })),
    };
    const secret = new Uint8Array(32);
    const sealed = { round, isOver: false, generation: 'abcdefgh 2026b', view: 'x'.repeat(11) };
    const token = sealRound(secret, 'binding', sealed);
    expect(token.length).toBeLessThanOrEqual(1_024);
    const opened = openRound(secret, 'binding', token);
    expect({ ...opened, round: { ...opened?.round, told: [] } }).toEqual({ ...sealed, round: { ...round, told: [] } });
    const told = opened?.round.told ?? [];
    expect(told.length).toBeGreaterThan(30);
    expect(told).toEqual(round.told.slice(-told.length));
    expect(Buffer.from(token, 'base64url').includes('event:')).toBe(false);
    expect([openRound(secret, 'other', token), openRound(new Uint8Array(32).fill(1), 'binding', token)]).toEqual([undefined, undefined]);
    const simple = { ...sealed, isOver: true, round: { ...round, place: { in: 'changes' as const } } };
    expect(openRound(secret, 'b', sealRound(secret, 'b', simple))?.round.told).toEqual(round.told);
    // The longest path: an address, two ids of 256 characters and a function behind them.
    const path = `/v1.0/users/${'u'.repeat(113)}/calendarGroups/${'g'.repeat(256)}/calendars/${'c'.repeat(256)}/events/${'e'.repeat(256)}`;
    expect(
      `https://${'h'.repeat(100)}${path}/instances/${'i'.repeat(256)}/microsoft.graph.delta()?$deltatoken=${token}`.length,
    ).toBeLessThan(3_900);
  });

  it('a token remembers each property that can be selected, those that have a bit in a few characters', () => {
    const all = [...Object.keys(eventRows), ...Object.keys(eventNavigation)] as (typeof withBit)[number][];
    for (const name of all) expect([...readSelected(writeSelected(new Set([name])))]).toEqual([name]);
    expect(new Set(readSelected(writeSelected(new Set(all))))).toEqual(new Set(all));
    expect(writeSelected(new Set(withBit)).length).toBeLessThan(20);
    expect([...readSelected('3')]).toEqual(['id', 'createdDateTime']);
  });

  it('a token remembers a property that has no bit by its name, and no name that isn’t one', () => {
    const select = new Set(withBit.slice(0, 3));
    expect(writeSelected(select, withBit.slice(0, 2))).toBe('3.lastModifiedDateTime');
    expect(readSelected('3.lastModifiedDateTime')).toEqual(select);
    expect([...readSelected('1.nothing.__proto__')]).toEqual(['id']);
  });
});

describe('a delta', () => {
  it('a delta refuses each option that it hasn’t, and names it', async () => {
    for (const option of ['filter', 'expand', 'orderby', 'search', 'skip', 'count']) {
      const answer = await adele.send('GET', `${marchOf()}&$${option}=1`);
      expect(answer, option).toMatchObject(refused(400, 'BadRequest'));
      expect(answer.text).toContain(`'$${option}'`);
    }
    expect(await adele.send('GET', `${marchOf()}&$top=0`)).toMatchObject(refused(400, 'BadRequest'));
    expect(await adele.send('GET', `${marchOf()}&$select=nothing`)).toMatchObject(refused(400, 'RequestBroker--ParseUri'));
    expect(await adele.send('GET', '/v1.0/me/calendarView/delta')).toMatchObject(refused(400, 'ErrorInvalidRequest'));
    const long = 'startDateTime=2027-01-01T00:00:00Z&endDateTime=2032-01-02T00:00:00Z';
    expect(await adele.send('GET', `/v1.0/me/calendarView/delta?${long}`)).toMatchObject(refused(400, 'ErrorInvalidRequest'));
    expect(await adele.send('GET', `/v1.0/me/events/nothing/instances/delta?${march}`)).toMatchObject(refused(404, 'ErrorItemNotFound'));
    const post = await adele.send('POST', marchOf(), {});
    expect([post.status, post.headers.Allow]).toEqual([405, 'GET, HEAD']);
  });

  it('a window may stand among the arguments of the function, not twice', async () => {
    const args = "startDateTime='2027-03-01T00:00:00Z',endDateTime='2027-04-01T00:00:00Z'";
    const { link } = await roundBy(adele, `/v1.0/me/calendarView/microsoft.graph.delta(${args})`);
    expect((await adele.send('GET', link)).status).toBe(200);
    expect(await adele.send('GET', `/v1.0/me/calendarView/delta(${args})?${march}`)).toMatchObject(refused(400, 'BadRequest'));
  });

  it('a delta shows what is selected, says what it has followed, and works in a batch and in all forms', async () => {
    const event = await make(adele, { subject: 'Shown', ...hourOn('03-04') });
    const send = (path: string, headers: Record<string, string>) => house.instance.send(adele.caller, 'GET', path, undefined, headers);
    const selected = `${marchOf()}&$select=subject`;
    const { json, headers } = await send(selected, { prefer: 'outlook.timezone="Europe/Berlin"' });
    expect(json['@odata.context']).toBe('https://localhost/v1.0/$metadata#Collection(event)');
    expect(headers['Preference-Applied']).toBe('odata.track-changes, outlook.timezone="Europe/Berlin"');
    const entry = (json.value as { id: string }[]).find(({ id }) => id === event);
    expect(Object.keys(entry ?? {})).toEqual(['@odata.type', '@odata.etag', 'id', 'subject']);
    const none = await send(selected, { accept: 'application/json;odata.metadata=none' });
    expect((none.json.value as object[]).every((each) => !('@odata.type' in each))).toBe(true);
    expect(none.json['@odata.deltaLink']).toMatch(/^https:/);
    await adele.must('DELETE', `/v1.0/me/events/${event}`);
    const gone = await send(pathOf(none.json['@odata.deltaLink']), { accept: 'application/json;odata.metadata=none' });
    expect(gone.json.value).toEqual([{ id: event, '@removed': { reason: 'deleted' } }]);
    const full = await send(selected, { accept: 'application/json;odata.metadata=full' });
    expect((full.json.value as Record<string, unknown>[])[0]?.['@odata.type']).toBe('#microsoft.graph.event');
    const batch = await adele.must('POST', '/v1.0/$batch', {
      requests: [{ id: '1', method: 'GET', url: `/me/events/delta?startDateTime=2027-03-01T00:00:00Z` }],
    });
    const [part] = batch.json.responses as { status: number; body: Record<string, unknown> }[];
    expect([part?.status, Object.keys(part?.body ?? {})]).toEqual([200, ['@odata.context', 'value', '@odata.deltaLink']]);
  });
});
