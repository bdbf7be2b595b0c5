// Encrypted resource data, opened in the steps that Graph's page on change notifications with resource data gives to receivers.
import { constants, createDecipheriv, createHash, createHmac, privateDecrypt, X509Certificate } from 'node:crypto';
import { generate } from 'selfsigned';
import { describe, expect, test } from 'vitest';
import { encryptFor, type EncryptedContent } from '../../../lib/changes/resourceData/encrypt.ts';
import { systemRandomness } from '../../../lib/runtime/clock.ts';

const sizes = [2048, 3072, 4096];

async function receiver(keySize: number) {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'receiver' }], { keySize, algorithm: 'sha256' });
  const certificate = new X509Certificate(cert).raw.toString('base64');
  return { key, certificate: { certificate, certificateId: 'mine' } };
}

/** Throws where the signature isn't that of the data. */
function open(key: string, { data, dataKey, dataSignature }: EncryptedContent): string {
  const padding = { key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' };
  const symmetric = privateDecrypt(padding, Buffer.from(dataKey, 'base64'));
  const bytes = Buffer.from(data, 'base64');
  if (createHmac('sha256', symmetric).update(bytes).digest('base64') !== dataSignature) throw new Error('Not signed by this key.');
  const decipher = createDecipheriv('aes-256-cbc', symmetric, symmetric.subarray(0, 16));
  return Buffer.concat([decipher.update(bytes), decipher.final()]).toString();
}

describe('content that is encrypted for a receiver', () => {
  test.each(sizes)('Content of any length opens with the private key of a certificate of %i bits', async (size) => {
    const { key, certificate } = await receiver(size);
    for (const content of ['', '{}', JSON.stringify({ subject: 'Grüße' }), 'x'.repeat(32 * 1024)]) {
      const encrypted = encryptFor(Buffer.from(content), certificate, systemRandomness);
      expect(open(key, encrypted)).toBe(content);
    }
  });

  test('The certificate is named by its id and its thumbprint', async () => {
    const { certificate } = await receiver(2048);
    const { encryptionCertificateId, encryptionCertificateThumbprint } = encryptFor(Buffer.from('{}'), certificate, systemRandomness);
    expect(encryptionCertificateId).toBe('mine');
    const der = Buffer.from(certificate.certificate, 'base64');
    expect(encryptionCertificateThumbprint).toBe(createHash('sha1').update(der).digest('hex').toUpperCase());
  });

  test('Each content has a key of its own, and a changed byte is found by the signature', async () => {
    const { key, certificate } = await receiver(2048);
    const [one, two] = [1, 2].map(() => encryptFor(Buffer.from('the same'), certificate, systemRandomness));
    if (one === undefined || two === undefined) throw new Error('Two were made.');
    expect(one.data).not.toBe(two.data);
    const changed = Buffer.from(one.data, 'base64');
    changed[0] = (changed[0] ?? 0) ^ 1;
    expect(() => open(key, { ...one, data: changed.toString('base64') })).toThrow('Not signed by this key.');
  });
});
