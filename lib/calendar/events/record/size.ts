// How many bytes an event may have, and how many it takes to show it.
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

/** Bytes of what is shown of an event: its properties, and its body if it is shown, whether it is in the document or in a blob. */
export function shownBytes({ bodyContent, properties }: Pick<EventRecord, 'bodyContent' | 'properties'>, showsBody: boolean): number {
  const { body, ...others } = properties;
  const bodyBytes = bodyContent?.size ?? Buffer.byteLength(body.content);
  return Buffer.byteLength(JSON.stringify(others)) + (showsBody ? bodyBytes : 0);
}
