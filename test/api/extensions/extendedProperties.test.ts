// Extended properties of events and calendars: in bodies, by `$expand`, in `$filter`; extensions by the same options (contract, section 15).
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anHour, hourOn } from '../../support/api/events.ts';
import { startHousehold, type Household, type Housemate } from '../../support/people/household.ts';

let house: Household;
let adele: Housemate;
beforeAll(async () => {
  house = await startHousehold();
  adele = await house.come('adele');
}, 60_000);
afterAll(() => house.close());

const set = '{66f5a359-4659-4830-9070-00040ec6ac6e}';
const color = `String ${set} Name Color`;
const size = `Integer ${set} Id 0x8001`;
const palette = `StringArray ${set} Name Palette`;
const single = (id: string, value: unknown) => ({ id, value });
const q = encodeURIComponent;

interface Answered {
  readonly status: number;
  readonly json: Readonly<Record<string, unknown>>;
}
const refusalOf = ({ status, json }: Answered) => ({ status, ...(json.error as object) });

const both = 'singleValueExtendedProperties,multiValueExtendedProperties';
async function shown(path: string, expand = both): Promise<readonly [unknown, unknown]> {
  const { json } = await adele.must('GET', `${path}?$select=id&$expand=${q(expand)}`);
  return [json.singleValueExtendedProperties, json.multiValueExtendedProperties];
}

async function newEvent(more: object): Promise<string> {
  const { json } = await adele.must('POST', '/v1.0/me/events', { subject: 'x', ...hourOn('03-01'), ...more });
  return `/v1.0/me/events/${String(json.id)}`;
}

