// What a request has brought, as a digest: equal contents have the same one, however the request's JSON was written.
import { createHash, type Hash } from 'node:crypto';
import { piecesOf, unitsPerStep, type Steps } from '../runtime/inSteps.ts';
import type { Json, JsonObject } from '../runtime/json.ts';
import type { NewAttachment } from './attachment.ts';
import { bytesOf } from './draft.ts';

/** SHA-256 of the parsed attachments, in base64. */
export function* digestOf(attachments: readonly NewAttachment[]): Steps<string> {
  const hash = createHash('sha256');
  for (const attachment of attachments) {
    const bytes = yield* contentDigest(attachment);
    // An item's size is its JSON's, which may be written in another way.
    const described = { ...attachment.properties, ...('item' in attachment && { size: null }), bytes };
    yield* canonicalInto(hash, described);
  }
  return hash.digest('base64');
}

function* contentDigest(attachment: NewAttachment): Steps<string | null> {
  const hash = createHash('sha256');
  if ('item' in attachment) {
    yield* canonicalInto(hash, attachment.item);
    return hash.digest('base64');
  }
  const content = bytesOf(attachment);
  if (content === undefined) return null;
  for (let start = 0; start < content.byteLength; start += bytesPerStep) {
    hash.update(content.subarray(start, start + bytesPerStep));
    yield;
  }
  return hash.digest('base64');
}

/** Bytes that are hashed in one step: less than a millisecond. */
const bytesPerStep = 512 * 1024;

/** What is still to be written: a text, and a value behind it. */
interface Ahead {
  readonly before: string;
  readonly value?: Json;
}

/** Hashes a value's JSON with the properties in one order. */
function* canonicalInto(hash: Hash, value: Json): Steps<void> {
  const ahead: Ahead[] = [{ before: '', value }];
  let text = '';
  for (let next = ahead.pop(); next !== undefined; next = ahead.pop()) {
    text += next.before;
    if (next.value !== undefined) text += opened(next.value, ahead);
    if (text.length < unitsPerStep) continue;
    for (const piece of piecesOf(text)) {
      hash.update(piece);
      yield;
    }
    text = '';
  }
  hash.update(text);
}

/** A plain value's JSON; of a list or an object only its first character: what it holds comes first of what is ahead. */
function opened(value: Json, ahead: Ahead[]): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const [opening, closing] = isList(value) ? ['[', ']'] : ['{', '}'];
  const inside = isList(value) ? value.map((each): Ahead => ({ before: '', value: each })) : sorted(value);
  ahead.push({ before: closing });
  for (let i = inside.length - 1; i >= 0; i--) {
    const { before = '', value: inner = null } = inside[i] ?? {};
    ahead.push({ before: i === 0 ? before : `,${before}`, value: inner });
  }
  return opening;
}

const isList = (value: readonly Json[] | JsonObject): value is readonly Json[] => Array.isArray(value);

const sorted = (value: JsonObject): readonly Ahead[] =>
  Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, inner]) => (inner === undefined ? [] : [{ before: `${JSON.stringify(name)}:`, value: inner }]));
