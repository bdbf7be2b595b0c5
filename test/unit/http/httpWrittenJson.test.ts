// Answers that hold bytes: written as JSON.stringify writes them, without making a text of the bytes.
import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { jsonReply, type Reply } from '../../../lib/http/messages.ts';
import { written, writtenBytes } from '../../../lib/http/writtenJson.ts';
import { Base64, type Json, type JsonObject } from '../../../lib/runtime/json.ts';

const textOf = ({ body = '' }: Reply): string => (typeof body === 'string' ? body : Buffer.from(body).toString());

/** The same value with the text in place of all bytes. */
const plain = (json: Json): string =>
  JSON.stringify(json, (_, value: unknown) => (value instanceof Base64 ? Buffer.from(value.bytes).toString('base64') : value));

const bytes = fc.uint8Array({ maxLength: 200 }).map((each): Json => new Base64(each));
const looksLikeMark = fc.constantFrom<Json>('\0base64', '"\0base64"', '\\u0000base64', '\0base64\0base64', 'é\ud800');
const { json } = fc.letrec<{ json: Json; object: JsonObject }>((tie) => ({
  json: fc.oneof({ maxDepth: 3 }, fc.string(), fc.integer(), fc.constant(null), bytes, looksLikeMark, fc.array(tie('json')), tie('object')),
  object: fc.dictionary(fc.oneof(fc.string(), fc.constant('\0base64')), tie('json'), { maxKeys: 4 }),
}));
const entity = fc.dictionary(fc.string(), json, { maxKeys: 5 }).map((made): JsonObject => ({ '@odata.context': 'c', ...made }));

it('an answer that holds bytes is the text that JSON.stringify makes of their base64', async () => {
  await fc.assert(
    fc.asyncProperty(entity, async (made) => {
      const reply = await written(jsonReply(200, { ...made, value: 'no list' }));
      expect(textOf(reply)).toBe(plain({ ...made, value: 'no list' }));
      expect(writtenBytes({ ...made, value: 'no list' })).toBe(Buffer.byteLength(textOf(reply)));
    }),
  );
});

it('a list whose entries hold bytes is the text that JSON.stringify makes of it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(entity, { maxLength: 4 }), async (value) => {
      const list = { '@odata.context': 'c', value, '@odata.nextLink': '"value":[]' };
      const reply = await written(jsonReply(200, list));
      expect(textOf(reply)).toBe(plain(list));
    }),
  );
});

it.each([0, 1, 2, 3, 49_151, 49_152, 49_153, 500_000])(
  '%i bytes are written whole, whatever pieces they are encoded in',
  async (length) => {
    const content = Buffer.alloc(length, 'some bytes');
    const reply = await written(jsonReply(200, { contentBytes: new Base64(content), name: 'é' }));
    expect(JSON.parse(textOf(reply))).toEqual({ contentBytes: content.toString('base64'), name: 'é' });
  },
);

it('bytes of an answer are neither made a text nor written as JSON, and the answer is one buffer of its own', async () => {
  const content = Buffer.alloc(3_000_000, 7);
  const [texts, jsons] = [vi.spyOn(Buffer.prototype, 'toString'), vi.spyOn(JSON, 'stringify')];
  const longest = (spy: { readonly mock: { readonly results: readonly { readonly value: unknown }[] } }): number =>
    Math.max(...spy.mock.results.map(({ value }) => String(value).length));
  const reply = await written(jsonReply(200, { value: [{ contentBytes: new Base64(content) }, { contentBytes: new Base64(content) }] }));
  const [text, jsonText] = [longest(texts), longest(jsons)];
  texts.mockRestore();
  jsons.mockRestore();
  expect(text).toBeLessThan(100_000);
  expect(jsonText).toBeLessThan(1000);
  const { body, isText } = reply;
  expect(isText).toBe(true);
  if (typeof body === 'string' || body === undefined) expect.fail('The body is no buffer.');
  expect(body.byteLength).toBe(body.buffer.byteLength);
});
