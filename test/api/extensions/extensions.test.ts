// Open extensions of an event, by their own paths and with the event (contract, section 15).
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

const graphType = '#microsoft.graph.openTypeExtension';
const full = (name: string): string => `microsoft.graph.openTypeExtension.${name}`;
const refusalOf = ({ status, json }: { readonly status: number; readonly json: Readonly<Record<string, unknown>> }) => ({
  status,
  ...(json.error as object),
});

async function newEvent(more: object = {}): Promise<{ readonly id: string; readonly path: string }> {
  const { json } = await adele.must('POST', '/v1.0/me/events', { subject: 'with data', ...hourOn('03-01'), ...more });
  return { id: String(json.id), path: `/v1.0/me/events/${String(json.id)}` };
}

const namesOf = async (path: string, who = adele): Promise<unknown[]> =>
  ((await who.must('GET', `${path}/extensions`)).json.value as { readonly extensionName: string }[]).map(
    ({ extensionName }) => extensionName,
  );

describe('an extension by its own path', () => {
  it("POST makes an extension: 201 with its context, its Location and the event's new ETag, and GET shows it so", async () => {
    const { id, path } = await newEvent();
    const before = (await adele.must('GET', path)).json['@odata.etag'];
    const body = {
      '@odata.type': 'microsoft.graph.openTypeExtension',
      extensionName: 'Com.Contoso.Referral',
      companyName: 'Wingtip Toys',
      dealValue: 500_050,
      'expires@odata.type': '#DateTimeOffset',
      expires: '2027-12-03T10:00:00Z',
      nested: { list: [1, null, { deep: true }] },
      nothing: null,
      'ignored@odata.bind': 'x',
      '@odata.anything': 'y',
    };
    const made = await adele.send('POST', `${path}/extensions`, body);
    expect(made.status, JSON.stringify(made.json)).toBe(201);
    const shown = {
      '@odata.type': graphType,
      id: full('Com.Contoso.Referral'),
      extensionName: 'Com.Contoso.Referral',
      companyName: 'Wingtip Toys',
      dealValue: 500_050,
      'expires@odata.type': '#DateTimeOffset',
      expires: '2027-12-03T10:00:00Z',
      nested: { list: [1, null, { deep: true }] },
      nothing: null,
    };
    const context = `https://localhost/v1.0/$metadata#users('${adele.id}')/events('${id}')/extensions`;
    expect(made.json).toEqual({ '@odata.context': `${context}/$entity`, ...shown });
    expect(made.headers.Location).toBe(
      `https://localhost/v1.0/users('${adele.id}')/events('${id}')/extensions('${full('Com.Contoso.Referral')}')`,
    );
    const after = (await adele.must('GET', path)).json['@odata.etag'];
    expect(after).not.toBe(before);
    expect(made.headers.ETag).toBe(after);
    for (const spelled of [
      'Com.Contoso.Referral',
      'com.contoso.REFERRAL',
      full('com.contoso.referral'),
      'Microsoft.OutlookServices.OpenTypeExtension.Com.Contoso.Referral',
    ])
      for (const key of [`/${spelled}`, `('${spelled}')`])
        expect((await adele.must('GET', `${path}/extensions${key}`)).json).toEqual({ '@odata.context': `${context}/$entity`, ...shown });
    expect((await adele.must('GET', String(made.headers.Location).replace('https://localhost', ''))).json).toMatchObject(shown);
    expect((await adele.must('GET', `${path}/extensions`)).json).toEqual({ '@odata.context': context, value: [shown] });
  });

  it('POST of a name that is there sets its properties and leaves the others; PATCH leaves out what the body leaves out; DELETE removes it', async () => {
    const { path } = await newEvent();
    await adele.must('POST', `${path}/extensions`, { extensionName: 'Deal', a: 1, b: 2 });
    const again = await adele.send('POST', `${path}/extensions`, { extensionName: full('deal'), b: 3, c: 4 });
    expect(again.status).toBe(201);
    expect(again.json).toMatchObject({ extensionName: 'Deal', a: 1, b: 3, c: 4 });
    const patched = await adele.send('PATCH', `${path}/extensions/deal`, { extensionName: 'DEAL', c: 5 });
    expect(patched.status).toBe(200);
    expect(patched.json).toEqual({
      '@odata.context': expect.stringContaining('/extensions/$entity') as unknown,
      '@odata.type': graphType,
      id: full('Deal'),
      extensionName: 'Deal',
      c: 5,
    });
    expect(patched.headers.ETag).toBe((await adele.must('GET', path)).json['@odata.etag']);
    expect((await adele.send('DELETE', `${path}/extensions/deal`)).status).toBe(204);
    expect(await namesOf(path)).toEqual([]);
    for (const [method, json] of [['GET'], ['PATCH', { c: 1 }], ['DELETE']] as const)
      expect(refusalOf(await adele.send(method, `${path}/extensions/deal`, json))).toMatchObject({
        status: 404,
        code: 'ErrorItemNotFound',
      });
  });

  it('the list has pages in the order of names, counts, and tells the number', async () => {
    const { path } = await newEvent({ extensions: ['c', 'B', 'a'].map((extensionName) => ({ extensionName })) });
    expect(await namesOf(path)).toEqual(['a', 'B', 'c']);
    const counted = await adele.must('GET', `${path}/extensions/$count`);
    expect(counted.text).toBe('3');
    const first = (await adele.must('GET', `${path}/extensions?$top=2&$count=true`)).json;
    expect(first).toMatchObject({ '@odata.count': 3, value: [{ extensionName: 'a' }, { extensionName: 'B' }] });
    const next = String(first['@odata.nextLink']).replace('https://localhost', '');
    expect((await adele.must('GET', next)).json).toMatchObject({ '@odata.count': 3, value: [{ extensionName: 'c' }] });
    expect(refusalOf(await adele.send('GET', `${path}/extensions?$orderby=id`))).toMatchObject({ status: 400, code: 'BadRequest' });
  });

  it.each([
    [{}, 'ErrorInvalidRequest', /'extensionName' is missing/],
    [{ extensionName: '' }, 'ErrorInvalidRequest', /'extensionName' is missing/],
    [{ extensionName: 'a b' }, 'ErrorInvalidRequest', /'extensionName' must have/],
    [{ extensionName: 'x'.repeat(129) }, 'ErrorInvalidRequest', /1 to 128/],
    [{ extensionName: 'attachments' }, 'ErrorInvalidRequest', /no word of the API/],
    [{ extensionName: full('') }, 'ErrorInvalidRequest', /'extensionName' must have/],
    [{ extensionName: 5 }, 'RequestBodyRead', /Edm.String/],
    [{ extensionName: 'a', '@odata.type': '#microsoft.graph.event' }, 'RequestBodyRead', /microsoft.graph.event/],
    [{ extensionName: 'a', '@odata.type': 'Something.Else' }, 'RequestBodyRead', /openTypeExtension/],
    [{ extensionName: 'a', text: 'x'.repeat(32 * 1024) }, 'ErrorInvalidRequest', /at most 32768 bytes/],
  ])('a body that is wrong is refused by name and stores nothing: %#', async (body, code, message) => {
    const { path } = await newEvent();
    const refused = refusalOf(await adele.send('POST', `${path}/extensions`, body));
    expect(refused).toMatchObject({ status: 400, code, message: expect.stringMatching(message) as unknown });
    expect(await namesOf(path)).toEqual([]);
  });

  it('another name in PATCH is refused, and so is the 101st extension, and more than 256 KiB together', async () => {
    const { path } = await newEvent({ extensions: Array.from({ length: 100 }, (_, i) => ({ extensionName: `e${i}` })) });
    expect(refusalOf(await adele.send('PATCH', `${path}/extensions/e1`, { extensionName: 'e2' }))).toMatchObject({
      status: 400,
      code: 'ErrorInvalidRequest',
      message: expect.stringContaining("'extensionName' cannot be changed") as unknown,
    });
    expect(refusalOf(await adele.send('POST', `${path}/extensions`, { extensionName: 'e100' }))).toMatchObject({
      status: 400,
      code: 'ErrorInvalidRequest',
    });
    await adele.must('POST', `${path}/extensions`, { extensionName: 'E99', more: 1 });
    const text = 'x'.repeat(32_000);
    for (let i = 0; i < 8; i++) await adele.must('POST', `${path}/extensions`, { extensionName: `e${i}`, text });
    expect(refusalOf(await adele.send('POST', `${path}/extensions`, { extensionName: 'e8', text }))).toMatchObject({
      status: 400,
      code: 'ErrorInvalidRequest',
      message: expect.stringContaining('262144 bytes') as unknown,
    });
  });

  it("If-Match with the event's ETag counts for POST, PATCH and DELETE of an extension", async () => {
    const { path } = await newEvent({ extensions: [{ extensionName: 'a' }] });
    const stale = String((await adele.must('GET', path)).json['@odata.etag']);
    await adele.must('PATCH', `${path}/extensions/a`, { b: 1 });
    const send = (method: string, at: string, tag: string, json?: unknown) =>
      house.instance.send(adele.caller, method, at, json, { 'If-Match': tag });
    for (const [method, at, json] of [
      ['POST', `${path}/extensions`, { extensionName: 'b' }],
      ['PATCH', `${path}/extensions/a`, {}],
      ['DELETE', `${path}/extensions/a`],
    ] as const)
      expect((await send(method, at, stale, json)).status).toBe(412);
    const current = String((await adele.must('GET', path)).json['@odata.etag']);
    expect((await send('DELETE', `${path}/extensions/a`, current)).status).toBe(204);
  });

  it('other methods are 405 with Allow', async () => {
    const { path } = await newEvent();
    expect(await adele.send('PUT', `${path}/extensions`, {})).toMatchObject({ status: 405, headers: { Allow: 'GET, HEAD, POST' } });
    expect(await adele.send('POST', `${path}/extensions/a`, {})).toMatchObject({
      status: 405,
      headers: { Allow: 'GET, HEAD, PATCH, DELETE' },
    });
    expect(await adele.send('POST', `${path}/extensions/$count`, {})).toMatchObject({ status: 405, headers: { Allow: 'GET, HEAD' } });
  });
});

