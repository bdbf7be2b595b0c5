// Counts an event's bytes: for the limit of its properties, and for the limit of an answer.
import { badRequest } from '../../../runtime/errors.ts';
import { maxEventPropertyBytes } from '../../../runtime/limits.ts';
import type { EventProperties } from './eventProperties.ts';
import type { EventRecord } from './eventRecord.ts';

/** Throws 400 for properties that have more than 64 KiB together; the body and the attendees have limits of their own. */
export function checkSize(properties: EventProperties): void {
  const bytes = Buffer.byteLength(JSON.stringify({ ...properties, body: undefined, attendees: undefined }));
  if (bytes > maxEventPropertyBytes)
    throw badRequest(
      `The properties of an event, its body and attendees aside, may have at most ${maxEventPropertyBytes} bytes together; these have ${bytes}.`,
    );
}

/** The bytes of an event in an answer: its properties, and its body where that is shown, whether in the document or in a blob. */
export function shownBytes({ bodyContent, properties }: Pick<EventRecord, 'bodyContent' | 'properties'>, showsBody: boolean): number {
  const bodyBytes = bodyContent?.size ?? Buffer.byteLength(properties.body.content);
  return bytesWithoutBody(properties) + (showsBody ? bodyBytes : 0);
}

/** The bytes of an event's document, which a read takes whatever the answer shows. Leaves out a body in a blob. */
export const recordBytes = ({ properties }: Pick<EventRecord, 'properties'>): number =>
  bytesWithoutBody(properties) + Buffer.byteLength(properties.body.content);

/** Sizes that were counted: a page asks more than once, and the occurrences of a series share their attendees. */
const known = new WeakMap<object, number>();

function bytesWithoutBody(properties: EventProperties): number {
  return measuredOnce(properties, () => {
    const { attendees } = properties;
    const own = attendees.length === 0 ? bytesOfNobody : measuredOnce(attendees, () => jsonBytes({ attendees }));
    return own + jsonBytes({ ...properties, attendees: undefined, body: undefined }) - 1;
  });
}

const bytesOfNobody = '{"attendees":[]}'.length;

function measuredOnce(of: object, measure: () => number): number {
  const bytes = known.get(of) ?? measure();
  known.set(of, bytes);
  return bytes;
}

const jsonBytes = (value: object): number => Buffer.byteLength(JSON.stringify(value));
