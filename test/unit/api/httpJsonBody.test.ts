// A request's body: which types, sizes, depths and texts are read as a JSON object, and what it takes of the budget.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ServiceError } from '../../../lib/runtime/errors.ts';
import { createByteBudget } from '../../../lib/runtime/byteBudget.ts';
import { readJsonObject } from '../../../lib/api/jsonBody.ts';
import { maxJsonDepth, maxRequestBytes } from '../../../lib/runtime/limits.ts';
import type { JsonObject } from '../../../lib/runtime/json.ts';
import { cpuOf } from '../../support/cpu.ts';

const plenty = createByteBudget(Number.MAX_SAFE_INTEGER);

function read(
  body: string | Uint8Array,
  headers: Record<string, string> = { 'Content-Type': 'application/json' },
  share = plenty.share(),
): Promise<JsonObject> {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  return readJsonObject(
    { method: 'POST', url: new URL('http://host/'), headers: new Headers(headers), body: () => Promise.resolve(bytes) },
    share,
  );
}

const refusal = (reading: Promise<unknown>): Promise<ServiceError> =>
  reading.then(
    () => expect.fail('was read'),
    (error: unknown) => (error instanceof ServiceError ? error : expect.fail(String(error))),
  );

it('readJsonBody gives back the object that was written', async () => {
  await fc.assert(
    fc.asyncProperty(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue({ maxDepth: 5 })), async (value) => {
      expect(JSON.stringify(await read(JSON.stringify(value)))).toBe(JSON.stringify(value));
    }),
  );
});

describe('media types', () => {
  it.each([
    'application/json',
    'Application/JSON; charset=UTF-8',
    'application/json;odata.metadata=minimal;charset="utf-8"',
    'application/json;charset=UTF-8;',
    'application/json; charset=us-ascii',
    'application/vnd.contoso.v1+json',
    'application/merge-patch+json; charset=utf-8',
    'text/json',
    'Text/JSON; charset="utf-8"',
    '',
  ])('the media type %j is read', async (type) => {
    await expect(read('{}', { 'Content-Type': type })).resolves.toEqual({});
  });

  it('a body without a media type is read', async () => {
    await expect(read('{}', {})).resolves.toEqual({});
  });

  it.each([
    'text/plain',
    'application/xml',
    'multipart/form-data; boundary=x',
    'application/json; charset=utf-16',
    'json',
    'application/json, text/plain',
    'application/x-www-form-urlencoded',
    'application/octet-stream',
    'garbage',
    'text/json; charset=iso-8859-1',
    'application/x+json; charset=windows-1252',
  ])('the media type %j is refused with 415, which names what is accepted', async (type) => {
    const error = await refusal(read('{}', { 'Content-Type': type }));
    expect(error).toMatchObject({ status: 415, code: 'UnsupportedMediaType', headers: { Accept: 'application/json' } });
    expect(error.message).toMatch(/accepts application\/json in UTF-8\.$/);
    expect(error.message).toContain(`'${type}'`);
  });

  it.each(['gzip', 'GZIP', 'x-gzip', 'deflate', 'br', 'aes128gcm', 'gzip, identity', 'identity, deflate', 'x'])(
    'the Content-Encoding %s is refused with 415, which names what is accepted',
    async (coding) => {
      const error = await refusal(read('{}', { 'Content-Encoding': coding }));
      expect(error).toMatchObject({ status: 415, code: 'UnsupportedMediaType', headers: { 'Accept-Encoding': 'identity' } });
      expect(error.message).toMatch(/without Content-Encoding/);
    },
  );

  it.each(['identity', 'Identity', '', ' ', 'identity, identity'])('the Content-Encoding %j is none', async (coding) => {
    await expect(read('{}', { 'Content-Encoding': coding })).resolves.toEqual({});
  });
});

