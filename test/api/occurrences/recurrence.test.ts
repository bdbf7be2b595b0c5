// Series through the API: what makes one, its occurrences in a window, and those that are changed or cancelled.
import { beforeAll, describe, expect, it } from 'vitest';
import { entriesOf, idsIn, nextLinkOf, refusal } from '../../support/api/answers.ts';
import { anHour, eventPath, hourOn, subjects } from '../../support/api/events.ts';
import { newStranger, type Person } from '../../support/people/people.ts';
import { openApi, type Answer, type Api } from '../../support/api/api.ts';

let api: Api;
let mailbox: Person;
beforeAll(async () => {
  api = await openApi();
  mailbox = await newStranger(api);
});

const daily = { pattern: { type: 'daily', interval: 1 }, range: { type: 'noEnd', startDate: '2027-03-01' } };
const newSeries = (more: object = {}): Promise<Readonly<Record<string, unknown>>> =>
  mailbox.newEvent({ subject: 'a series', ...hourOn('03-01'), recurrence: daily, ...more });

const window = (from: string, to: string): string => `startDateTime=2027-${from}T00:00:00Z&endDateTime=2027-${to}T00:00:00Z`;
const instances = (series: Readonly<Record<string, unknown>>, from: string, to: string, more = ''): Promise<Answer> =>
  mailbox.send(`${eventPath(series)}/instances?${window(from, to)}${more}`);
const view = (from: string, to: string, more = '', of = mailbox): Promise<Answer> =>
  of.send(`/v1.0/me/calendarView?${window(from, to)}${more}`);
const startsOf = (answer: Answer): unknown[] => entriesOf(answer).map(({ start }) => (start as { dateTime: string }).dateTime.slice(5, 16));

/** The occurrence on a day, as the list of instances shows it. */
async function occurrenceOn(
  series: Readonly<Record<string, unknown>>,
  day: string,
  next: string,
): Promise<Readonly<Record<string, unknown>>> {
  const [occurrence] = entriesOf(await instances(series, day, next));
  return occurrence ?? expect.fail('no occurrence');
}

describe('a series', () => {
  it('a series is made by POST, PUT and PATCH with a recurrence, which is shown as Graph shows it', async () => {
    const made = await newSeries();
    expect(made).toMatchObject({
      type: 'seriesMaster',
      seriesMasterId: null,
      recurrence: { pattern: { type: 'daily', interval: 1 }, range: { type: 'noEnd', startDate: '2027-03-01' } },
    });
    const put = await mailbox.send('/v1.0/me/events/put-series', { method: 'PUT', json: { ...hourOn('03-01'), recurrence: daily } });
    expect([put.status, put.json.type]).toEqual([201, 'seriesMaster']);
    const single = await mailbox.newEvent(hourOn('03-02'));
    expect([single.type, single.recurrence]).toEqual(['singleInstance', null]);
    const patched = await mailbox.send(eventPath(single), { method: 'PATCH', json: { recurrence: daily } });
    expect([patched.status, patched.json.type]).toEqual([200, 'seriesMaster']);
    const ended = await mailbox.send(eventPath(single), { method: 'PATCH', json: { recurrence: null } });
    expect([ended.json.type, ended.json.recurrence]).toEqual(['singleInstance', null]);
  });

  it.each([
    [{ recurrence: daily }, 'start'],
    [{ ...hourOn('03-01'), recurrence: { pattern: { type: 'daily' }, range: daily.range } }, 'recurrence.pattern.interval'],
    [{ ...hourOn('03-01'), recurrence: 'daily' }, 'daily'],
  ])('a series is refused as %j', async (json, words) => {
    expect(refusal(await mailbox.send('/v1.0/me/events', { json }))).toMatchObject({
      status: 400,
      message: expect.stringContaining(words) as unknown,
    });
  });
});

