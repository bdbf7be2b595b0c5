// Seals what a link continues into a token, which only the service can read or make.
import { createCipheriv, createDecipheriv, createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { maxDeltaTokenLength } from '../../runtime/limits/changes.ts';
import type { Round } from './round.ts';
import { versionBytes } from './tracked.ts';

/** What a token holds. */
export interface Sealed {
  readonly round: Round;
  readonly isOver: boolean;
  /** Of which store's state the token is, and by which rules of time zones. */
  readonly generation: string;
  /** What its caller saw. */
  readonly view: string;
}

const ivBytes = 12;
const tagBytes = 16;
const algorithm = 'aes-256-gcm';

const optional = <T extends z.ZodType>(type: T) => type.nullable().transform((value) => value ?? undefined);

const placed = z.tuple([
  z.enum(['first', 'changes', 'one']),
  optional(z.number()),
  optional(z.array(z.union([z.string(), z.number()]))),
  optional(z.tuple([z.string(), z.string(), optional(z.string()), optional(z.string()), optional(z.string()), optional(z.number())])),
]);

const sealed = z.tuple([
  z.number(),
  z.string(),
  z.string(),
  z.tuple([optional(z.number()), optional(z.number()), optional(z.string()), optional(z.number())]),
  placed,
  z.tuple([z.number(), z.number(), z.number(), z.number(), z.number()]),
]);

/**
 * The token: base64url, at most 1 KB. Of the versions that were told, it names as many as there is room for, the latest first. The same
 * content gives the same token. `binding` names what the token is good for.
 */
export function sealRound(secret: Uint8Array, binding: string, given: Sealed): string {
  const content = Buffer.from(JSON.stringify(written(given)));
  const room = Math.floor((maxDeltaTokenLength * 3) / 4) - ivBytes - tagBytes - lengthBytes - content.length;
  const names = Math.max(0, Math.floor(room / versionBytes));
  const told = names === 0 ? [] : given.round.told.slice(-names);
  const plain = Buffer.concat([lengthOf(content), content, ...told.map((version) => Buffer.from(version, 'base64url'))]);
  const { encrypting, naming } = keysOf(secret);
  const iv = createHmac('sha256', naming).update(binding).update('\0').update(plain).digest().subarray(0, ivBytes);
  const cipher = createCipheriv(algorithm, encrypting, iv).setAAD(Buffer.from(binding));
  return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]).toString('base64url');
}

/** What `sealed` reads; an array has null where a value is undefined. */
function written({ round, isOver, generation, view }: Sealed): readonly unknown[] {
  const { asked, place, isFirst, least, mark, base, began, issued } = round;
  const { series } = place;
  return [
    (isOver ? 1 : 0) + (isFirst ? 2 : 0),
    generation,
    view,
    [asked.from, asked.to, asked.select, asked.size],
    [
      place.in,
      place.list,
      place.after,
      series && [series.id, series.version, series.after?.sort, series.after?.id, series.cancelled, series.again],
    ],
    [least, mark, base, began, issued],
  ];
}

/** What the token holds; undefined for any text that wasn't sealed with this secret and binding. */
export function openRound(secret: Uint8Array, binding: string, token: string): Sealed | undefined {
  const bytes = Buffer.from(token.slice(0, maxDeltaTokenLength + 1), 'base64url');
  // Decoding ignores stray characters and leftover bits, so this accepts only the one spelling that the service gives out.
  if (bytes.length < ivBytes + tagBytes || bytes.toString('base64url') !== token) return undefined;
  const { encrypting } = keysOf(secret);
  const decipher = createDecipheriv(algorithm, encrypting, bytes.subarray(0, ivBytes), { authTagLength: tagBytes });
  decipher.setAAD(Buffer.from(binding)).setAuthTag(bytes.subarray(-tagBytes));
  try {
    return read(Buffer.concat([decipher.update(bytes.subarray(ivBytes, -tagBytes)), decipher.final()]));
  } catch {
    return undefined;
  }
}

const lengthBytes = 2;

function lengthOf({ length }: Buffer): Buffer {
  const written = Buffer.alloc(lengthBytes);
  written.writeUInt16BE(length);
  return written;
}

function read(plain: Buffer): Sealed {
  const end = lengthBytes + plain.readUInt16BE();
  const [flags, generation, view, [from, to, select, size], [where, list, after, series], times] = sealed.parse(
    JSON.parse(plain.subarray(lengthBytes, end).toString()),
  );
  const [least, mark, base, began, issued] = times;
  const told: string[] = [];
  for (let at = end; at < plain.length; at += versionBytes) told.push(plain.subarray(at, at + versionBytes).toString('base64url'));
  return {
    generation,
    view,
    isOver: (flags & 1) !== 0,
    round: {
      asked: { from, to, select, size },
      place: { in: where, list, after, series: series && seriesIn(series) },
      isFirst: (flags & 2) !== 0,
      ...{ least, mark, base, began, issued, told },
    },
  };
}

type WrittenSeries = NonNullable<z.infer<typeof placed>[3]>;

const seriesIn = ([id, version, sort, last, cancelled, again]: WrittenSeries): NonNullable<Round['place']['series']> => ({
  id,
  version,
  ...(sort !== undefined && last !== undefined && { after: { sort, id: last } }),
  cancelled,
  again,
});

interface Keys {
  readonly encrypting: KeyObject;
  readonly naming: KeyObject;
}

/** Those of each secret that is in memory: to derive them takes longer than all else that is done with them. */
const derived = new WeakMap<Uint8Array, Keys>();

/** Two keys of the tenant's secret, which seals other cursors as well (RFC 5869). */
function keysOf(secret: Uint8Array): Keys {
  const known = derived.get(secret);
  if (known !== undefined) return known;
  const key = (info: string): KeyObject => createSecretKey(new Uint8Array(hkdfSync('sha256', secret, '', info, 32)));
  const keys = { encrypting: key('delta encryption'), naming: key('delta nonce') };
  derived.set(secret, keys);
  return keys;
}