describe('extended properties in bodies', () => {
  it('POST, PATCH and PUT of an event set them, null removes, and answers show them by $expand alone', async () => {
    const made = await adele.must('POST', '/v1.0/me/events', {
      ...hourOn('03-01'),
      singleValueExtendedProperties: [single(color, 'Green'), single(size, '-12')],
      multiValueExtendedProperties: [single(palette, ['Green', 'Blue'])],
    });
    expect(made.json).not.toHaveProperty('singleValueExtendedProperties');
    const path = `/v1.0/me/events/${String(made.json.id)}`;
    expect(await shown(path)).toEqual([[single(color, 'Green'), single(size, '-12')], [single(palette, ['Green', 'Blue'])]]);
    await adele.must('PATCH', path, {
      subject: 'new',
      singleValueExtendedProperties: [
        single(color.replace('String', 'STRING').toLowerCase().replace('color', 'Color'), 'Red'),
        single(size, null),
      ],
    });
    expect(await shown(path)).toEqual([[single(color, 'Red')], [single(palette, ['Green', 'Blue'])]]);
    await adele.must('PATCH', path, { subject: 'newer' });
    expect(await shown(path)).toEqual([[single(color, 'Red')], [single(palette, ['Green', 'Blue'])]]);
    await adele.must('PUT', path, { subject: 'put', ...anHour, singleValueExtendedProperties: [single(size, '5')] });
    expect(await shown(path)).toEqual([[single(size, '5')], [single(palette, ['Green', 'Blue'])]]);
    await adele.must('PATCH', path, {
      singleValueExtendedProperties: [single(size, null)],
      multiValueExtendedProperties: [single(palette, null)],
    });
    expect(await shown(path)).toEqual([[], []]);
  });

  it('a write of them changes the ETag, and If-Match counts', async () => {
    const path = await newEvent({});
    const before = String((await adele.must('GET', path)).json['@odata.etag']);
    const patched = await adele.must('PATCH', path, { singleValueExtendedProperties: [single(color, 'a')] });
    expect(patched.json['@odata.etag']).not.toBe(before);
    const again = await house.instance.send(
      adele.caller,
      'PATCH',
      path,
      { singleValueExtendedProperties: [single(color, 'b')] },
      { 'If-Match': before },
    );
    expect(again.status).toBe(412);
    expect(await shown(path)).toEqual([[single(color, 'a')], []]);
  });

  it.each([
    [{ singleValueExtendedProperties: [single('Colour', 'x')] }, 'ErrorInvalidRequest', /'Colour' of an extended property is not valid/],
    [{ singleValueExtendedProperties: [single(palette, 'x')] }, 'ErrorInvalidRequest', /multiValueExtendedProperties/],
    [{ multiValueExtendedProperties: [single(color, ['x'])] }, 'ErrorInvalidRequest', /singleValueExtendedProperties/],
    [
      { singleValueExtendedProperties: [single(color, 'x'), single(color.toUpperCase().replace('COLOR', 'Color'), 'y')] },
      'ErrorInvalidRequest',
      /given twice/,
    ],
    [{ singleValueExtendedProperties: [{ value: 'x' }] }, 'ErrorInvalidRequest', /singleValueExtendedProperties\/id/],
    [{ singleValueExtendedProperties: [{ id: color }] }, 'ErrorInvalidRequest', /singleValueExtendedProperties\/value/],
    [{ singleValueExtendedProperties: [single(size, 'many')] }, 'RequestBodyRead', /'many'.*Integer/],
    [{ singleValueExtendedProperties: [single(color, 5)] }, 'RequestBodyRead', /Edm.String/],
    [{ multiValueExtendedProperties: [single(palette, 'x')] }, 'RequestBodyRead', /Collection/],
    [{ singleValueExtendedProperties: {} }, 'RequestBodyRead', /Collection/],
    [{ singleValueExtendedProperties: [{ ...single(color, 'x'), kind: 1 }] }, 'RequestBodyRead', /'kind' does not exist/],
    [{ singleValueExtendedProperties: [single(color, 'x'.repeat(32 * 1024 + 1))] }, 'ErrorInvalidRequest', /at most 32768 bytes/],
  ])('what is wrong of them is refused by name in events and calendars: %#', async (body, code, message) => {
    const expected = { status: 400, code, message: expect.stringMatching(message) as unknown };
    expect(refusalOf(await adele.send('POST', '/v1.0/me/events', { ...hourOn('03-01'), ...body }))).toMatchObject(expected);
    expect(refusalOf(await adele.send('POST', '/v1.0/me/calendars', { name: 'never made', ...body }))).toMatchObject(expected);
    expect(refusalOf(await adele.send('PATCH', '/v1.0/me/calendar', body))).toMatchObject(expected);
  });

  it("an occurrence shows its series' extended properties and its own, and null hides", async () => {
    const series = await newEvent({
      recurrence: { pattern: { type: 'daily', interval: 1 }, range: { type: 'numbered', startDate: '2027-03-01', numberOfOccurrences: 3 } },
      singleValueExtendedProperties: [single(color, 'Green'), single(size, '1')],
    });
    const { value } = (await adele.must('GET', `${series}/instances?startDateTime=2027-03-01&endDateTime=2027-03-08`)).json;
    const [one = '', other = ''] = (value as { readonly id: string }[]).map(({ id }) => `/v1.0/me/events/${id}`);
    await adele.must('PATCH', one, { singleValueExtendedProperties: [single(color, 'Red'), single(size, null)] });
    expect((await shown(one))[0]).toEqual([single(color, 'Red')]);
    for (const path of [series, other]) expect((await shown(path))[0]).toEqual([single(color, 'Green'), single(size, '1')]);
  });
});

describe('extended properties of calendars', () => {
  it('POST and PATCH of a calendar set them, lists and one calendar show them by $expand, $filter finds it, and they go with it', async () => {
    const made = (
      await adele.must('POST', '/v1.0/me/calendars', { name: 'Green one', singleValueExtendedProperties: [single(color, 'Green')] })
    ).json;
    expect(made).not.toHaveProperty('singleValueExtendedProperties');
    const path = `/v1.0/me/calendars/${String(made.id)}`;
    await adele.must('PATCH', path, { multiValueExtendedProperties: [single(palette, ['a'])] });
    expect(await shown(path)).toEqual([[single(color, 'Green')], [single(palette, ['a'])]]);
    await adele.must('PATCH', '/v1.0/me/calendar', { singleValueExtendedProperties: [single(color, 'Red')] });
    expect((await shown('/v1.0/me/calendar'))[0]).toEqual([single(color, 'Red')]);
    const find = async (filter: string): Promise<unknown[]> =>
      (
        (await adele.must('GET', `/v1.0/me/calendars?$filter=${q(filter)}&$expand=singleValueExtendedProperties`)).json.value as {
          name: string;
          singleValueExtendedProperties: unknown;
        }[]
      ).map(({ name, singleValueExtendedProperties }) => [name, singleValueExtendedProperties]);
    expect(await find(`singleValueExtendedProperties/any(ep: ep/id eq '${color}' and ep/value eq 'green')`)).toEqual([
      ['Green one', [single(color, 'Green')]],
    ]);
    expect(await find(`singleValueExtendedProperties/any(ep: ep/id eq '${color}' and ep/value ne 'green')`)).toEqual([
      ['Calendar', [single(color, 'Red')]],
    ]);
    await adele.must('DELETE', path);
    await adele.must('POST', '/v1.0/me/calendars', { name: 'Green one' });
    expect(await find(`singleValueExtendedProperties/any(ep: ep/id eq '${color}' and ep/value eq 'green')`)).toEqual([]);
  });
});