describe('sizes', () => {
  const ofLength = (length: number): string => `{"a":"${'x'.repeat(length - 8)}"}`;

  it('a body of 4 MiB is read to the byte', async () => {
    const text = ofLength(maxRequestBytes);
    await expect(read(text)).resolves.toEqual(JSON.parse(text));
  });

  it('a body of one byte more is refused with 413, which names the limit and the way out', async () => {
    const error = await refusal(read(ofLength(maxRequestBytes + 1)));
    expect(error).toMatchObject({ status: 413, code: 'RequestEntityTooLarge' });
    expect(error.message).toMatch(/^Maximum request length exceeded\..*4194304.*createUploadSession/);
  });

  it('a body is refused by its Content-Length alone', async () => {
    expect(await refusal(read('{}', { 'Content-Length': String(maxRequestBytes + 1) }))).toMatchObject({ status: 413 });
  });

  it('a body takes three times its size of the budget, and 503 when that is spent', async () => {
    const budget = createByteBudget(30);
    await read('{"a":1   }', {}, budget.share());
    expect(budget.used).toBe(30);
    expect(await refusal(read('{}', {}, budget.share()))).toMatchObject({ status: 503, headers: { 'Retry-After': '1' } });
  });
});

describe('texts that are no JSON object', () => {
  it.each([
    '',
    ' ',
    '{',
    '{"a":',
    '{"a":1}}',
    "{'a':1}",
    '{"a":1,}',
    'NaN',
    '{"a":"\n"}',
    '{"a":"\u0000"}',
    '\u0000',
    '{"a":01}',
    '"unended',
    '"\\',
    'hello',
    'name=a&contentBytes=b',
    '<attachment name="a"/>',
    '{"a":"b',
    '{"a":1}x',
    '{}{}',
    '/* */{}',
    '{"a":"b\u0000c"}',
  ])('%j is not JSON', async (text) => {
    const error = await refusal(read(text));
    expect(error).toMatchObject({ status: 400, code: 'UnableToDeserializePostBody' });
    expect(error.message).toContain('it is not JSON in UTF-8');
  });

  it.each(['[]', 'null', '1', '"text"', '"{}"', 'true', '[{}]'])('%s is not an object', async (text) => {
    expect((await refusal(read(text))).message).toContain('it is not a JSON object');
  });

  it.each([
    [0xff, 0xfe, 0x7b, 0x7d],
    [0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d],
    [0x7b, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x3a, 0x31, 0x7d],
    [0x7b, 0x22, 0xc0, 0xaf, 0x22, 0x3a, 0x31, 0x7d],
    [...Buffer.from('\uFEFF{"a":1}', 'utf16le')],
  ])('bytes that are not UTF-8 are no JSON object: %j', async (...bytes) => {
    expect(await refusal(read(Uint8Array.from(bytes)))).toMatchObject({ code: 'UnableToDeserializePostBody' });
  });

  it('a byte order mark before JSON is ignored (RFC 8259, section 8.1)', async () => {
    await expect(read('\uFEFF{"a":1}')).resolves.toEqual({ a: 1 });
  });
});

describe('depth', () => {
  const nested = (levels: number, open = '{"a":', close = '}'): string => `${open.repeat(levels - 1)}{}${close.repeat(levels - 1)}`;

  it(`a body of ${maxJsonDepth} levels is read, and one more refused`, async () => {
    await expect(read(nested(maxJsonDepth))).resolves.toEqual(JSON.parse(nested(maxJsonDepth)));
    expect((await refusal(read(nested(maxJsonDepth + 1)))).message).toContain(`nested deeper than ${maxJsonDepth} levels`);
  });

  it('brackets in strings nest nothing, escaped quotes included', async () => {
    const value = { a: '['.repeat(1000), ['{"['.repeat(200)]: '\\"[{'.repeat(300), b: '\\' };
    await expect(read(JSON.stringify(value))).resolves.toEqual(value);
  });

  it('a body of 100,000 levels, or 4 MiB of quotes and backslashes, is refused without delay', async () => {
    const refused = async (): Promise<void> => {
      for (const text of [
        nested(100_000),
        `{"a":${'['.repeat(100_000)}`,
        `{"a":${nested(100_000, '[', ']')}}`,
        '['.repeat(100_000),
        `{"a":"${'\\'.repeat(4_000_000)}`,
        '"'.repeat(4_000_000),
        '"\\'.repeat(2_000_000),
      ])
        expect(await refusal(read(text))).toMatchObject({ code: 'UnableToDeserializePostBody' });
    };
    expect(await cpuOf(refused)).toBeLessThan(2000);
  });
});

it('__proto__ and constructor are properties like others', async () => {
  const body = await read('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}');
  expect(Object.keys(body)).toEqual(['__proto__', 'constructor']);
  expect(Object.getPrototypeOf(body)).toBe(Object.prototype);
  expect(Reflect.get({}, 'polluted')).toBeUndefined();
});
