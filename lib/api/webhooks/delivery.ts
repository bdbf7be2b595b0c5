// Turns a webhook's body into attachments: Graph's JSON into those it describes, a form into its files, anything else into one file.
import type { NewAttachment } from '../../attachments/attachment.ts';
import { badRequest } from '../../runtime/errors.ts';
import { inSteps, turnFor } from '../../runtime/inSteps.ts';
import { readNewAttachment, typeOfName } from '../../odata/attachment/attachmentBody.ts';
import { isJsonObject, readBody } from '../../odata/types/bodyReader.ts';
import { checkBody } from '../../odata/types/bodySchema.ts';
import { attachmentBytes, parseMeasured } from '../jsonBody.ts';
import type { Place } from '../../http/jsonBinary.ts';
import { excessOf, isMoreThanRead } from '../../http/jsonExtent.ts';
import { isJson, isJsonType, isUtf8Type, parseMediaType } from '../../http/mediaType.ts';
import { file, nonEmpty, givenName } from './file.ts';
import { readForm } from './form.ts';

/** A body that was understood. */
export interface Delivery {
  readonly attachments: readonly NewAttachment[];
  /** The options of the query that don't concern the body. */
  readonly query: URLSearchParams;
}

/** The stem of a file's name where nothing says what it is called. */
const stem = 'webhook';

/** Reads a body by its `Content-Type`. Throws 400 for one that is empty or isn't what it says. Foreign JSON is kept byte for byte. */
export async function readDelivery(headers: Headers, query: URLSearchParams, bytes: Uint8Array): Promise<Delivery> {
  // The platform leaves out a body that came without its length; an empty file would hide that.
  if (bytes.byteLength === 0) throw badRequest("The request has no body. It needs one, and a 'Content-Length'.");
  const contentType = nonEmpty(headers.get('content-type'));
  const type = contentType === undefined ? undefined : parseMediaType(contentType);
  if (type?.essence === 'multipart/form-data') return { attachments: await inSteps(readForm(bytes, type.params.get('boundary'))), query };
  // JSON in another charset than UTF-8 is a file like any other.
  const isText = type !== undefined && isJsonType(type) && isUtf8Type(type);
  if (isText) {
    const texts: Place[] = [];
    const excess = excessOf(bytes, (start, end) => texts.push({ start, end }));
    const json =
      isMoreThanRead(excess) && !namesType(bytes) ? undefined : await parseMeasured(bytes, excess, { binary: attachmentBytes, texts });
    if (isJsonObject(json) && readBody(json).has('@odata.type')) {
      await turnFor(bytes.byteLength);
      checkBody(json, 'newAttachment');
      await turnFor(bytes.byteLength);
      return { attachments: [readNewAttachment(json)], query };
    }
  }
  const { name, rest } = takeName(query);
  const called = givenName(headers, name);
  const attachment = file(bytes, { name: isText && called !== undefined ? jsonName(called) : called, type: contentType, stem });
  return { attachments: [attachment], query: rest };
}

/**
 * Whether the text may describe an attachment of Graph's. What has more in it than an attachment may have, and doesn't, is foreign, and is
 * kept as a file without being parsed.
 */
const namesType = (bytes: Uint8Array): boolean => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes('@odata.type');

/** A name that says that it is JSON, by `.json` or by the ending of another type of it. */
const jsonName = (name: string): string => (isJson(typeOfName(name)) ? name : `${name}.json`);

/** The option `name`, apart from the others. */
function takeName(query: URLSearchParams): { readonly name: URLSearchParams; readonly rest: URLSearchParams } {
  const isName = ([option]: readonly [string, string]): boolean => option.toLowerCase() === 'name';
  const all = [...query];
  const named = all.filter(isName).map(([, value]): [string, string] => ['name', value]);
  return { name: new URLSearchParams(named), rest: new URLSearchParams(all.filter((each) => !isName(each))) };
}