describe('$expand and $filter by what was added', () => {
  it('$expand with a filter shows those that it names, of lists as of one event, and extensions so too', async () => {
    const path = await newEvent({
      subject: 'expanded',
      singleValueExtendedProperties: [single(color, 'Green'), single(size, '1')],
      extensions: [{ extensionName: 'A.b', x: 1 }, { extensionName: 'c' }],
    });
    const bySize = `singleValueExtendedProperties($filter=id eq 'integer ${set} id 32769')`;
    expect((await shown(path, bySize))[0]).toEqual([single(size, '1')]);
    expect((await shown(path, `singleValueExtendedProperties($filter=id eq '${size}' or id eq '${color}')`))[0]).toHaveLength(2);
    const list = await adele.must(
      'GET',
      `/v1.0/me/events?$filter=${q("subject eq 'expanded'")}&$select=subject&$expand=${q(`${bySize},extensions($filter=id eq 'microsoft.graph.openTypeExtension.a.B')`)}`,
    );
    expect(list.json.value).toMatchObject([
      {
        subject: 'expanded',
        singleValueExtendedProperties: [single(size, '1')],
        'singleValueExtendedProperties@odata.context': expect.stringMatching(/\/events\('.+'\)\/singleValueExtendedProperties$/) as unknown,
        extensions: [{ '@odata.type': '#microsoft.graph.openTypeExtension', extensionName: 'A.b', x: 1 }],
      },
    ]);
    for (const wrong of [
      "extensions($filter=name eq 'x')",
      'extensions($select=id)',
      "extensions($filter=id eq 'a' and id eq 'b')",
      "singleValueExtendedProperties($filter=id eq 'x')",
    ])
      expect((await adele.send('GET', `${path}?$expand=${q(wrong)}`)).status).toBe(400);
  });

  const rows: readonly (readonly [string, readonly string[]])[] = [
    [`singleValueExtendedProperties/any(ep: ep/id eq '${color}' and ep/value eq 'gReEn')`, ['green']],
    [`singleValueExtendedProperties/any(x:x/id eq '${color}' and contains(x/value,'RE'))`, ['green', 'red']],
    [`singleValueExtendedProperties/any(ep: ep/id eq '${color}' and startswith(ep/value,'re'))`, ['red']],
    [`singleValueExtendedProperties/any(ep: ep/id eq '${color}' and ep/value ne 'green')`, ['long', 'red']],
    [`singleValueExtendedProperties/any(ep: ep/id eq '${color}' and ep/value eq '${'L'.repeat(300)}')`, ['long']],
    [`singleValueExtendedProperties/any(ep: ep/id eq '${color}')`, ['green', 'long', 'red']],
    [`singleValueExtendedProperties/Any(ep: ep/id eq '${color}' and ep/value ne null)`, ['green', 'long', 'red']],
    [`singleValueExtendedProperties/any(ep: ep/id eq '${color}' and ep/value eq null)`, []],
    [`not singleValueExtendedProperties/any(ep: ep/id eq '${color}') and subject ne 'x' and subject ne 'expanded'`, ['none']],
    [`singleValueExtendedProperties/any(ep: ep/id eq '${size}' and cast(ep/value, Edm.Int32) gt 5)`, ['red']],
    [`singleValueExtendedProperties/any(ep: ep/id eq '${size}' and cast(ep/value, Edm.Int64) le -1)`, ['green']],
    [`singleValueExtendedProperties/any(ep: ep/id eq '${size}' and cast(ep/value, Edm.Double) ge 9.5)`, ['red']],
    [`singleValueExtendedProperties/any(ep: ep/id eq 'Boolean 0x1' and cast(ep/value, Edm.Boolean) eq true)`, ['red']],
    [
      `singleValueExtendedProperties/any(ep: ep/id eq 'SystemTime 0x2' and cast(ep/value, Edm.DateTimeOffset) lt 2027-01-01T00:00:00Z)`,
      ['green'],
    ],
    [
      `singleValueExtendedProperties/any(ep: ep/id eq 'CLSID 0x3' and cast(ep/value, Edm.Guid) eq '66F5A359-4659-4830-9070-00040ec6ac6e')`,
      ['green'],
    ],
    ["Extensions/any(f:f/id eq 'com.contoso.DEAL')", ['red']],
    ["extensions/any(f:f/id eq 'Microsoft.OutlookServices.OpenTypeExtension.Com.Contoso.Deal') or subject eq 'none'", ['none', 'red']],
    [
      `Extensions/any(f:f/id eq 'com.contoso.deal') and singleValueExtendedProperties/any(ep: ep/id eq '${color}' and ep/value eq 'green')`,
      [],
    ],
  ];

  describe('of a mailbox with four events', () => {
    let bob: Housemate;
    beforeAll(async () => {
      bob = await house.come('bob');
      const of = (subject: string, more: object) => bob.must('POST', '/v1.0/me/events', { subject, ...hourOn('03-01'), ...more });
      await of('none', {});
      await of('green', {
        singleValueExtendedProperties: [
          single(color, 'Green'),
          single(size, '-5'),
          single('SystemTime 0x2', '2026-12-31T23:59:59Z'),
          single('CLSID 0x3', set),
        ],
      });
      await of('red', {
        singleValueExtendedProperties: [single(color, 'Red'), single(size, '10'), single('Boolean 0x1', 'True')],
        extensions: [{ extensionName: 'Com.Contoso.Deal' }],
      });
      await of('long', {
        singleValueExtendedProperties: [single(color, 'l'.repeat(300))],
        multiValueExtendedProperties: [single(palette, ['Green'])],
      });
    });

    it.each(rows)('the filter %s finds %j, and its count is theirs', async (filter, subjects) => {
      const { value } = (await bob.must('GET', `/v1.0/me/events?$filter=${q(filter)}&$select=subject`)).json;
      expect((value as { readonly subject: string }[]).map(({ subject }) => subject).sort()).toEqual(subjects);
      expect((await bob.must('GET', `/v1.0/me/events/$count?$filter=${q(filter)}`)).text).toBe(String(subjects.length));
    });

    it.each([
      `multiValueExtendedProperties/any(ep: ep/id eq '${palette}')`,
      `singleValueExtendedProperties/any(ep: ep/id eq 'nonsense')`,
      `singleValueExtendedProperties/any(ep: ep/id eq '${color}' and ep/value gt 'a')`,
      `singleValueExtendedProperties/any(ep: ep/id eq '${color}' and ep/value gt null)`,
      `singleValueExtendedProperties/any(ep: ep/id eq '${size}' and cast(ep/value, Edm.Date) gt 5)`,
      `singleValueExtendedProperties/any(ep: ep/id eq '${size}' and cast(ep/value, Edm.Int32) gt 'x')`,
      `singleValueExtendedProperties/any(ep: ep/id eq '${color}' and contains(ep/value,'${'x'.repeat(256)}'))`,
      `singleValueExtendedProperties/any(ep: ep/name eq '${color}')`,
      "extensions/any(f:f/id gt 'a')",
      "extensions/any(f:f/data eq 'a')",
    ])('the filter %s is refused with 400', async (filter) => {
      expect(refusalOf(await bob.send('GET', `/v1.0/me/events?$filter=${q(filter)}`))).toMatchObject({ status: 400 });
    });
  });
});