describe('instances', () => {
  it('instances are the occurrences in the window, each with an id that leads to it', async () => {
    const series = await newSeries();
    const answer = await instances(series, '03-05', '03-08');
    expect(startsOf(answer)).toEqual(['03-05T10:00', '03-06T10:00', '03-07T10:00']);
    for (const occurrence of entriesOf(answer)) {
      expect(occurrence).toMatchObject({ type: 'occurrence', seriesMasterId: series.id, subject: 'a series', recurrence: null });
      const paths = [eventPath(occurrence), `${eventPath(series)}/instances/${String(occurrence.id)}`];
      for (const path of paths) expect((await mailbox.send(path)).json).toMatchObject({ id: occurrence.id, start: occurrence.start });
    }
  });

  it('instances come in pages without a gap, at the times of the zone that is preferred', async () => {
    const series = await newSeries();
    const all = idsIn(await instances(series, '03-01', '03-31', '&$top=100'));
    const paged: string[] = [];
    for (
      let next: string | undefined = `${eventPath(series)}/instances?${window('03-01', '03-31')}&$top=7&$select=subject`;
      next !== undefined;
    ) {
      const page: Answer = await mailbox.send(next);
      expect(Object.keys(entriesOf(page)[0] ?? {})).toEqual(['@odata.etag', 'id', 'subject']);
      paged.push(...idsIn(page));
      next = nextLinkOf(page);
    }
    expect(paged).toEqual(all);
    expect(all).toHaveLength(30);
    const preferred = { headers: { Prefer: 'outlook.timezone="W. Europe Standard Time"' } };
    const shown = await mailbox.send(`${eventPath(series)}/instances?${window('03-27', '03-30')}`, preferred);
    expect(startsOf(shown)).toEqual(['03-27T11:00', '03-28T12:00', '03-29T12:00']);
  });

  it('instances need a window', async () => {
    const series = await newSeries();
    for (const path of [`${eventPath(series)}/instances`, '/v1.0/me/calendarView']) {
      expect(refusal(await mailbox.send(path))).toMatchObject({
        status: 400,
        message: expect.stringContaining('startDateTime') as unknown,
      });
      const half = await mailbox.send(`${path}?startDateTime=2027-01-01`);
      expect(refusal(half)).toMatchObject({ status: 400, message: expect.stringContaining('endDateTime') as unknown });
      expect((await mailbox.send(`${path}?startDateTime=x&endDateTime=2027-01-01`)).status).toBe(400);
    }
  });

  it('instances are 404 where the series has no such date, or another series has it', async () => {
    const [series, other] = [await newSeries(), await newSeries()];
    const { id } = await occurrenceOn(series, '03-05', '03-06');
    const before = String(id).replace(/\d{8}$/, '20270228');
    for (const path of [
      `${eventPath(series)}/instances/${before}`,
      `/v1.0/me/events/${before}`,
      `${eventPath(other)}/instances/${String(id)}`,
      `${eventPath(series)}/instances/${String(other.id)}`,
      `${eventPath(series)}/exceptionOccurrences/${String(id)}`,
    ])
      expect((await mailbox.send(path)).status, path).toBe(404);
    expect((await mailbox.send(`/v1.0/me/events/${String(id)}`, { method: 'PUT', json: anHour })).status).toBe(400);
  });
});

