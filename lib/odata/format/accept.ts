// Chooses the form of JSON that an answer is written in: by `$format`, else by `Accept` (OData 4.01, part 1, sections 8.2.1 and 11.2.12).
import { parseMediaType } from '../../http/mediaType.ts';
import { badRequest, ServiceError } from '../../runtime/errors.ts';

/** How much an answer says of itself (OData JSON Format 4.01, section 3.1). */
export type MetadataLevel = (typeof metadataLevels)[number];

const metadataLevels = ['none', 'minimal', 'full'] as const;

/** A form of OData's JSON. */
export interface Format {
  readonly metadata: MetadataLevel;
  /** Whether 64-bit numbers are written as texts, since JavaScript's can't hold them all (OData JSON Format 4.01, section 3.2). */
  readonly ieee754Compatible: boolean;
}

const usual: Format = { metadata: 'minimal', ieee754Compatible: false };

export const isUsual = ({ metadata, ieee754Compatible }: Format): boolean => metadata === usual.metadata && !ieee754Compatible;

/** The media type of an answer in this form. */
export const mediaTypeOf = ({ metadata, ieee754Compatible }: Format): string =>
  `application/json; odata.metadata=${metadata}; odata.streaming=true; IEEE754Compatible=${ieee754Compatible}; charset=utf-8`;

/** One of the forms that a client takes. */
interface Range {
  /** Undefined for one that the service hasn't. */
  readonly format: Format | undefined;
  /** Whether it names JSON, and not `*` in its place. */
  readonly isNamed: boolean;
  readonly quality: number;
}

/**
 * The form that `Accept` asks for: the one of the highest quality, a named one before `*`, then the first. Without the header, and where it
 * names no JSON at all, the usual form: programs ask for pictures and pages by habit, and RFC 9110, section 12.5.1, lets the header be
 * disregarded. Throws 406 where it names only forms of JSON that the service hasn't.
 */
export function acceptedFormat(accept: string | null): Format {
  if (accept === null) return usual;
  const ranges = (accept.match(elements) ?? []).flatMap((text) => rangeIn(text) ?? []);
  const possible = ranges.filter(({ format, quality }) => format !== undefined && quality > 0);
  const [best] = possible.sort((a, b) => b.quality - a.quality || Number(b.isNamed) - Number(a.isNamed));
  if (best?.format !== undefined) return best.format;
  if (ranges.some(({ isNamed }) => isNamed)) throw notAcceptable(`'Accept: ${accept}'`);
  return usual;
}

/** The form that `$format` asks for. Throws 406 for one that the service hasn't, and 400 for text that names none. */
export function askedFormat(text: string): Format {
  const trimmed = text.trim();
  if (/^json$/i.test(trimmed)) return usual;
  if (/^(?:atom|xml)$/i.test(trimmed)) throw notAcceptable(`'$format=${text}'`);
  const range = rangeIn(trimmed);
  if (range?.isNamed === true && range.format !== undefined) return range.format;
  if (parseMediaType(trimmed) === undefined) throw badRequest(`The value of '$format' must be 'json' or a media type, not '${text}'.`);
  throw notAcceptable(`'$format=${text}'`);
}

/** An element of the list: the text up to the next comma outside quotes. */
const elements = /(?:[^",]|"(?:[^"\\]|\\.)*"?)+/g;

/** What one media range of the header says of JSON; undefined for one of something else. */
function rangeIn(text: string): Range | undefined {
  const type = parseMediaType(text);
  if (type === undefined) return undefined;
  const { essence, params } = type;
  const quality = Number(params.get('q') ?? 1);
  const range = { quality: Number.isFinite(quality) ? quality : 1 };
  if (essence === '*/*' || essence === 'application/*') return { ...range, format: usual, isNamed: false };
  if (essence !== 'application/json') return undefined;
  return { ...range, format: formatOf(params), isNamed: true };
}

/** Parameters may lack `odata.` (OData 4.01, part 1, section 8.2.1). Others, such as `charset`, change nothing here. */
function formatOf(params: Pick<URLSearchParams, 'get'>): Format | undefined {
  const metadata = params.get('odata.metadata') ?? params.get('metadata') ?? usual.metadata;
  const level = metadataLevels.find((each) => each === metadata.toLowerCase());
  const ieee754 = (params.get('ieee754compatible') ?? 'false').toLowerCase();
  const streaming = (params.get('odata.streaming') ?? params.get('streaming') ?? 'true').toLowerCase();
  if (level === undefined || !isBoolean(ieee754) || !isBoolean(streaming)) return undefined;
  return { metadata: level, ieee754Compatible: ieee754 === 'true' };
}

const isBoolean = (text: string): boolean => text === 'true' || text === 'false';

const shownLength = 100;

const notAcceptable = (asked: string): ServiceError =>
  new ServiceError(
    406,
    'NotAcceptable',
    `The service cannot answer ${asked.slice(0, shownLength)}: it writes application/json with odata.metadata=none, minimal or full.`,
  );
