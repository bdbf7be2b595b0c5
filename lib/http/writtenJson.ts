// Writes what a JSON answer says as text, a list entry by entry.
import type { Json, JsonObject } from '../runtime/json.ts';
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
  const body = Array.isArray(value) ? await listText(json, value, spelling) : textOf((await spelling?.whole(json)) ?? json, spelling);
  return { ...rest, headers, body };
}

async function listText(json: JsonObject, value: readonly Json[], spelling: Spelling | undefined): Promise<string> {
  const entries: string[] = [];
  let length = 0;
  for (const entry of value) {
    const text = textOf(spelling === undefined ? entry : await spelling.entry(entry), spelling);
    entries.push(text);
    length += text.length;
    if (length < perTurn) continue;
    length = 0;
    await ownTurn();
  }
  const empty = { ...json, value: [] };
  const around = JSON.stringify((await spelling?.whole(empty)) ?? empty);
  // What an option or an id says is escaped within strings, so that this is the property and nothing else.
  const at = around.indexOf('"value":[]') + '"value":['.length;
  return around.slice(0, at) + entries.join(',') + around.slice(at);
}

function textOf(json: Json, spelling: Spelling | undefined): string {
  const text = JSON.stringify(json);
  spelling?.wrote(text.length);
  return text;
}