describe('an occurrence', () => {
  it('an occurrence becomes an exception by PATCH, and follows its series in the rest', async () => {
    const series = await newSeries();
    const { id } = await occurrenceOn(series, '03-05', '03-06');
    const path = `${eventPath(series)}/instances/${String(id)}`;
    const changed = await mailbox.send(path, { method: 'PATCH', json: { subject: 'another', ...hourOn('03-06', '15:00', '16:00') } });
    expect(changed.status, changed.text).toBe(200);
    expect(changed.json).toMatchObject({
      id,
      type: 'exception',
      subject: 'another',
      seriesMasterId: series.id,
      originalStart: '2027-03-05T10:00:00.000Z',
    });
    await mailbox.send(eventPath(series), { method: 'PATCH', json: { subject: 'renamed', importance: 'high' } });
    const exception = `${eventPath(series)}/exceptionOccurrences/${String(id)}`;
    expect((await mailbox.send(exception)).json).toMatchObject({ subject: 'another', importance: 'high' });
    expect(startsOf(await instances(series, '03-04', '03-08'))).toEqual(['03-04T10:00', '03-06T10:00', '03-06T15:00', '03-07T10:00']);
    expect(subjects(await instances(series, '03-04', '03-08'))).toEqual(['renamed', 'renamed', 'another', 'renamed']);
  });

  it('an occurrence is found where it was moved, also outside the time of its series', async () => {
    const range = { type: 'endDate', startDate: '2027-03-01', endDate: '2027-03-10' };
    const own = await newStranger(api);
    const series = await own.newEvent({ ...hourOn('03-01'), recurrence: { ...daily, range } });
    const [first] = entriesOf(await own.send(`${eventPath(series)}/instances?${window('03-01', '03-02')}`));
    const patch = { method: 'PATCH', json: hourOn('06-01') };
    expect((await own.send(`${eventPath(series)}/instances/${String(first?.id)}`, patch)).status).toBe(200);
    expect(startsOf(await view('05-30', '06-03', '', own))).toEqual(['06-01T10:00']);
    await own.send(eventPath(series), { method: 'PATCH', json: { subject: 'renamed', recurrence: { ...daily, range } } });
    expect(startsOf(await view('05-30', '06-03', '', own))).toEqual(['06-01T10:00']);
    expect(startsOf(await view('03-01', '03-04', '', own))).toEqual(['03-02T10:00', '03-03T10:00']);
  });

  it('an occurrence is cancelled by DELETE', async () => {
    const series = await newSeries();
    const { id } = await occurrenceOn(series, '03-05', '03-06');
    const path = `${eventPath(series)}/instances/${String(id)}`;
    expect((await mailbox.send(path, { method: 'DELETE', headers: { 'If-Match': '"x"' } })).status).toBe(412);
    expect((await mailbox.send(path, { method: 'DELETE' })).status).toBe(204);
    expect((await mailbox.send(path)).status).toBe(404);
    expect((await mailbox.send(path, { method: 'DELETE' })).status).toBe(404);
    expect(startsOf(await instances(series, '03-04', '03-07'))).toEqual(['03-04T10:00', '03-06T10:00']);
    expect(startsOf(await instances(series, '03-04', '03-07', '&$top=1'))).toEqual(['03-04T10:00']);
  });

  it('an occurrence goes with its series, and is none of the one that is put in its place', async () => {
    const path = '/v1.0/me/events/put-again';
    const json = { ...hourOn('03-01'), recurrence: daily };
    await mailbox.send(path, { method: 'PUT', json });
    const [first] = entriesOf(await mailbox.send(`${path}/instances?${window('03-05', '03-06')}`));
    const occurrence = `/v1.0/me/events/${String(first?.id)}`;
    await mailbox.send(occurrence, { method: 'PATCH', json: { subject: 'own' } });
    expect((await mailbox.send(path, { method: 'DELETE' })).status).toBe(204);
    expect((await mailbox.send(occurrence)).status).toBe(404);
    await mailbox.send(path, { method: 'PUT', json });
    expect((await mailbox.send(occurrence)).json).toMatchObject({ subject: null, type: 'occurrence' });
  });

  it('an occurrence takes neither a recurrence nor a calendar of its own', async () => {
    const series = await newSeries();
    const occurrence = await occurrenceOn(series, '03-05', '03-06');
    expect((await mailbox.send(eventPath(occurrence), { method: 'PATCH', json: { recurrence: daily } })).status).toBe(400);
  });
});

describe('calendarView', () => {
  it('calendarView has single events, long ones and occurrences in the order of their starts, in pages without a gap', async () => {
    const own = await newStranger(api);
    await own.newEvent({ subject: 'before', ...hourOn('02-27') });
    await own.newEvent({ subject: 'over midnight', start: hourOn('02-28', '23:00').start, end: hourOn('03-01', '00:00', '01:00').end });
    await own.newEvent({ subject: 'long', start: hourOn('01-01').start, end: hourOn('12-01').end });
    await own.newEvent({ subject: 'daily', ...hourOn('03-01'), recurrence: daily });
    await own.newEvent({ subject: 'single', ...hourOn('03-02', '12:00', '13:00') });
    await own.newEvent({ subject: 'same time', ...hourOn('03-02') });
    await own.newEvent({ subject: 'after', ...hourOn('03-03', '00:00', '01:00') });
    const whole = await view('03-01', '03-03', '', own);
    expect(subjects(whole).slice(0, 3)).toEqual(['long', 'over midnight', 'daily']);
    expect([...subjects(whole)].sort()).toEqual(['daily', 'daily', 'long', 'over midnight', 'same time', 'single']);
    const paged: string[] = [];
    for (let next: string | undefined = `/v1.0/me/calendar/calendarView?${window('03-01', '03-03')}&$top=1`; next !== undefined;) {
      const page: Answer = await own.send(next);
      expect(entriesOf(page)).toHaveLength(1);
      paged.push(...idsIn(page));
      next = nextLinkOf(page);
    }
    expect(paged).toEqual(idsIn(whole));
  });
});

