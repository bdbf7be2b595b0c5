// Sends a small file by one request: JSON with the bytes in base64, as Graph has it (contract, section 2).
import { errorOf } from './failures.ts';
import type { SessionWire } from './session.ts';
import { propertyOf, type Chosen } from './wire.ts';

/** Bytes of a file up to which one request has it, as in Graph: in base64 it fits into the 4 MiB of a request (contract, section 6). */
export const maxSingleBytes = 3_000_000;

/**
 * Sends it, and resolves to the attachment's id. `key` names this upload (`Idempotency-Key`), so that a repeat whose first answer was lost
 * makes no second attachment. Throws `ConnectionLost`, `TryLater` or `UploadFailed`.
 */
export async function sendSingle(
  { send, slots, now, signal }: Pick<SessionWire, 'send' | 'slots' | 'now' | 'signal'>,
  file: Chosen,
  attachments: string,
  key: string,
  onProgress: (bytes: number) => void,
): Promise<string> {
  const bytes = new Uint8Array(await file.slice(0, file.size).arrayBuffer());
  const body = JSON.stringify({
    '@odata.type': '#microsoft.graph.fileAttachment',
    name: file.name,
    ...(file.type !== '' && { contentType: file.type }),
    contentBytes: toBase64(bytes),
  });
  const asked = {
    method: 'POST',
    url: attachments,
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
    body,
    signal,
    // What is sent is the base64.
    onProgress: (sent: number) => onProgress(Math.min(file.size, Math.floor((sent * file.size) / body.length))),
  };
  const answered = await slots.use(signal, () => send(asked));
  if (answered.status !== 201) throw errorOf(answered, now());
  return String(propertyOf(answered.text, 'id'));
}

/** As many characters as a call takes arguments everywhere. */
const charactersAtOnce = 0x8000;

function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let first = 0; first < bytes.length; first += charactersAtOnce)
    text += String.fromCharCode(...bytes.subarray(first, first + charactersAtOnce));
  return btoa(text);
}
