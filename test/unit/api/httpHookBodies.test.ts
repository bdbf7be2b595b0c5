// What a webhook's body becomes, told by properties: nothing of it is lost, and whatever can't be read is refused with 4xx and in words.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NewAttachment } from '../../../lib/attachments/attachment.ts';
import { ServiceError } from '../../../lib/runtime/errors.ts';
import { atOnce } from '../../../lib/runtime/inSteps.ts';
import { readDelivery } from '../../../lib/api/webhooks/delivery.ts';
import { cleanName } from '../../../lib/api/webhooks/file.ts';
import { readForm as stepsOfForm } from '../../../lib/api/webhooks/form.ts';
import { asHookError } from '../../../lib/api/webhooks/outcome.ts';
import { errorOf } from '../../support/errors.ts';

const readForm = (...given: Parameters<typeof stepsOfForm>): readonly NewAttachment[] => atOnce(stepsOfForm(...given));

const bytesOf = (attachment: NewAttachment | undefined): Buffer =>
  attachment !== undefined && 'bytes' in attachment ? Buffer.from(attachment.bytes) : expect.fail('no file');

/** A form as `fetch` writes it. */
async function written(
  parts: readonly (readonly [string, string | File])[],
): Promise<{ bytes: Uint8Array; type: string; boundary: string }> {
  const form = new FormData();
  for (const [name, value] of parts) form.append(name, value);
  const response = new Response(form);
  const type = response.headers.get('content-type') ?? '';
  return { bytes: new Uint8Array(await response.arrayBuffer()), type, boundary: type.replace(/^.*boundary=/, '') };
}

/** A form with CRLF for each line break. */
const form = (text: string): Uint8Array => Buffer.from(text.replaceAll('\n', '\r\n'));

/** The error that reading ends in; nothing when it is read. */
function refusalOf(read: () => unknown): ServiceError | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    return error instanceof ServiceError ? error : expect.fail(String(error));
  }
}

const names = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).map((name) => name.toWellFormed());

