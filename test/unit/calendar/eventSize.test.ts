// How many bytes an event may have, and where a page of events ends by them.
import { expect, it } from 'vitest';
import { defaultEventProperties, type EventProperties } from '../../../lib/calendar/events/record/eventProperties.ts';
import { checkSize, shownBytes } from '../../../lib/calendar/events/record/size.ts';
import { maxEventPropertyBytes } from '../../../lib/runtime/limits.ts';
import { readEvent } from '../../../lib/odata/event/eventBody.ts';
import { errorOf } from '../../support/errors.ts';

const withCategories = (count: number): EventProperties => ({
  ...defaultEventProperties,
  categories: Array.from({ length: count }, () => 'é'.repeat(255)),
});
const sizeOf = (properties: EventProperties): number =>
  Buffer.byteLength(JSON.stringify({ ...properties, body: undefined, attendees: undefined }));

it('properties have at most 64 KiB together, told by both numbers', () => {
  const [fits, doesNot] = [withCategories(90), withCategories(140)];
  expect(sizeOf(fits)).toBeLessThan(maxEventPropertyBytes);
  expect(() => checkSize(fits)).not.toThrow();
  expect(errorOf(() => checkSize(doesNot))).toMatchObject({
    status: 400,
    message: expect.stringMatching(new RegExp(`at most ${maxEventPropertyBytes} bytes together; these have ${sizeOf(doesNot)}`)) as unknown,
  });
});

it('a body and attendees are not counted among them', () => {
  const attendees = Array.from({ length: 500 }, (_, i) => ({ emailAddress: { name: 'n'.repeat(255), address: `a${i}@contoso.example` } }));
  const event = readEvent({ body: { contentType: 'text', content: 'x'.repeat(200_000) }, attendees }).apply(defaultEventProperties);
  expect(event.attendees).toHaveLength(500);
});

it('100 locations of long texts are refused where an event is read, which made lists of 178 MB', () => {
  const long = 'x'.repeat(2_048);
  const locations = Array.from({ length: 100 }, () => ({ displayName: long, locationUri: long, uniqueId: long }));
  expect(errorOf(() => readEvent({ locations }).apply(defaultEventProperties))).toMatchObject({ status: 400, code: 'BadRequest' });
});

it('what is shown counts whole: attendees too, and the body where it is shown and wherever it lies', () => {
  const attendees = readEvent({ attendees: [{ emailAddress: { address: 'a'.repeat(200) } }] }).apply(defaultEventProperties).attendees;
  const properties = { ...defaultEventProperties, attendees, body: { contentType: 'text' as const, content: 'é'.repeat(100) } };
  const without = shownBytes({ properties }, false);
  expect(without).toBeGreaterThan(200);
  expect(shownBytes({ properties }, true)).toBe(without + 200);
  expect(shownBytes({ properties, bodyContent: { blob: 'b', size: 4_000 } }, true)).toBe(without + 4_000);
});
