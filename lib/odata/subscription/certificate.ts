// Reads the certificate that a subscriber gives to have notifications encrypted for.
import { X509Certificate } from 'node:crypto';
import { invalidSubscription } from '../../changes/subscriptions/refusals.ts';
import { certificateKeyBits, maxCertificateLength } from '../../runtime/limits/subscriptions.ts';
import { decodeBinary } from '../types/literals.ts';

/**
 * The certificate as base64 of its DER form (RFC 5280), of a text that is that, PEM (RFC 7468) or base64 of PEM. Throws 400 for anything
 * else, and for a key that isn't RSA of 2,048 to 4,096 bits.
 */
export function readCertificate(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const wrong = (why: string) => invalidSubscription(`The property 'encryptionCertificate' ${why}.`);
  if (text.length > maxCertificateLength) throw wrong(`may have at most ${maxCertificateLength} characters`);
  const certificate = certificateIn(text);
  if (certificate === undefined) throw wrong('must be an X.509 certificate: base64 of its DER form, or PEM');
  const { asymmetricKeyType, asymmetricKeyDetails } = certificate.publicKey;
  const bits = asymmetricKeyDetails?.modulusLength ?? 0;
  const { min, max } = certificateKeyBits;
  if (asymmetricKeyType !== 'rsa' || bits < min || bits > max) throw wrong(`must have an RSA key of ${min} to ${max} bits`);
  return certificate.raw.toString('base64');
}

function certificateIn(text: string): X509Certificate | undefined {
  const bytes = text.includes('-----BEGIN') ? Buffer.from(text) : decodeBinary(text);
  if (bytes === undefined) return undefined;
  try {
    const certificate = new X509Certificate(bytes);
    // A key of a kind that isn't known is only found out when it is asked for.
    return certificate.publicKey.type === 'public' ? certificate : undefined;
  } catch {
    return undefined;
  }
}
