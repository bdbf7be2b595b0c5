// Signatures of webhooks over the raw body: Standard Webhooks, and GitHub's X-Hub-Signature-256.
//
// By node:crypto and not by the schemes' own libraries: those of today (standardwebhooks 1.1, @octokit/webhooks-methods 6.0) make text of a
// body before they hash it. Bodies here are of any kind, and of bytes that are no UTF-8 they would accept others in their place. The tests
// hold this file to both libraries wherever a body is text.
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../runtime/clock.ts';
import { ServiceError } from '../../runtime/errors.ts';
import { maxRepeatKeyLength } from '../../runtime/limits.ts';
import { signatureToleranceSeconds } from '../../runtime/limits/webhooks.ts';

/** The secrets that signatures are made with; several of one kind while they are rotated. Without any, no signature is asked for. */
export interface SignatureSecrets {
  /** Of Standard Webhooks, without `whsec_` and decoded. */
  readonly standard: readonly Uint8Array[];
  readonly github: readonly string[];
}

/**
 * A delivery whose signature is right, and what it vouches for. Standard Webhooks sign the delivery's id and time with the body: `id` is
 * the sender's own, in whichever header it came. GitHub signs the body alone, and for ever. `names` say which delivery it is, and nobody
 * without our secrets can make one: of GitHub's its signature; of a Standard one what a secret makes of its id, since its sender signs
 * anew, with another time, whenever it repeats it. More than one only while secrets are rotated.
 */
export type Signed =
  | { readonly scheme: 'standard'; readonly id: string; readonly names: readonly string[] }
  | { readonly scheme: 'github'; readonly names: readonly string[] };

/** Verifies the signature of a request with these headers and this body; nothing where no signature is asked for. Throws 401. */
export type VerifySignature = (headers: Pick<Headers, 'get' | 'has'>, body: Uint8Array) => Signed | undefined;

/**
 * A request must bring one signature of a kind for which there are secrets, and it must be right. It must not bring both kinds: no sender
 * does, and whoever has seen such a delivery could send it again with either. Compared in constant time, with all secrets. Sources:
 * Standard Webhooks, specification; GitHub, "Validating webhook deliveries".
 */
export function createSignatureVerifier({ standard, github }: SignatureSecrets, clock: Clock): VerifySignature {
  const kinds = [...(standard.length > 0 ? [standardNeeds] : []), ...(github.length > 0 ? [githubNeeds] : [])];
  return (headers, body) => {
    const prefix = standardPrefixes.find((each) => headers.has(`${each}-signature`));
    const isStandard = standard.length > 0 && prefix !== undefined;
    const hubSignature = github.length > 0 ? headers.get(githubHeader) : null;
    if (isStandard && hubSignature !== null) throw unsigned('The request is signed in two ways. It needs one.');
    if (isStandard) return verifyStandard(headers, prefix, standard, body, clock());
    if (hubSignature !== null) {
      const right = rightOnes([hubSignature], github, (secret) => githubSignature(secret, body));
      return { scheme: 'github', names: right.map(({ signature }) => signature) };
    }
    if (kinds.length > 0) throw unsigned(`The request is not signed. It needs ${kinds.join(', or ')}.`);
    return undefined;
  };
}

/** What the headers of Standard Webhooks begin with, the specification's own first; Svix, whose scheme it was, sends its own. */
export const standardPrefixes = ['webhook', 'svix'] as const;
export const githubHeader = 'X-Hub-Signature-256';

const standardNeeds = "'webhook-id', 'webhook-timestamp' and 'webhook-signature' (Standard Webhooks)";
const githubNeeds = `'${githubHeader}' (GitHub)`;

/**
 * Printable ASCII without spaces and full stops: one would end the id elsewhere in what is signed, so that a signature for one id, time and
 * body were right for others as well (Standard Webhooks, "Signature scheme": ids must not include any).
 */
const signedId = /^[!-\-/-~]+$/;

function verifyStandard(
  headers: Pick<Headers, 'get'>,
  prefix: (typeof standardPrefixes)[number],
  secrets: readonly Uint8Array[],
  body: Uint8Array,
  now: number,
): Signed {
  const id = headers.get(`${prefix}-id`) ?? '';
  const timestamp = headers.get(`${prefix}-timestamp`) ?? '';
  if (id.length > maxRepeatKeyLength || !signedId.test(id) || !/^\d{1,12}$/.test(timestamp))
    throw unsigned(
      `The signature needs a '${prefix}-id' of at most ${maxRepeatKeyLength} printable ASCII characters without spaces and full stops, and a '${prefix}-timestamp' in seconds.`,
    );
  if (Math.abs(Math.floor(now / 1000) - Number(timestamp)) > signatureToleranceSeconds)
    throw unsigned(`The '${prefix}-timestamp' is more than ${signatureToleranceSeconds / 60} minutes away from now.`);
  const given = (headers.get(`${prefix}-signature`) ?? '').split(' ');
  const right = rightOnes(given, secrets, (secret) => standardSignature(secret, id, timestamp, body));
  return { scheme: 'standard', id, names: right.map(({ secret }) => standardName(secret, id)) };
}

/** No signature is over such a text, since no id has a space. */
const standardName = (secret: Uint8Array, id: string): string =>
  `id,${createHmac('sha256', secret).update(`delivery ${id}`).digest('base64')}`;

const standardSignature = (secret: Uint8Array, id: string, timestamp: string, body: Uint8Array): string =>
  `v1,${createHmac('sha256', secret).update(`${id}.${timestamp}.`).update(body).digest('base64')}`;

const githubSignature = (secret: string, body: Uint8Array): string => `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

/**
 * Those of the signatures that a secret makes, with the secret; at least one. Throws 401 for none. Every one is compared with every other: how long that
 * takes tells nothing.
 */
function rightOnes<Secret>(given: readonly string[], secrets: readonly Secret[], sign: (secret: Secret) => string) {
  const right = secrets
    .map((secret) => ({ secret, signature: sign(secret) }))
    .filter(({ signature }) => given.map((each) => isSame(each, signature)).includes(true));
  if (right.length === 0) throw unsigned('The signature does not match: another secret, or another body than was signed.');
  return right;
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  // The length of a signature is no secret.
  return a.byteLength === b.byteLength && timingSafeEqual(a, b);
}

const unsigned = (message: string): ServiceError =>
  new ServiceError(401, 'InvalidAuthenticationToken', message, { headers: { 'WWW-Authenticate': 'Signature' } });
