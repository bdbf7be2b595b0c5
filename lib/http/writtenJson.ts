// Writes what a JSON answer says as text, a list entry by entry.
import { piecesOf, writeBase64, type Base64, type Json, type JsonObject, type Pieces } from '../runtime/json.ts';
import { ownTurn } from '../runtime/inSteps.ts';
import type { Reply, ReplyHeaders } from './messages.ts';

/** How an answer is written that isn't to be written as it is. */
export interface Spelling {
  /** The answer's headers. */
  headers(headers: ReplyHeaders): ReplyHeaders;
  /** The whole answer; of a list what stands around its entries. */
  whole(json: JsonObject): Promise<JsonObject>;
  /** An entry of a list. */
  entry(json: Json): Promise<Json>;
  /** Told of the length of each text that is written. */
  wrote(length: number): void;
}

/** Characters of JSON that are written in one turn. */
const perTurn = 256 * 1024;

/** The answer with its body: other requests have a turn after some hundred KB of a list. An answer that isn't JSON's stays as it is. */
export async function written(reply: Reply, spelling?: Spelling): Promise<Reply> {
  const { json, ...rest } = reply;
  if (json === undefined) return reply;
  const headers = spelling?.headers(rest.headers) ?? rest.headers;
  const { value } = json;
  const pieces = Array.isArray(value) ? await listPieces(json, value, spelling) : told((await spelling?.whole(json)) ?? json, spelling);
  return { ...rest, headers, ...(await bodyOf(pieces)) };
}

async function listPieces(json: JsonObject, value: readonly Json[], spelling: Spelling | undefined): Promise<Pieces> {
  const entries: (string | Base64)[] = [];
  let length = 0;
  for (const entry of value) {
    if (entries.length > 0) entries.push(',');
    const pieces = told(spelling === undefined ? entry : await spelling.entry(entry), spelling);
    entries.push(...pieces);
    // Bytes take their time when they are written.
    length += textLength(pieces);
    if (length < perTurn) continue;
    length = 0;
    await ownTurn();
  }
  const empty = { ...json, value: [] };
  const around = JSON.stringify((await spelling?.whole(empty)) ?? empty);
  // What an option or an id says is escaped within strings, so that this is the property and nothing else.
  const at = around.indexOf('"value":[]') + '"value":['.length;
  return [around.slice(0, at), ...entries, around.slice(at)];
}

/** The pieces of a value's text, whose length the spelling is told of. */
function told(json: Json, spelling: Spelling | undefined): Pieces {
  const pieces = piecesOf(() => JSON.stringify(json));
  spelling?.wrote(pieces.reduce((sum, { length }) => sum + length, 0));
  return pieces;
}

/** How many bytes the value takes when it is written. */
export const writtenBytes = (json: Json): number => bytesIn(piecesOf(() => JSON.stringify(json)));

const bytesIn = (pieces: Pieces): number =>
  pieces.reduce((sum, piece) => sum + (isText(piece) ? Buffer.byteLength(piece) : piece.length), 0);

const isText = (piece: string | Base64): piece is string => typeof piece === 'string';

const textLength = (pieces: Pieces): number => pieces.reduce((sum, piece) => (isText(piece) ? sum + piece.length : sum), 0);

/** Bytes of base64 that are written in one turn: about a millisecond. */
const base64PerTurn = 4 * 1024 * 1024;

/** One text, or where there are bytes in it, one buffer that they are written into as they lie. */
async function bodyOf(pieces: Pieces): Promise<Pick<Reply, 'body' | 'isText'>> {
  if (pieces.every(isText)) return { body: pieces.join('') };
  const body = Buffer.allocUnsafeSlow(bytesIn(pieces));
  let at = 0;
  let length = 0;
  for (const piece of pieces) {
    at = isText(piece) ? at + body.write(piece, at) : writeBase64(piece, body, at);
    length += isText(piece) ? 0 : piece.length;
    if (length < base64PerTurn) continue;
    length = 0;
    await ownTurn();
  }
  return { body, isText: true };
}
