// A request's body as JSON: of an accepted type, within the limit, well-formed, and an object.
import { ServiceError } from '../runtime/errors.ts';
import { maxRequestBytes } from '../runtime/limits.ts';
import { isJsonObject } from '../odata/types/bodyReader.ts';
import { decodeBinary } from '../odata/types/literals.ts';
import { checkBody, type BodyName } from '../odata/types/bodySchema.ts';
import { turnFor } from '../runtime/inSteps.ts';
import type { JsonObject } from '../runtime/json.ts';
import type { Share } from '../runtime/byteBudget.ts';
import type { ReadJson, Request } from '../http/messages.ts';
import { parseWithBinary, type Place } from '../http/jsonBinary.ts';
import { excessOf } from '../http/jsonExtent.ts';
import { isJsonType, isUtf8Type, parseMediaType } from '../http/mediaType.ts';
import { receiveBody, requireIdentityCoding } from '../http/receiveBody.ts';

/** Bytes that a body takes of the budget: the text and what is made of it are in memory together. */
const bytesPerByte = 3;

/**
 * The JSON object that a request brings, held against what it is to be. Throws as `readJsonObject`, and 400 `RequestBodyRead` for what its
 * type doesn't have.
 */
export async function readJsonBody(request: Request, share: Share, body: BodyName): Promise<JsonObject> {
  return (await readMeasuredBody(request, share, body)).json;
}

/** The same, and how many bytes it had. */
export async function readMeasuredBody(request: Request, share: Share, body: BodyName): Promise<MeasuredBody> {
  const read = readAlready(request);
  if (read !== undefined) return { json: await checked(objectIn(read.value), read.withinBytes, body), bytes: read.withinBytes };
  const received = await readBytes(request, share);
  return { json: await parsedBody(received, body), bytes: received.byteLength };
}

export interface MeasuredBody {
  readonly json: JsonObject;
  readonly bytes: number;
}

/**
 * Any JSON object that a request brings. Throws 415 for another media type, 413 above the limit of a request, 400
 * `UnableToDeserializePostBody` for what is no JSON object, 503 when the budget is spent.
 */
export async function readJsonObject(request: Request, share: Share): Promise<JsonObject> {
  const read = readAlready(request);
  return read === undefined ? await parseObject(await readBytes(request, share)) : objectIn(read.value);
}

/** Reads a body that may be missing, such as an action's parameters. Throws as `readJsonObject`. */
export async function readOptionalJsonBody(request: Request, share: Share, body: BodyName): Promise<JsonObject> {
  if (request.json !== undefined) return readJsonBody(request, share, body);
  const bytes = await readBytes(request, share);
  return bytes.byteLength === 0 ? {} : await parsedBody(bytes, body);
}

const parsedBody = async (bytes: Uint8Array, body: BodyName): Promise<JsonObject> =>
  checked(await parseObject(bytes, body === 'newAttachment' ? attachmentBytes : undefined), bytes.byteLength, body);

/** Whoever reads what the object says does so in a turn of its own, where it is a long one. */
async function checked(json: JsonObject, bytes: number, body: BodyName): Promise<JsonObject> {
  checkBody(json, body);
  await turnFor(bytes);
  return json;
}

/**
 * What the body of a batch's part says: the batch's own text was within the limits of a request, and its bytes are in the budget. Throws 415 as
 * for every body.
 */
function readAlready({ headers, json }: Request): ReadJson | undefined {
  if (json === undefined) return undefined;
  requireJson(headers);
  requireIdentityCoding(headers.get('content-encoding'));
  return json;
}

async function readBytes(request: Request, share: Share): Promise<Uint8Array> {
  requireJson(request.headers);
  return readWithinLimit(request, share);
}

/** The bytes of a body of any type. Throws 415 for a packed one, 413 above the limit of a request, 503 when the budget is spent. */
export async function readWithinLimit(request: Request, share: Share): Promise<Uint8Array> {
  const bytes = await receiveBody(request, requireSize);
  share.take(bytes.byteLength * bytesPerByte);
  return bytes;
}

/** Throws 415 for another type than JSON's and for other characters than UTF-8's; without a type, the body itself is judged. */
function requireJson(headers: Headers): void {
  const given = headers.get('content-type')?.trim() ?? '';
  if (given === '') return;
  const type = parseMediaType(given);
  if (type !== undefined && isJsonType(type) && isUtf8Type(type)) return;
  throw new ServiceError(
    415,
    'UnsupportedMediaType',
    `The media type '${given}' of the request is not supported. This resource accepts application/json in UTF-8.`,
    { headers: { Accept: 'application/json' } },
  );
}

function requireSize(bytes: number): void {
  if (bytes > maxRequestBytes)
    throw new ServiceError(
      413,
      'RequestEntityTooLarge',
      `Maximum request length exceeded. A request has at most ${maxRequestBytes} bytes; upload a larger file with createUploadSession.`,
    );
}

/** The property of a new attachment that is long where any is. */
export const attachmentBytes = 'contentBytes';

async function parseObject(bytes: Uint8Array, binary?: string): Promise<JsonObject> {
  return objectIn(await parseJson(bytes, binary));
}

function objectIn(value: unknown): JsonObject {
  if (!isJsonObject(value)) throw undeserializable('it is not a JSON object');
  return value;
}

/**
 * Parses JSON, in a turn of its own where it is long. Throws 400 `UnableToDeserializePostBody` for text that is no JSON, is nested too deep,
 * or has too many values. `binary` names the property of the outermost object that becomes `Base64` where it is long.
 */
export function parseJson(bytes: Uint8Array, binary?: string): Promise<unknown> {
  const texts: Place[] = [];
  return parseMeasured(bytes, excessOf(bytes, binary === undefined ? undefined : (start, end) => texts.push({ start, end })), {
    binary,
    texts,
  });
}

/** The same of a text whose excess is known, and with it its long texts. */
export async function parseMeasured(bytes: Uint8Array, excess: string | undefined, long: LongTexts): Promise<unknown> {
  if (excess !== undefined) throw undeserializable(excess);
  await turnFor(bytes.byteLength);
  const value = parsed(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), long);
  await turnFor(bytes.byteLength);
  return value;
}

/** The property that is base64, and where the long texts of the outermost object lie. */
interface LongTexts {
  readonly binary: string | undefined;
  readonly texts: readonly Place[];
}

function parsed(bytes: Buffer, { binary, texts }: LongTexts): unknown {
  try {
    return binary === undefined ? parse(bytes) : parseWithBinary(bytes, binary, texts, { parse, decode: decodeBinary });
  } catch {
    throw undeserializable('it is not JSON in UTF-8');
  }
}

const parse = (...pieces: readonly Buffer[]): unknown =>
  JSON.parse(pieces.map((piece) => new TextDecoder('utf-8', { fatal: true }).decode(piece)).join(''));

const undeserializable = (why: string): ServiceError =>
  new ServiceError(400, 'UnableToDeserializePostBody', `The body of the request cannot be read: ${why}.`);