describe('a form', () => {
  it('a form keeps every file and every field, whatever they hold', async () => {
    const files = fc.array(fc.record({ name: names, bytes: fc.uint8Array({ maxLength: 200 }) }), { maxLength: 8 });
    const fields = fc.array(fc.tuple(names, fc.string({ unit: 'grapheme', maxLength: 80 })), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(files, fields, async (given, texts) => {
        fc.pre(given.length + texts.length > 0);
        const parts = [
          ...given.map(({ name, bytes }) => ['f', new File([Buffer.from(bytes)], name)] as const),
          ...texts.map(([name, text]) => [name, text] as const),
        ];
        const { bytes, boundary } = await written(parts);
        const read = readForm(bytes, boundary);
        expect(read.slice(0, given.length).map(bytesOf)).toEqual(given.map((file) => Buffer.from(file.bytes)));
        expect(read).toHaveLength(given.length + (texts.length > 0 ? 1 : 0));
        if (texts.length === 0) return;
        const kept: unknown = JSON.parse(bytesOf(read.at(-1)).toString());
        // A line break in a form's name or text is CRLF (WHATWG, "Multipart form data").
        const lines = (text: string): string => text.replace(/\r\n|\r|\n/g, '\r\n').toWellFormed();
        const values = Object.values(kept ?? {}).flat();
        expect(values.map(String).sort()).toEqual(texts.map(([, text]) => lines(text)).sort());
      }),
    );
  });

  it('a form cut short anywhere, or with a byte changed, is read whole or refused with 400', async () => {
    const { bytes, boundary } = await written([
      ['a', new File(['one'], 'a.txt')],
      ['b', 'two'],
    ]);
    const end = bytes.byteLength - 4;
    for (let length = 0; length < end; length++)
      expect(
        refusalOf(() => readForm(bytes.subarray(0, length), boundary)),
        String(length),
      ).toMatchObject({ status: 400 });
    fc.assert(
      fc.property(fc.nat(bytes.byteLength - 1), fc.nat(255), (at, value) => {
        const changed = Uint8Array.from(bytes);
        changed[at] = value;
        const refusal = refusalOf(() => readForm(changed, boundary));
        if (refusal !== undefined) expect(refusal.status).toBe(400);
      }),
      { numRuns: 500 },
    );
  });

  it.each<[string, string, RegExp]>([
    ['nothing in it', '--b--\n', /empty/],
    ['no end', '--b\nContent-Disposition: form-data; name="a"\n\nx', /broken or cut short/],
    ['another boundary', '--c\nContent-Disposition: form-data; name="a"\n\nx\n--c--\n', /broken/],
    ['a longer boundary', '--bc\nContent-Disposition: form-data; name="a"\n\nx\n--bc--\n', /broken/],
    ['a part that says nothing of itself', '--b\n\nx\n--b--\n', /broken|form-data/],
    ['a part of another kind', '--b\nContent-Disposition: attachment; filename="a"\n\nx\n--b--\n', /Part 1.*form-data/],
    ['a huge header', `--b\nContent-Disposition: form-data; name="a"\nX: ${'y'.repeat(9_000)}\n\nx\n--b--\n`, /headers of a part/],
    [
      'a name that is too long',
      `--b\nContent-Disposition: form-data; name="a"; filename="${'x'.repeat(256)}"\n\nx\n--b--\n`,
      /^The file in part 1 of the form is called 'x{40}…'.*255/,
    ],
    [
      'a type that is too long',
      `--b\nContent-Disposition: form-data; name="a"; filename="a"\nContent-Type: ${'x'.repeat(2_049)}\n\nx\n--b--\n`,
      /2048/,
    ],
    ['10,000 parts', `${'--b\nContent-Disposition: form-data; name="a"\n\nx\n'.repeat(10_000)}--b--\n`, /1000 parts/],
    ['91 files', `${'--b\nContent-Disposition: form-data; name="a"; filename="a"\n\nx\n'.repeat(91)}--b--\n`, /at most 90/],
  ])('a form with %s is refused', (_, text, words) => {
    const refusal = refusalOf(() => readForm(Buffer.from(text.replaceAll('\n', '\r\n'), 'latin1'), 'b'));
    expect(refusal).toMatchObject({ status: 400, code: 'BadRequest', message: expect.stringMatching(words) as unknown });
  });

  it.each([undefined, '', ' ', 'x'.repeat(71)])('a form needs a boundary, which %j is not', (boundary) => {
    expect(refusalOf(() => readForm(form('--x\n'), boundary))).toMatchObject({
      status: 400,
      message: expect.stringMatching(/boundary/) as unknown,
    });
  });

  it('a form tells files from fields by their name, their type and their bytes', () => {
    const read = readForm(
      Buffer.concat([
        form('--b\nContent-Disposition: form-data; name="text"\n\nx\n'),
        form('--b\nContent-Disposition: form-data; name="plain"\nContent-Type: text/plain; charset=utf-8\n\ny\n'),
        form('--b\nContent-Disposition: form-data; name="meta"\nContent-Type: application/json\n\n{}\n'),
        form('--b\nContent-Disposition: form-data; name="bytes"\n\n'),
        Buffer.from([0xff, 0xfe]),
        form('\n--b\nContent-Disposition: form-data; name="chosen"; filename=""\nContent-Type: application/octet-stream\n\n\n'),
        form('--b\nContent-Disposition: form-data; name="named"; filename="photo.png"\n\nz\n--b--\n'),
      ]),
      'b',
    );
    expect(read.map(({ properties: { name, contentType } }) => [name, contentType])).toEqual([
      ['meta.json', 'application/json'],
      ['bytes.bin', 'application/octet-stream'],
      ['photo.png', 'image/png'],
      ['form.json', 'application/json'],
    ]);
    expect(bytesOf(read[3]).toString()).toBe('{"text":"x","plain":"y"}');
  });

  it('a form may have a field of any name', async () => {
    const { bytes, boundary } = await written([
      ['__proto__', 'a'],
      ['constructor', 'b'],
      ['', 'c'],
    ]);
    const [fields] = readForm(bytes, boundary);
    expect(bytesOf(fields).toString()).toBe('{"__proto__":"a","constructor":"b","":"c"}');
  });
});

describe('a name', () => {
  it.each([
    ['a.txt', 'a.txt'],
    ['/etc/passwd', 'passwd'],
    ['..\\..\\windows\\win.ini', 'win.ini'],
    ['C:\\Users\\pat\\résumé.pdf', 'résumé.pdf'],
    ['a\u0000b\r\nc\u001f.txt', 'a_b__c_.txt'],
    ['invoice\u202egpj.exe', 'invoice_gpj.exe'],
    ['\u2066a\u2069', '_a_'],
    [' a ', 'a'],
    ['', undefined],
    ['.', undefined],
    ['..', undefined],
    ['a/', undefined],
  ])('the name %j is kept as %j', (given, name) => {
    expect(cleanName(given)).toBe(name);
  });

  it('a name holds neither folders nor controls, whatever is given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const name = cleanName(text);
        if (name !== undefined) expect(name).toMatch(/^[^/\\\p{Cc}\p{Cs}\u200e\u200f\u202a-\u202e\u2066-\u2069]+$/u);
      }),
    );
  });

  it('a name has at most 255 characters, of which none is cut off', () => {
    expect(cleanName('x'.repeat(255))).toHaveLength(255);
    expect(errorOf(() => cleanName('x'.repeat(256)))).toMatchObject({ status: 400 });
  });
});

