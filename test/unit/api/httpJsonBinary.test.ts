// A new attachment's JSON, of which the long base64 text is decoded from where it lies: it says and refuses what all of it parsed would.
import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { attachmentBytes, parseJson } from '../../../lib/api/jsonBody.ts';
import { Base64, isJsonObject, type Json } from '../../../lib/runtime/json.ts';
import { decodeBinary } from '../../../lib/odata/types/literals.ts';

const long = Buffer.alloc(30_000, 'bytes of a file').toString('base64');

type Outcome = { readonly json: unknown } | { readonly error: string };

const outcome = async (text: string, binary?: string): Promise<Outcome> =>
  parseJson(Buffer.from(text), binary).then(
    (json) => ({ json }),
    (error: unknown) => ({ error: String(error) }),
  );

/** What the JSON says, with the bytes of every `contentBytes` in the text's place. */
const decoded = (made: Outcome): unknown => {
  const { json } = { json: undefined, ...made };
  if (!isJsonObject(json)) return made;
  const bytesOf = (value: Json | undefined): unknown =>
    value instanceof Base64 ? value.bytes : typeof value === 'string' ? decodeBinary(value) : undefined;
  return Object.entries(json).map(([name, value]) => [name, /^contentBytes$/i.test(name) ? (bytesOf(value) ?? value) : value]);
};

const hasBytes = (made: Outcome): boolean =>
  'json' in made && isJsonObject(made.json) && Object.values(made.json).some((value) => value instanceof Base64);

it.each([
  ['as it is', `{"name":"a","contentBytes":"${long}"}`],
  ['in another case of letters, with white space between', `\n{ "CONTENTbytes" :\t"${long}" , "name" : "é" }`],
  ['behind a byte order mark', `\ufeff{"contentBytes":"${long}"}`],
  ['with spaces in it', `{"contentBytes":"${long.slice(0, 8)}    ${long.slice(8)}"}`],
  ['behind a short one of the same name', `{"contentBytes":"QUJD","contentBytes":"${long}"}`],
  ['beside nested ones', `{"item":{"contentBytes":"x"},"list":[{"contentBytes":"${long}"}],"contentBytes":"${long}"}`],
])('a long text is bytes that were never parsed: %s', async (_, text) => {
  const made = await outcome(text, attachmentBytes);
  expect(hasBytes(made)).toBe(true);
  expect(decoded(made)).toEqual(decoded(await outcome(text)));
});

it.each([
  ['a short one', '{"contentBytes":"QUJD"}'],
  ['one that is given twice', `{"contentBytes":"${long}","contentBytes":"QUJD"}`],
  ['one whose name is given again by an escape', `{"contentBytes":"${long}","content\\u0042ytes":"QUJD"}`],
  ['one before an escape', `{"contentBytes":"${long}","name":"\\u00e9"}`],
  ['one with an escape in it', `{"contentBytes":"\\/${long}"}`],
  ['one that is no base64', `{"contentBytes":"${long}!"}`],
  ['one that is nested', `{"a":{"contentBytes":"${long}"}}`],
  ['one that is a name', `{"${long}":"contentBytes"}`],
  ['one of another name', `{"a":"contentBytes","b":"${long}"}`],
  ['a number', `{"contentBytes":1,"b":"${long}"}`],
  ['an end of line in it', `{"contentBytes":"${long}\n"}`],
  ['a tab in it', `{"contentBytes":"\t${long}"}`],
  ['no end', `{"contentBytes":"${long}`],
  ['too much behind it', `{"contentBytes":"${long}"}}`],
  ['a list', `["contentBytes":"${long}"]`],
  ['no comma', `{"contentBytes":"${long}" "name":"a"}`],
])('%s is what JSON.parse says', async (_, text) => {
  const made = await outcome(text, attachmentBytes);
  expect(hasBytes(made)).toBe(false);
  expect(made).toEqual(await outcome(text));
});

it('what is not UTF-8 is refused before and behind a long text', async () => {
  const wrong = Buffer.from([0xff]);
  const pieces = ['{"a":"', '","contentBytes":"', long, '","b":"', '"}'].map((piece) => Buffer.from(piece));
  for (const at of [1, 4]) {
    const body = Buffer.concat(pieces.toSpliced(at, 0, wrong));
    await expect(parseJson(body, attachmentBytes)).rejects.toThrow('it is not JSON in UTF-8');
  }
});

it('any text, cut and put together anyhow, says with the long text decoded what it says without', async () => {
  const piece = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ':',
    ',',
    '"',
    '\\',
    'a',
    '1',
    '"contentBytes"',
    '"contentBytes":',
    `"${long}"`,
    long,
    ' ',
    '\n',
    '"a":"b"',
    'null',
  );
  const cut = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
  const whole = fc.tuple(cut, cut).map(([before, behind]) => `{"a":1,${before}"contentBytes":"${long}"${behind}}`);
  await fc.assert(
    fc.asyncProperty(fc.oneof(cut, whole), async (text) => {
      expect(decoded(await outcome(text, attachmentBytes))).toEqual(decoded(await outcome(text)));
    }),
    { numRuns: 500 },
  );
});

it('a megabyte of base64 is decoded once and parsed by nobody', async () => {
  const bytes = Buffer.alloc(1_000_000, 'x');
  const body = Buffer.from(JSON.stringify({ name: 'a', contentBytes: bytes.toString('base64') }));
  const parsing = vi.spyOn(JSON, 'parse');
  const decoding = vi.spyOn(Buffer, 'from');
  const json = await parseJson(body, attachmentBytes);
  const parsed = parsing.mock.calls.map(([text]) => text.length);
  const decodings = decoding.mock.calls.filter(([, coding]: readonly unknown[]) => coding === 'base64').length;
  parsing.mockRestore();
  decoding.mockRestore();
  expect({ parsed, decodings }).toEqual({ parsed: ['{"name":"a","contentBytes":""}'.length], decodings: 1 });
  expect(isJsonObject(json) && json.contentBytes instanceof Base64 && bytes.equals(json.contentBytes.bytes)).toBe(true);
});
