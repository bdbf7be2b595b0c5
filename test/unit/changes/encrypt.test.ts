// Encrypted resource data, opened in the steps that Graph's page on change notifications with resource data gives to receivers.
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { encryptFor } from '../../../lib/changes/resourceData/encrypt.ts';
import { systemRandomness } from '../../../lib/runtime/clock.ts';
import { certify } from '../../support/changes/certified.ts';

describe('content that is encrypted for a receiver', () => {
  test.each([2048, 3072, 4096])('Content of any length opens with the private key of a certificate of %i bits', async (size) => {
    const { open, certificate } = await certify(size);
    for (const content of ['', '{}', JSON.stringify({ subject: 'Grüße' }), 'x'.repeat(32 * 1024)])
      expect(open(encryptFor(Buffer.from(content), certificate, systemRandomness))).toBe(content);
  });

  test('The certificate is named by its id and its thumbprint', async () => {
    const { certificate } = await certify();
    const { encryptionCertificateId, encryptionCertificateThumbprint } = encryptFor(Buffer.from('{}'), certificate, systemRandomness);
    expect(encryptionCertificateId).toBe('mine');
    const der = Buffer.from(certificate.certificate, 'base64');
    expect(encryptionCertificateThumbprint).toBe(createHash('sha1').update(der).digest('hex').toUpperCase());
  });

  test('Each content has a key of its own, and a changed byte is found by the signature', async () => {
    const { open, certificate } = await certify();
    const [one, two] = [1, 2].map(() => encryptFor(Buffer.from('the same'), certificate, systemRandomness));
    if (one === undefined || two === undefined) throw new Error('Two were made.');
    expect(one.data).not.toBe(two.data);
    const changed = Buffer.from(one.data, 'base64');
    changed[0] = (changed[0] ?? 0) ^ 1;
    expect(() => open({ ...one, data: changed.toString('base64') })).toThrow('Not signed by this key.');
  });
});
