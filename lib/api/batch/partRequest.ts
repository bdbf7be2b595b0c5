// Turns a request of a batch into a request of its own, to the same service and version and by the same caller.
import { badRequest } from '../../runtime/errors.ts';
import type { BatchRequest } from '../../odata/batch/batchBody.ts';
import { quotedId } from '../../odata/batch/batchOrder.ts';
import { decodeBinary } from '../../odata/types/literals.ts';
import type { Version } from '../../paths/reference.ts';
import { tryParsePath } from '../../paths/grammar.ts';
import { methodOf, type Request } from '../../http/messages.ts';
import { isJson } from '../../http/mediaType.ts';

/** Headers that a part can't set: the batch's token counts for all parts, and the length of a body is computed. */
const notItsOwn = ['authorization', 'content-length'];

/**
 * The request that a part of this batch means. Its URL is relative to the version, or begins with it; without a `client-request-id` of its
 * own it has the batch's. A JSON body stays what it was read as with the batch, which had so many bytes. Throws 400, for the whole batch, for a
 * URL that leads elsewhere or to another batch, and for headers that are none.
 */
export function partRequest(batch: Request, version: Version, part: BatchRequest, withinBytes: number): Request {
  const url = urlOf(part, version, batch.url.origin);
  const target = tryParsePath(url.pathname);
  if (target.kind === 'batch') throw badRequest(`The request ${quotedId(part.id)} is a batch in a batch, which is not supported.`);
  const headers = headersOf(part);
  const clientRequestId = batch.headers.get('client-request-id');
  if (clientRequestId !== null && !headers.has('client-request-id')) headers.set('client-request-id', clientRequestId);
  const method = methodOf(part.method);
  if (part.body !== undefined && isJson(headers.get('content-type') ?? 'application/json'))
    return {
      method,
      url,
      headers,
      body: () => Promise.resolve(Buffer.from(JSON.stringify(part.body))),
      json: { value: part.body, withinBytes },
    };
  return { method, url, headers, body: () => Promise.resolve().then(() => bytesOf(part.body)) };
}

/** A URL that begins with a scheme or a host, and so is more than a path. */
const elsewhere = /^(?:[a-z][a-z\d+.-]*:|[/\\]{2})/i;
const versionPrefix = /^[/\\]?(v1\.0|beta)(?=[/\\?]|$)/i;

function urlOf({ id, url }: BatchRequest, version: Version, origin: string): URL {
  if (elsewhere.test(url)) throw badRequest(`The 'url' of the request ${quotedId(id)} must be relative, such as '/me/events'.`);
  // The text after a '#' would be lost, and the rest may name another resource.
  if (url.includes('#')) throw badRequest(`The 'url' of the request ${quotedId(id)} holds a '#'; it is to be encoded as '%23'.`);
  const [named] = versionPrefix.exec(url) ?? [];
  if (named !== undefined && named.replace(/^[/\\]/, '').toLowerCase() !== version) throw otherVersion(id, version);
  const below = url.slice(named?.length ?? 0).replace(/^[/\\]/, '');
  const resolved = new URL(`${origin}/${version}/${below}`);
  if (!resolved.pathname.startsWith(`/${version}/`)) throw otherVersion(id, version);
  return resolved;
}

const otherVersion = (id: string, version: Version) =>
  badRequest(`The 'url' of the request ${quotedId(id)} leads out of '/${version}', the version of the batch.`);

function headersOf({ id, headers }: BatchRequest): Headers {
  const read = new Headers();
  for (const [name, value] of headers)
    try {
      read.set(name, value);
    } catch (cause) {
      throw badRequest(`The headers of the request ${quotedId(id)} hold one that is no header of HTTP.`, cause);
    }
  for (const name of notItsOwn) read.delete(name);
  return read;
}

/** Throws 400 for text that isn't base64 where the body isn't JSON. */
function bytesOf(body: BatchRequest['body']): Uint8Array {
  if (body === undefined) return new Uint8Array();
  const bytes = typeof body === 'string' ? decodeBinary(body) : undefined;
  if (bytes === undefined) throw badRequest('The body of a request whose Content-Type is not JSON must be base64 text in a batch.');
  return bytes;
}