describe('exceptionOccurrences', () => {
  it('exceptionOccurrences are the occurrences that were changed, in the order of their dates, page by page', async () => {
    const series = await newSeries();
    const list = `${eventPath(series)}/exceptionOccurrences`;
    expect(entriesOf(await mailbox.send(list))).toEqual([]);
    for (const [day, next] of [
      ['03-06', '03-07'],
      ['03-03', '03-04'],
      ['03-05', '03-06'],
      ['03-04', '03-05'],
    ] as const) {
      const path = eventPath(await occurrenceOn(series, day, next));
      const sent = day === '03-05' ? { method: 'DELETE' } : { method: 'PATCH', json: { subject: day } };
      expect((await mailbox.send(path, sent)).status).toBeLessThan(300);
    }
    const all = await mailbox.send(`${list}?$select=subject,type`);
    expect(subjects(all)).toEqual(['03-03', '03-04', '03-06']);
    expect(entriesOf(all).map(({ type }) => type)).toEqual(['exception', 'exception', 'exception']);

    const paged: string[] = [];
    for (let next: string | undefined = `${list}?$top=2`; next !== undefined;) {
      const page: Answer = await mailbox.send(next);
      paged.push(...idsIn(page));
      next = nextLinkOf(page);
    }
    expect(paged).toEqual(idsIn(all));
    expect((await mailbox.send(`${list}?$orderby=subject`)).status).toBe(400);
    expect((await mailbox.send(`${list}?$skiptoken=x`)).status).toBe(400);
  });

  it('exceptionOccurrences are none of a single event', async () => {
    expect(entriesOf(await mailbox.send(`${eventPath(await mailbox.newEvent())}/exceptionOccurrences`))).toEqual([]);
  });
});

describe('cancelledOccurrences', () => {
  it('cancelledOccurrences are those that were called off, by date, and only where they are asked for', async () => {
    const series = await newSeries();
    const select = `${eventPath(series)}?$select=subject,cancelledOccurrences`;
    expect((await mailbox.send(select)).json.cancelledOccurrences).toEqual([]);
    for (const [day, next] of [
      ['03-05', '03-06'],
      ['03-02', '03-03'],
    ] as const) {
      const cancelled = await mailbox.send(eventPath(await occurrenceOn(series, day, next)), { method: 'DELETE' });
      expect(cancelled.status).toBe(204);
    }
    const days = ['2027-03-02', '2027-03-05'].map((day) => `OID.${String(series.id)}.${day}`);
    expect((await mailbox.send(select)).json.cancelledOccurrences).toEqual(days);
    expect((await mailbox.send(eventPath(series))).json).not.toHaveProperty('cancelledOccurrences');
  });
});

it('a series that is changed while its occurrences are moved covers all of them afterwards', async () => {
  // In a mailbox of its own: the other series of this file fill a page of each of these days.
  const own = await newStranger(api);
  const numbered = { ...daily, range: { type: 'numbered', startDate: '2027-03-01', numberOfOccurrences: 8 } };
  const series = await own.newEvent({ ...hourOn('03-01'), recurrence: numbered });
  const occurrences = entriesOf(await own.send(`${eventPath(series)}/instances?${window('03-01', '03-31')}`));
  expect(occurrences).toHaveLength(8);
  const months = ['05', '06', '07', '08', '09', '10', '11', '12'];
  const answers = await Promise.all(
    months.flatMap((month, i) => [
      own.send(eventPath(occurrences[i] ?? {}), { method: 'PATCH', json: hourOn(`${month}-15`) }),
      own.send(eventPath(series), { method: 'PATCH', json: { subject: `changed in ${month}` } }),
    ]),
  );
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  for (const month of months) {
    const found = entriesOf(await view(`${month}-15`, `${month}-16`, '', own));
    expect(
      found.map(({ seriesMasterId }) => seriesMasterId),
      month,
    ).toEqual([series.id]);
  }
});
