// The digest of what a request brings: of the content, not of how it is written, and made in steps.
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { NewAttachment } from '../../../lib/attachments/attachment.ts';
import { digestOf } from '../../../lib/attachments/idempotency.ts';
import { atOnce } from '../../../lib/runtime/inSteps.ts';
import { isBinary, type Json, type JsonObject } from '../../../lib/runtime/json.ts';

const properties = { type: 'item', name: 'a', contentType: null, size: 0, isInline: false } as const;
const itemOf = (item: JsonObject): NewAttachment => ({ properties, item });
const digest = (item: JsonObject): string => atOnce(digestOf([itemOf(item)]));

/** The same value with the properties of each object in the opposite order. */
function reversed(value: Json): Json {
  if (value === null || typeof value !== 'object' || isBinary(value)) return value;
  if (Array.isArray(value)) return value.map(reversed);
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([name, inner]) => [name, reversed(inner ?? null)]),
  );
}

/** Canonical JSON, made in one go. */
function canonical(value: Json): string {
  if (value === null || typeof value !== 'object' || isBinary(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([name, inner]) => `${JSON.stringify(name)}:${canonical(inner ?? null)}`).join()}}`;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64');
const json: fc.Arbitrary<JsonObject> = fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue());

it('an item has the digest of its canonical JSON, in whatever order its properties come', () => {
  fc.assert(
    fc.property(json, (item) => {
      const described = { ...properties, size: null, bytes: sha256(canonical(item)) };
      expect(digest(item)).toBe(sha256(canonical(described)));
      expect(digest({ again: reversed(item) })).toBe(digest({ again: item }));
    }),
  );
});

it('an item of one value more, or of another order in a list, has another digest', () => {
  const digests = [{}, { a: null }, { a: [] }, { a: {} }, { a: [1, 2] }, { a: [2, 1] }, { a: [12] }, { a: '[]' }].map(digest);
  expect(new Set(digests).size).toBe(digests.length);
});

it.each<[string, NewAttachment]>([
  ['10,000 people', itemOf({ toRecipients: Array.from({ length: 10_000 }, (_, i) => ({ emailAddress: { name: `${i}`.repeat(60) } })) })],
  ['one long text', itemOf({ subject: '\u{1f600}'.repeat(1_000_000) })],
  ['a file', { properties: { ...properties, type: 'file', contentId: null }, bytes: new Uint8Array(3_000_000) }],
])('a digest is made in steps of %s', (_, attachment) => {
  const work = digestOf([attachment]);
  let steps = 0;
  while (work.next().done !== true) steps++;
  expect(steps).toBeGreaterThan(5);
});