describe('extensions with the event', () => {
  it('POST and PUT of an event take extensions and show them; all or nothing', async () => {
    const extensions = [
      { '@odata.type': '#microsoft.graph.openTypeExtension', extensionName: 'one', a: 1 },
      { '@odata.type': 'Microsoft.OutlookServices.OpenTypeExtension', extensionName: 'two' },
    ];
    const made = await adele.send('POST', '/v1.0/me/events', { subject: 'both', ...hourOn('03-02'), extensions });
    expect(made.status, JSON.stringify(made.json)).toBe(201);
    const id = String(made.json.id);
    const shown = (event: string) => ({
      'extensions@odata.context': `https://localhost/v1.0/$metadata#users('${adele.id}')/events('${event}')/extensions`,
      extensions: [
        { '@odata.type': graphType, id: full('one'), extensionName: 'one', a: 1 },
        { '@odata.type': graphType, id: full('two'), extensionName: 'two' },
      ],
    });
    expect(made.json).toMatchObject(shown(id));
    expect((await adele.must('GET', `/v1.0/me/events/${id}`)).json).not.toHaveProperty('extensions');
    const put = await adele.send('PUT', '/v1.0/me/events/put-with-extensions', { subject: 'put', ...anHour, extensions });
    expect(put.status).toBe(201);
    expect(put.json).toMatchObject(shown('put-with-extensions'));
    const again = await adele.send('PUT', '/v1.0/me/events/put-with-extensions', {
      subject: 'put',
      ...anHour,
      extensions: [{ extensionName: 'THREE' }],
    });
    expect(again.status).toBe(200);
    expect(await namesOf('/v1.0/me/events/put-with-extensions')).toEqual(['THREE']);
    await adele.must('PUT', '/v1.0/me/events/put-with-extensions', { subject: 'put again', ...anHour });
    expect(await namesOf('/v1.0/me/events/put-with-extensions')).toEqual(['THREE']);
    for (const wrong of [
      [{ a: 1 }],
      [{ extensionName: 'a' }, { extensionName: 'A' }],
      [{ extensionName: 'a', text: 'x'.repeat(33_000) }],
      ['a'],
      {},
    ]) {
      const refused = refusalOf(await adele.send('PUT', '/v1.0/me/events/not-put', { ...anHour, extensions: wrong }));
      expect(refused).toMatchObject({ status: 400, message: expect.stringMatching(/extension/i) as unknown });
    }
    expect((await adele.send('GET', '/v1.0/me/events/not-put')).status).toBe(404);
  });

  it('PATCH of an event refuses extensions, naming their own path', async () => {
    const { path } = await newEvent();
    const refused = refusalOf(await adele.send('PATCH', path, { subject: 'x', extensions: [{ extensionName: 'a' }] }));
    expect(refused).toMatchObject({ status: 400, message: expect.stringContaining('PATCH …/extensions/{name}') as unknown });
    expect((await adele.must('GET', path)).json.subject).toBe('with data');
  });

  it('POST that repeats a transactionId shows the extensions of the event that is there', async () => {
    const body = { ...hourOn('03-03'), transactionId: 'once', extensions: [{ extensionName: 'first', a: 1 }] };
    await adele.must('POST', '/v1.0/me/events', body);
    const again = await adele.must('POST', '/v1.0/me/events', { ...body, extensions: [{ extensionName: 'second' }] });
    expect(again.json.extensions).toMatchObject([{ extensionName: 'first', a: 1 }]);
  });

  it('extensions go with the event: one that is put under its id again has none, and the same names begin anew', async () => {
    const path = '/v1.0/me/events/put-twice';
    await adele.must('PUT', path, { subject: 'first', ...anHour, extensions: [{ extensionName: 'a', secret: 1 }] });
    await adele.must('DELETE', path);
    expect((await adele.send('GET', `${path}/extensions`)).status).toBe(404);
    await adele.must('PUT', path, { subject: 'second', ...anHour });
    expect(await namesOf(path)).toEqual([]);
    await adele.must('POST', `${path}/extensions`, { extensionName: 'a' });
    expect((await adele.must('GET', `${path}/extensions/a`)).json).not.toHaveProperty('secret');
  });
});

