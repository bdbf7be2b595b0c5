// Encrypts what a notification carries of an event, for the receiver's certificate (contract, section 12: with resource data).
import { constants, createCipheriv, createHash, createHmac, publicEncrypt, X509Certificate } from 'node:crypto';
import type { Randomness } from '../../runtime/clock.ts';

/** Graph's `changeNotificationEncryptedContent`. */
export interface EncryptedContent {
  /** Base64 of the content under AES-256-CBC (PKCS7), whose initialization vector is the key's first 16 bytes. */
  readonly data: string;
  /** Base64 of the key under RSA-OAEP (SHA-1), for the certificate. */
  readonly dataKey: string;
  /** Base64 of the HMAC-SHA256 of the encrypted bytes, by the same key. */
  readonly dataSignature: string;
  readonly encryptionCertificateId: string;
  /** SHA-1 of the certificate's DER form, in hexadecimal. */
  readonly encryptionCertificateThumbprint: string;
}

/** A receiver's certificate: base64 of its DER form, and the name that the receiver knows it by. */
export interface ReceiverCertificate {
  readonly certificate: string;
  readonly certificateId: string;
}

const keyBytes = 32;
const ivBytes = 16;

/** Each content has a key of its own, so that the same vector never serves two of them. */
export function encryptFor(
  content: Uint8Array,
  { certificate, certificateId }: ReceiverCertificate,
  randomness: Randomness,
): EncryptedContent {
  const der = Buffer.from(certificate, 'base64');
  const key = randomness(keyBytes);
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, ivBytes));
  const data = Buffer.concat([cipher.update(content), cipher.final()]);
  const { publicKey } = new X509Certificate(der);
  const dataKey = publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' }, key);
  return {
    data: data.toString('base64'),
    dataKey: dataKey.toString('base64'),
    dataSignature: createHmac('sha256', key).update(data).digest('base64'),
    encryptionCertificateId: certificateId,
    encryptionCertificateThumbprint: createHash('sha1').update(der).digest('hex').toUpperCase(),
  };
}
