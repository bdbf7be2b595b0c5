// An upload session as it is stored, and the secret in its URL that opens it.
import { createHash, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { chargedShape } from '../calendar/quota.ts';
import { decodeCurrent, recordShape } from '../stores/records.ts';
import type { StoredDocument } from '../stores/documents.ts';
import type { Randomness } from '../runtime/clock.ts';

const block = z.tuple([z.number(), z.number(), z.number()]);

const sessionRecord = z.object({
  ...recordShape,
  id: z.string(),
  /** The event's document and its incarnation. */
  uploadOf: z.string(),
  incarnation: z.string(),
  eventKey: z.object({
    mailbox: z.object({ tenant: z.string(), kind: z.enum(['users', 'groups']), id: z.string() }),
    event: z.string(),
  }),
  /** Where the event is an occurrence: its series' document and incarnation. */
  series: z.object({ id: z.string(), incarnation: z.string() }).optional(),
  /** Whether the event, or the series, had attendees to be told when the session was made. */
  tells: z.boolean(),
  /** Who has made the event, or the series. */
  maker: z.string(),
  /** The version of the API by which the session was made; the URLs in its answers have the same one. */
  version: z.enum(['v1.0', 'beta']),
  /** SHA-256 of the secret, in base64url. */
  secretHash: z.string(),
  /** Milliseconds since the epoch; never moves. */
  expires: z.number(),
  /** When the sweep ends the session, in seconds since the epoch; only an open session has it. The TTL removes a completed one. */
  due: z.number().optional(),
  /**
   * What the session is charged in the quota: the whole file, from the moment when the session starts. The attachment takes this charge
   * over.
   */
  ...chargedShape,
  attachmentId: z.string(),
  blob: z.string(),
  /** Bytes that the file will have. */
  total: z.number().int(),
  file: z.object({ name: z.string(), contentType: z.string(), isInline: z.boolean(), contentId: z.string().nullable() }),
  state: z.enum(['open', 'completed']),
  blocks: z.array(block),
  /** The block that made the file whole. It has arrived, but it is added to `blocks` only together with the attachment. */
  ending: block.optional(),
});

/** An upload session that exists: it was neither cancelled nor ended by the sweep. */
export type UploadSession = z.infer<typeof sessionRecord> & { readonly etag: string };

export const decodeSession = (document: StoredDocument | undefined): UploadSession | undefined =>
  decodeCurrent('upload', sessionRecord, document);

/** The properties of the attachment that a session makes. */
export const filePropertiesOf = ({ file, total }: Pick<UploadSession, 'file' | 'total'>) =>
  ({ type: 'file', ...file, size: total }) as const;

export const sessionDocument = (sessionId: string): string => `upload:${sessionId}`;

/** What an upload URL carries: where the session is, and the secret that opens it. */
export interface UploadToken {
  readonly partition: string;
  readonly sessionId: string;
  readonly secret: string;
}

/** Bytes of the secret: 256 bits. */
const secretBytes = 32;

export const newSecret = (randomness: Randomness): string => randomness(secretBytes).toString('base64url');

export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('base64url');

/** Compares in constant time. */
export const isSecretOf = (session: UploadSession, secret: string): boolean =>
  timingSafeEqual(Buffer.from(session.secretHash), Buffer.from(hashSecret(secret)));

/** The token as one segment of a path. */
export const printToken = ({ partition, sessionId, secret }: UploadToken): string =>
  `${Buffer.from(partition).toString('base64url')}.${sessionId}.${secret}`;

const tokenForm = /^([\w-]{1,400})\.([\w-]{28})\.([\w-]{43})$/;

/** The token in a segment; undefined for any other text. */
export function parseToken(text: string): UploadToken | undefined {
  const [, partition, sessionId, secret] = tokenForm.exec(text) ?? [];
  if (partition === undefined || sessionId === undefined || secret === undefined) return undefined;
  return { partition: Buffer.from(partition, 'base64url').toString(), sessionId, secret };
}
