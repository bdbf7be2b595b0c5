// Answers with files that were made when the service was built: the best coding for who asks, and 304 for who has it (RFC 9110, RFC 9111).
import { z } from 'zod';
import { isUnchanged } from '../../http/conditions.ts';
import { emptyReply, type Reply, type ReplyHeaders, type Request } from '../../http/messages.ts';

/** Codings in which a file may be stored, the best first; its own bytes are always there. */
export const codings = ['br', 'gzip', 'identity'] as const;
export type Coding = (typeof codings)[number];

const stored = z.object({ name: z.string(), length: z.number() });

const staticFile = z.object({
  /** A hash of its bytes. */
  hash: z.string(),
  /** What it is sent with in every coding, `Content-Type` and `Cache-Control` among it. */
  headers: z.record(z.string(), z.string()),
  /** Where its bytes lie, and how many there are. */
  codings: z.object({ br: stored.optional(), gzip: stored.optional(), identity: stored }),
  /** The page that it belongs to; a file of none is always served. */
  page: z.string().optional(),
});

/** A file as it is stored once for each coding. */
export type StaticFile = Readonly<z.output<typeof staticFile>>;

/** All files, by the path of their URL (`/docs`). */
export const staticFiles = z.record(z.string(), staticFile);
export type StaticFiles = Readonly<z.output<typeof staticFiles>>;

/**
 * 200 with the file, 304 if the caller has these very bytes; HEAD reads nothing. Each coding has an ETag of its own (RFC 9110, section 8.8.3.3).
 * Ranges aren't served (section 14.2).
 */
export async function staticReply(
  { method, headers: asked }: Pick<Request, 'method' | 'headers'>,
  { hash, headers, codings: stored }: StaticFile,
  read: (name: string) => Promise<Uint8Array>,
): Promise<Reply> {
  const coding = bestCoding(asked.get('accept-encoding'), (each) => stored[each] !== undefined);
  const { name, length } = stored[coding] ?? stored.identity;
  const etag = coding === 'identity' ? `"${hash}"` : `"${hash}.${coding}"`;
  const sent: ReplyHeaders = { ...headers, ETag: etag, Vary: 'Accept-Encoding' };
  if (isUnchanged(asked.get('if-none-match'), etag)) return emptyReply(304, sent);
  const coded = coding === 'identity' ? sent : { ...sent, 'Content-Encoding': coding };
  return method === 'HEAD' ? { status: 200, headers: coded, bodyLength: length } : { status: 200, headers: coded, body: await read(name) };
}

/**
 * The coding that `Accept-Encoding` prefers, of equals the smallest (RFC 9110, section 12.5.3). What accepts none of them gets the bytes as they
 * are: a server may do that, and a page is more than an error.
 */
export function bestCoding(acceptEncoding: string | null, has: (coding: Coding) => boolean): Coding {
  const weights = new Map((acceptEncoding ?? '').split(',').map(weighed));
  const weightOf = (coding: Coding): number => weights.get(coding) ?? (coding === 'identity' ? 0.0001 : (weights.get('*') ?? 0));
  const [first = 'identity', ...others] = codings.filter(has).filter((coding) => weightOf(coding) > 0);
  return others.reduce((best, coding) => (weightOf(coding) > weightOf(best) ? coding : best), first);
}

/** `gzip;q=0.8` → ['gzip', 0.8]; a weight that can't be read counts as 0. */
function weighed(text: string): readonly [name: string, weight: number] {
  const [name = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const weight = parameters.find((each) => each.startsWith('q='))?.slice(2);
  return [name === 'x-gzip' ? 'gzip' : name, weight === undefined ? 1 : Number(weight) || 0];
}
