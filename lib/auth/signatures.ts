// Signatures of webhooks over the raw body: Standard Webhooks, and GitHub's X-Hub-Signature-256.
//
// By node:crypto and not by the schemes' own libraries: those of today (standardwebhooks 1.1, @octokit/webhooks-methods 6.0) make text of a
// body before they hash it. Bodies here are of any kind, and of bytes that are no UTF-8 they would accept others in their place. The tests
// hold this file to both libraries wherever a body is text.
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { ServiceError } from '../errors.ts';
import { maxRepeatKeyLength, signatureToleranceSeconds } from '../limits.ts';

/** The secrets that signatures are made with; several of one kind while they are rotated. Without any, no signature is asked for. */
export interface SignatureSecrets {
  /** Of Standard Webhooks, without `whsec_` and decoded. */
  readonly standard: readonly Uint8Array[];
  readonly github: readonly string[];
}

/** What a signature vouches for beside the body. */
export interface Signed {
  /** The header with the delivery's id, where that is signed: nobody but the sender has chosen it. */
  readonly idHeader?: string;
}

/** Verifies the signatures of a request with these headers and this body. Throws 401. */
export type VerifySignature = (headers: Pick<Headers, 'get' | 'has'>, body: Uint8Array) => Signed;

/**
 * Every signature that a request brings, of a kind for which there are secrets, must be right, and it must bring one. Compared in constant
 * time, with all secrets. Sources: Standard Webhooks, specification; GitHub, "Validating webhook deliveries".
 */
export function createSignatureVerifier({ standard, github }: SignatureSecrets, clock: Clock): VerifySignature {
  const kinds = [...(standard.length > 0 ? [standardNeeds] : []), ...(github.length > 0 ? [githubNeeds] : [])];
  return (headers, body) => {
    const prefix = standardPrefixes.find((each) => headers.has(`${each}-signature`));
    const isStandard = standard.length > 0 && prefix !== undefined;
    const hubSignature = github.length > 0 ? headers.get('x-hub-signature-256') : null;
    if (kinds.length > 0 && !isStandard && hubSignature === null)
      throw unsigned(`The request is not signed. It needs ${kinds.join(', or ')}.`);
    if (hubSignature !== null && !isAmong([hubSignature], github, (secret) => githubSignature(secret, body))) throw doesNotMatch();
    if (!isStandard) return {};
    verifyStandard(headers, prefix, standard, body, clock());
    return { idHeader: `${prefix}-id` };
  };
}

/** What the headers of Standard Webhooks begin with, the specification's own first; Svix, whose scheme it was, sends its own. */
const standardPrefixes = ['webhook', 'svix'] as const;

const standardNeeds = "'webhook-id', 'webhook-timestamp' and 'webhook-signature' (Standard Webhooks)";
const githubNeeds = "'X-Hub-Signature-256' (GitHub)";

function verifyStandard(
  headers: Pick<Headers, 'get'>,
  prefix: (typeof standardPrefixes)[number],
  secrets: readonly Uint8Array[],
  body: Uint8Array,
  now: number,
): void {
  const id = headers.get(`${prefix}-id`) ?? '';
  const timestamp = headers.get(`${prefix}-timestamp`) ?? '';
  if (id === '' || id.length > maxRepeatKeyLength || !/^\d{1,12}$/.test(timestamp))
    throw unsigned(
      `The signature needs a '${prefix}-id' of at most ${maxRepeatKeyLength} characters and a '${prefix}-timestamp' in seconds.`,
    );
  if (Math.abs(Math.floor(now / 1000) - Number(timestamp)) > signatureToleranceSeconds)
    throw unsigned(`The '${prefix}-timestamp' is more than ${signatureToleranceSeconds / 60} minutes away from now.`);
  const given = (headers.get(`${prefix}-signature`) ?? '').split(' ');
  if (!isAmong(given, secrets, (secret) => standardSignature(secret, id, timestamp, body))) throw doesNotMatch();
}

const standardSignature = (secret: Uint8Array, id: string, timestamp: string, body: Uint8Array): string =>
  `v1,${createHmac('sha256', secret).update(`${id}.${timestamp}.`).update(body).digest('base64')}`;

const githubSignature = (secret: string, body: Uint8Array): string => `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

/** Whether one of the signatures is one that a secret makes. Every one is compared with every other: how long that takes tells nothing. */
function isAmong<Secret>(given: readonly string[], secrets: readonly Secret[], sign: (secret: Secret) => string): boolean {
  const matching = secrets.map(sign).flatMap((expected) => given.map((signature) => isSame(signature, expected)));
  return matching.includes(true);
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  // The length of a signature is no secret.
  return a.byteLength === b.byteLength && timingSafeEqual(a, b);
}

const doesNotMatch = (): ServiceError => unsigned('The signature does not match: another secret, or another body than was signed.');

const unsigned = (message: string): ServiceError =>
  new ServiceError(401, 'InvalidAuthenticationToken', message, { headers: { 'WWW-Authenticate': 'Signature' } });