describe('any body', () => {
  const types = fc.oneof(
    fc.constantFrom(
      'application/json',
      'application/json; charset=latin1',
      'text/json',
      'application/x+json',
      'image/png',
      'application/x-www-form-urlencoded',
    ),
    fc.constantFrom('multipart/form-data', 'multipart/form-data; boundary=b', 'multipart/mixed; boundary=b', 'nonsense', '/', ';'),
    fc.string({ unit: 'grapheme-ascii', maxLength: 30 }).filter((text) => !/[^\x20-\x7e]/.test(text)),
  );
  const bodies = fc.oneof(
    fc.uint8Array({ maxLength: 100 }),
    fc.json().map((text) => Buffer.from(text)),
    fc.constantFrom('{"@odata.type":1}', '{"@ODATA.TYPE":"x"}', '--b\r\n', '\ufeff{}', '{"a":1}x').map((text) => Buffer.from(text)),
  );

  it('any body becomes a file with exactly its bytes, or is refused with 4xx', async () => {
    await fc.assert(
      fc.asyncProperty(types, bodies, async (type, bytes) => {
        const headers = new Headers({ 'Content-Type': type });
        try {
          const { attachments } = await readDelivery(headers, new URLSearchParams(), bytes);
          expect(attachments.map(bytesOf)).toEqual([Buffer.from(bytes)]);
        } catch (error) {
          if (!(error instanceof ServiceError)) throw error;
          expect([400, 415]).toContain(error.status);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('any body of JSON that is nested without end is refused at once', async () => {
    const headers = new Headers({ 'Content-Type': 'application/json' });
    for (const text of ['['.repeat(2_000_000), '{"a":'.repeat(500_000), `${'['.repeat(65)}${']'.repeat(65)}`])
      await expect(readDelivery(headers, new URLSearchParams(), Buffer.from(text))).rejects.toMatchObject({
        status: 400,
        code: 'UnableToDeserializePostBody',
      });
  });

  it('any body leaves to the operation what of the query is not its own', async () => {
    const query = new URLSearchParams('Name=a.txt&x=1&name=b&$top=2');
    const { attachments, query: rest } = await readDelivery(new Headers(), query, Buffer.from('x'));
    expect(attachments[0]?.properties.name).toBe('a.txt');
    expect(rest.toString()).toBe(new URLSearchParams('x=1&$top=2').toString());
  });

  it.each([
    ['%E0%A4%A', '%E0%A4%A'],
    ['100%25.txt', '100%.txt'],
    ['..%2F..%2Fetc%2Fpasswd', 'passwd'],
    ['', 'webhook.bin'],
  ])('any body with X-File-Name %j is called %j', async (given, name) => {
    const { attachments } = await readDelivery(new Headers({ 'X-File-Name': given }), new URLSearchParams(), Buffer.from('x'));
    expect(attachments[0]?.properties.name).toBe(name);
  });

  it.each(['attachment', 'attachment; filename=', '=;=;=', 'filename="a', `attachment; filename*=UTF-8''%zz`, 'attachment; filename=".."'])(
    'any body with Content-Disposition %j has the next name that there is',
    async (disposition) => {
      const headers = new Headers({ 'Content-Disposition': disposition });
      const { attachments } = await readDelivery(headers, new URLSearchParams('name=next'), Buffer.from('x'));
      expect(attachments[0]?.properties.name).toBe('next');
    },
  );
});

describe('an error', () => {
  const error = (status: number, headers = {}): unknown => asHookError(new ServiceError(status, 'TooManyRequests', 'm', { headers }));

  it('an error that a repeat mends is 503, and one that it does not is 4xx', () => {
    expect(error(429, { 'Retry-After': '7' })).toMatchObject({ status: 503, code: 'ServiceUnavailable', headers: { 'Retry-After': '7' } });
    expect(error(503, { 'Retry-After': '7' })).toMatchObject({ status: 503, headers: { 'Retry-After': '7' } });
    expect(asHookError(new ServiceError(507, 'ErrorQuotaExceeded', 'full'))).toMatchObject({
      status: 409,
      code: 'ErrorQuotaExceeded',
      message: 'full',
    });
    for (const status of [400, 404, 409, 415]) expect(error(status)).toMatchObject({ status });
  });

  it('an error that is a fault of the service stays one', () => {
    const fault = new TypeError('x');
    expect(asHookError(fault)).toBe(fault);
  });
});
