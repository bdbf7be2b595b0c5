// The one way by which a request's body comes in, whatever is made of it: unpacked, and of a size that is judged before it is read.
import { ServiceError } from '../runtime/errors.ts';
import type { Request } from './messages.ts';

/**
 * The bytes of the body. `requireSize` judges the length that the request names, where it names one, and then the real one. Throws 415 for
 * a body that would have to be unpacked, and what `requireSize` throws.
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
 * Throws 415 for content that is packed (RFC 9110, section 8.4): what is stored and signed is what is sent. `Accept-Encoding` tells the
 * client what to send instead (section 15.5.16); official ones then repeat the request unpacked. `of` says what is packed.
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
