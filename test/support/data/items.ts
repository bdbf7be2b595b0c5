// Items rendered as files, and read back by libraries that the service doesn't render with.
import ICAL from 'ical.js';
import ical, { type VEvent } from 'node-ical';
import PostalMime, { type Email } from 'postal-mime';
import { expect } from 'vitest';
import { parseVCards, type VCard4 } from 'vcard4-ts';
import { offsetsOf } from '../../../lib/calendar/time/transitions.ts';
import { renderItem } from '../../../lib/formats/render.ts';
import { createRoom, type RenderedItem } from '../../../lib/formats/rendering.ts';
import type { JsonObject } from '../../../lib/runtime/json.ts';

export const attached = Date.UTC(2026, 0, 2, 3, 4, 5);

/** The item as a file. Fails the test for one that has no format. */
export async function rendered(item: JsonObject, take: (bytes: number) => void = () => undefined): Promise<RenderedItem> {
  const file = await renderItem(item, { id: 'AAMk', name: 'attached name', attached }, createRoom(take));
  return file ?? expect.fail('the item has no format');
}

export const event = (properties: JsonObject = {}): JsonObject => ({ '@odata.type': '#microsoft.graph.event', ...properties });
export const message = (properties: JsonObject = {}): JsonObject => ({ '@odata.type': '#microsoft.graph.message', ...properties });
export const contact = (properties: JsonObject = {}): JsonObject => ({ '@odata.type': '#microsoft.graph.contact', ...properties });

export const textOf = async (item: JsonObject): Promise<string> => (await rendered(item)).bytes.toString();

/** The lines of a calendar or card, unfolded. */
export const linesOf = async (item: JsonObject): Promise<string[]> => (await textOf(item)).replaceAll('\r\n ', '').trimEnd().split('\r\n');

/** The event by node-ical, loosely typed: it keeps what it doesn't know under its name. Fails the test unless there is exactly one. */
export async function readEvent(item: JsonObject): Promise<Readonly<Record<string, unknown>> & VEvent> {
  const events = Object.values(ical.sync.parseICS(await textOf(item))).flatMap((each) => (each?.type === 'VEVENT' ? [each] : []));
  expect(events).toHaveLength(1);
  return { ...(events[0] ?? expect.fail('no event')) };
}

/** The card by vcard4-ts, which reads 3.0 as well and says so. Fails the test when anything else is wrong. */
export async function readCard(item: JsonObject): Promise<VCard4> {
  const { vCards = [] } = parseVCards(await textOf(item));
  expect(vCards).toHaveLength(1);
  const card = vCards[0] ?? expect.fail('no card');
  expect((card.nags ?? []).map(({ attributes }) => attributes?.line)).toEqual(['VERSION:3.0']);
  return card;
}

/** The message by postal-mime. */
export const readMessage = async (item: JsonObject): Promise<Email> => PostalMime.parse((await rendered(item)).bytes);

/** The clocks that a calendar defines for its one zone, evaluated by ical.js: milliseconds ahead of UTC when they show a time. */
export async function definedClock(item: JsonObject): Promise<(wall: number) => number> {
  const calendar = ICAL.Component.fromString(await textOf(item));
  const zone = new ICAL.Timezone(calendar.getFirstSubcomponent('vtimezone') ?? expect.fail('no zone'));
  return (wall) => zone.utcOffset(ICAL.Time.fromDateTimeString(new Date(wall).toISOString().slice(0, 19))) * 1000;
}

/** An event at this instant; as a series it comes every day from then on. */
export function eventAt(utc: number, timeZone: string, isSeries: boolean) {
  const start = new Date(utc + offsetsOf(timeZone)(utc)).toISOString().slice(0, 19);
  const recurrence = { pattern: { type: 'daily', interval: 1 }, range: { type: 'noEnd', startDate: start.slice(0, 10) } };
  return event({ start: { dateTime: start, timeZone }, end: { dateTime: start, timeZone }, ...(isSeries && { recurrence }) });
}
