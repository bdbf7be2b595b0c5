// Makes a self-signed certificate for https on localhost (X.509, RFC 5280): Node makes keys and signatures, but no certificates.
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { bits, der, identifier, integer, octets, sequence, set, truth, utcTime, utf8 } from './der.ts';

/** ecdsa-with-SHA256 (RFC 5758, section 3.2). */
const algorithm = sequence(identifier('1.2.840.10045.4.3.2'));

/** `CN=localhost`: subject, and issuer too. */
const name = sequence(set(sequence(identifier('2.5.4.3'), utf8('localhost'))));

/** An extension (RFC 5280, section 4.2) by the last number of `2.5.29`. */
const extension = (number: number, critical: boolean, value: Uint8Array): Buffer =>
  sequence(identifier(`2.5.29.${number}`), ...(critical ? [truth()] : []), octets(value));

const loopback6 = Buffer.from([...Array.from({ length: 15 }, () => 0), 1]);

/**
 * Constraints: no authority. Usage: signatures, by a server. Names: localhost and the loopback addresses. The key's identifiers, as subject and
 * as authority, by which a client that trusts several of these certificates finds the right one: they all have one name.
 */
const extensionsOf = (keyId: Buffer): Buffer =>
  sequence(
    extension(19, true, sequence()),
    extension(15, true, bits(Buffer.from([0x80]), 7)),
    extension(37, false, sequence(identifier('1.3.6.1.5.5.7.3.1'))),
    extension(17, false, sequence(der(0x82, Buffer.from('localhost')), der(0x87, Buffer.from([127, 0, 0, 1])), der(0x87, loopback6))),
    extension(14, false, octets(keyId)),
    extension(35, false, sequence(der(0x80, keyId))),
  );

/** A new key on the curve P-256 and its certificate, as PEM texts, one behind the other. */
export function makeSelfSigned(notBefore: Date, notAfter: Date): string {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const version3 = der(0xa0, integer(Buffer.from([2])));
  // Twenty bytes at most, the first of which isn't zero (RFC 5280, section 4.1.2.2).
  const serial = integer(Buffer.concat([Buffer.from([1]), randomBytes(15)]));
  const validity = sequence(utcTime(notBefore), utcTime(notAfter));
  const keyInfo = publicKey.export({ format: 'der', type: 'spki' });
  // Any name that is the key's alone will do (RFC 5280, section 4.2.1.2).
  const keyId = createHash('sha256').update(keyInfo).digest().subarray(0, 20);
  const body = sequence(version3, serial, algorithm, name, validity, name, keyInfo, der(0xa3, extensionsOf(keyId)));
  const certificate = sequence(body, algorithm, bits(sign('sha256', body, privateKey)));
  return `${privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()}${pem(certificate)}`;
}

const pem = (certificate: Buffer): string =>
  `-----BEGIN CERTIFICATE-----\n${certificate.toString('base64').replace(/.{64}/g, '$&\n').trimEnd()}\n-----END CERTIFICATE-----\n`;
