// The contract of the keys that sign the validation tokens of notifications (contract, section 12).
import type { JsonObject } from '../runtime/json.ts';

/** The public half of a key, as it is published (RFC 7517). */
export interface PublicKey {
  readonly kty: 'RSA';
  readonly kid: string;
  readonly n: string;
  readonly e: string;
  readonly alg: 'RS256';
  readonly use: 'sig';
}

/** Every method throws a `ServiceError` 503 while the keys can't be reached. */
export interface Signer {
  /** The keys whose signatures count, the newest first; two at most. */
  keys(): Promise<readonly PublicKey[]>;
  /** A JSON Web Token of the claims, signed with RS256 by one of `keys`. */
  sign(claims: JsonObject): Promise<string>;
}