describe('extensions of an occurrence', () => {
  const recurrence = {
    pattern: { type: 'daily', interval: 1 },
    range: { type: 'numbered', startDate: '2027-03-01', numberOfOccurrences: 5 },
  };

  async function newSeries(extensions: readonly object[]): Promise<{ readonly series: string; readonly days: readonly string[] }> {
    const { path } = await newEvent({ recurrence, extensions });
    const { value } = (await adele.must('GET', `${path}/instances?startDateTime=2027-03-01&endDateTime=2027-03-08`)).json;
    return { series: path, days: (value as { readonly id: string }[]).map(({ id }) => `/v1.0/me/events/${id}`) };
  }

  it("an occurrence shows its series' and its own instead of one of the same name; a delete hides; the series and the others stay as they are", async () => {
    const { series, days } = await newSeries([
      { extensionName: 'a', of: 'series' },
      { extensionName: 'b', of: 'series' },
    ]);
    const [one = '', other = ''] = days;
    expect(await namesOf(one)).toEqual(['a', 'b']);
    await adele.must('POST', `${one}/extensions`, { extensionName: 'A', own: true });
    await adele.must('POST', `${one}/extensions`, { extensionName: 'c' });
    expect((await adele.must('GET', `${one}/extensions/a`)).json).toMatchObject({ extensionName: 'a', of: 'series', own: true });
    expect((await adele.send('DELETE', `${one}/extensions/b`)).status).toBe(204);
    expect(await namesOf(one)).toEqual(['a', 'c']);
    expect((await adele.send('GET', `${one}/extensions/b`)).status).toBe(404);
    expect((await adele.send('DELETE', `${one}/extensions/b`)).status).toBe(404);
    for (const path of [series, other]) expect(await namesOf(path)).toEqual(['a', 'b']);
    await adele.must('PATCH', `${series}/extensions/a`, { of: 'series, changed' });
    await adele.must('POST', `${series}/extensions`, { extensionName: 'd' });
    expect((await adele.must('GET', `${one}/extensions/a`)).json).toMatchObject({ of: 'series', own: true });
    expect((await adele.must('GET', `${other}/extensions/a`)).json).toMatchObject({ of: 'series, changed' });
    expect(await namesOf(one)).toEqual(['a', 'c', 'd']);
    expect((await adele.must('GET', `${one}/extensions/$count`)).text).toBe('3');
  });

  it('an extension goes with the series, and with the occurrence when that is cancelled', async () => {
    const { series, days } = await newSeries([]);
    const [one = ''] = days;
    await adele.must('POST', `${one}/extensions`, { extensionName: 'a' });
    await adele.must('DELETE', one);
    expect((await adele.send('GET', `${one}/extensions`)).status).toBe(404);
    await adele.must('POST', `${days[1] ?? ''}/extensions`, { extensionName: 'a' });
    await adele.must('DELETE', series);
    expect((await adele.send('GET', `${days[1] ?? ''}/extensions/a`)).status).toBe(404);
  });
});
