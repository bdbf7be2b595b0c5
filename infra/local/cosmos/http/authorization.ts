// The master-key signature of a request (Cosmos DB REST, "Access control"): HMAC-SHA256 over verb, resource and date.
import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { CosmosError } from './errors.ts';

/** The account key that every Cosmos DB emulator has; it protects nothing. */
export const emulatorKey = 'C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw==';

const secret = createSecretKey(emulatorKey, 'base64');

/** Throws 401 unless the request is signed with the key. */
export function checkSignature(method: string, segments: readonly string[], headers: IncomingHttpHeaders): void {
  const given = /^type=master&ver=1\.0&sig=(.+)$/.exec(decode(headers.authorization ?? ''))?.[1];
  if (given === undefined) throw new CosmosError(401, 'The emulator takes requests that are signed with its key.');
  const { type, link } = signedResource(segments);
  const date = headers['x-ms-date'];
  const text = `${method.toLowerCase()}\n${type}\n${link}\n${typeof date === 'string' ? date.toLowerCase() : ''}\n\n`;
  const expected = createHmac('sha256', secret).update(text).digest();
  const signature = Buffer.from(given, 'base64');
  if (signature.length !== expected.length || !timingSafeEqual(signature, expected))
    throw new CosmosError(401, "The input authorization token can't serve the request: another key, or another request's signature.");
}

/** `dbs/a/colls` → type colls, link dbs/a; `dbs/a/colls/b` → type colls, link the whole. */
function signedResource(segments: readonly string[]): { type: string; link: string } {
  const operation = segments.indexOf('operations');
  const resource = operation === 4 ? segments.slice(0, operation) : segments;
  const isFeed = resource.length % 2 === 1;
  return { type: resource.at(isFeed ? -1 : -2) ?? '', link: (isFeed ? resource.slice(0, -1) : resource).join('/') };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
