// Codes, refresh tokens and sessions: encrypted texts that hold what they stand for, so that they outlive a restart and need no store.
import { createHash, randomUUID } from 'node:crypto';
import { EncryptJWT, jwtDecrypt } from 'jose';
import type { z } from 'zod';
import type { IssuerKey } from './issuerKey.ts';

/** What a text stands for; it can't be used as another kind. */
export type SealedKind = 'code' | 'refresh' | 'session';

export interface Opened<T> {
  readonly content: T;
  /** Unique to this text. */
  readonly id: string;
  /** Whether its time is over. */
  readonly isExpired: boolean;
  /** Whether it is of another era, which has ended. */
  readonly isRevoked: boolean;
}

/** Encrypts content that is valid for some seconds (JWE, AES-256-GCM). */
export async function seal(key: IssuerKey, kind: SealedKind, content: object, seconds: number): Promise<string> {
  const expires = Math.floor(Date.now() / 1000) + seconds;
  return new EncryptJWT({ content, era: key.era })
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', typ: kind })
    .setJti(randomUUID())
    .setExpirationTime(expires)
    .encrypt(secretOf(key, kind));
}

/** Opens a text of this kind. Undefined for anything that this issuer hasn't made so; an expired one is opened and says so. */
export async function open<T>(key: IssuerKey, kind: SealedKind, text: string, schema: z.ZodType<T>): Promise<Opened<T> | undefined> {
  try {
    // Its time is judged below: whoever asks wants to tell an old text from a wrong one.
    const { payload } = await jwtDecrypt(text, secretOf(key, kind), { currentDate: new Date(0) });
    const { exp = 0, jti = '' } = payload;
    return { content: schema.parse(payload.content), id: jti, isExpired: exp * 1000 <= Date.now(), isRevoked: payload.era !== key.era };
  } catch {
    return undefined;
  }
}

/** A key of its own for each kind, derived from the issuer's private key. */
const secretOf = ({ secret }: IssuerKey, kind: SealedKind): Uint8Array => createHash('sha256').update(`${kind}\n${secret}`).digest();
