// A receiver's certificate, and how notifications with resource data are opened with its private key, in the steps of Graph's page on them.
import { constants, createDecipheriv, createHmac, privateDecrypt, X509Certificate } from 'node:crypto';
import { generate } from 'selfsigned';
import type { EncryptedContent, ReceiverCertificate } from '../../../lib/changes/resourceData/encrypt.ts';

export interface Certified {
  readonly certificate: ReceiverCertificate;
  /** What was encrypted for it. Throws where the signature isn't that of the data. */
  open(content: Pick<EncryptedContent, 'data' | 'dataKey' | 'dataSignature'>): string;
}

export async function certify(keySize = 2048): Promise<Certified> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'receiver' }], { keySize, algorithm: 'sha256' });
  return {
    certificate: { certificate: new X509Certificate(cert).raw.toString('base64'), certificateId: 'mine' },
    open({ data, dataKey, dataSignature }) {
      const padding = { key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' };
      const symmetric = privateDecrypt(padding, Buffer.from(dataKey, 'base64'));
      const bytes = Buffer.from(data, 'base64');
      if (createHmac('sha256', symmetric).update(bytes).digest('base64') !== dataSignature) throw new Error('Not signed by this key.');
      const decipher = createDecipheriv('aes-256-cbc', symmetric, symmetric.subarray(0, 16));
      return Buffer.concat([decipher.update(bytes), decipher.final()]).toString();
    },
  };
}
