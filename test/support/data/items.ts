// Renders items as files, and reads them with libraries that the service doesn't use.
import ICAL from 'ical.js';
import ical, { type VEvent } from 'node-ical';
import PostalMime, { type Email } from 'postal-mime';
import { expect } from 'vitest';
import { parseVCards, type VCard4 } from 'vcard4-ts';
import { offsetsOf } from '../../../lib/calendar/time/transitions.ts';
import { renderItem } from '../../../lib/formats/render.ts';
import { createMemoryMeter, type RenderedItem } from '../../../lib/formats/rendering.ts';
import type { JsonObject } from '../../../lib/runtime/json.ts';

export const attached = Date.UTC(2026, 0, 2, 3, 4, 5);

/** The item as a file. Fails the test when the item has no file format. */
export async function rendered(item: JsonObject, take: (bytes: number) => void = () => undefined): Promise<RenderedItem> {
  const file = await renderItem(item, { id: 'AAMk', name: 'attached name', attached }, createMemoryMeter(take));
  return file ?? expect.fail('the item has no format');
}

export const event = (properties: JsonObject = {}): JsonObject => ({ '@odata.type': '#microsoft.graph.event', ...properties });
export const message = (properties: JsonObject = {}): JsonObject => ({ '@odata.type': '#microsoft.graph.message', ...properties });
export const contact = (properties: JsonObject = {}): JsonObject => ({ '@odata.type': '#microsoft.graph.contact', ...properties });

export const textOf = async (item: JsonObject): Promise<string> => (await rendered(item)).bytes.toString();

/** The unfolded lines of a calendar or a card. */
export const linesOf = async (item: JsonObject): Promise<string[]> => (await textOf(item)).replaceAll('\r\n ', '').trimEnd().split('\r\n');

/**
 * The event as node-ical reads it, loosely typed: it keeps unknown properties under their names. Fails the test unless there is exactly
 * one.
 */
export async function readEvent(item: JsonObject): Promise<Readonly<Record<string, unknown>> & VEvent> {
  const events = Object.values(ical.sync.parseICS(await textOf(item))).flatMap((each) => (each?.type === 'VEVENT' ? [each] : []));
  expect(events).toHaveLength(1);
  return { ...(events[0] ?? expect.fail('no event')) };
}

/** The card as vcard4-ts reads it. The library reports that a card has version 3.0; the test fails when it reports anything else. */
export async function readCard(item: JsonObject): Promise<VCard4> {
  const { vCards = [] } = parseVCards(await textOf(item));
  expect(vCards).toHaveLength(1);
  const card = vCards[0] ?? expect.fail('no card');
  expect((card.nags ?? []).map(({ attributes }) => attributes?.line)).toEqual(['VERSION:3.0']);
  return card;
}

/** The message as postal-mime reads it. */
export const readMessage = async (item: JsonObject): Promise<Email> => PostalMime.parse((await rendered(item)).bytes);

/** The UTC offset, in milliseconds, that ical.js computes for a local time from the calendar's only time zone. */
export async function definedClock(item: JsonObject): Promise<(wall: number) => number> {
  const calendar = ICAL.Component.fromString(await textOf(item));
  const zone = new ICAL.Timezone(calendar.getFirstSubcomponent('vtimezone') ?? expect.fail('no zone'));
  return (wall) => zone.utcOffset(ICAL.Time.fromDateTimeString(new Date(wall).toISOString().slice(0, 19))) * 1000;
}

/** An event at this instant; as a series it repeats daily. */
export function eventAt(utc: number, timeZone: string, isSeries: boolean) {
  const start = new Date(utc + offsetsOf(timeZone)(utc)).toISOString().slice(0, 19);
  const recurrence = { pattern: { type: 'daily', interval: 1 }, range: { type: 'noEnd', startDate: start.slice(0, 10) } };
  return event({ start: { dateTime: start, timeZone }, end: { dateTime: start, timeZone }, ...(isSeries && { recurrence }) });
}
