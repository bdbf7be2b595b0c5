// Receives the body of every kind of request: refuses compressed bodies, and checks the size before reading.
import { ServiceError } from '../runtime/errors.ts';
import type { Request } from './messages.ts';

/**
 * The bytes of the body. `requireSize` checks first the length that the request names, if it names one, and then the real length. Throws
 * 415 for a compressed body, and what `requireSize` throws.
 */
export async function receiveBody(request: Request, requireSize: (bytes: number) => void): Promise<Uint8Array> {
  requireIdentityCoding(request.headers.get('content-encoding'));
  const declared = request.headers.get('content-length');
  if (declared !== null) requireSize(Number(declared));
  const bytes = await request.body();
  requireSize(bytes.byteLength);
  return bytes;
}

/**
 * Throws 415 for compressed content (RFC 9110, section 8.4), since the service stores the bytes, and checks their signature, exactly as
 * they were sent. `Accept-Encoding` tells the client what to send instead (section 15.5.16); official clients then repeat the request
 * uncompressed. `of` names the content in the error.
 */
export function requireIdentityCoding(contentEncoding: string | null | undefined, of = 'The body'): void {
  const codings = (contentEncoding ?? '').split(',').map((coding) => coding.trim().toLowerCase());
  if (codings.every((coding) => coding === '' || coding === 'identity')) return;
  throw new ServiceError(
    415,
    'UnsupportedMediaType',
    `${of} has the Content-Encoding '${codings.join(', ')}', which is not supported. This resource accepts a body without Content-Encoding.`,
    { headers: { 'Accept-Encoding': 'identity' } },
  );
}
