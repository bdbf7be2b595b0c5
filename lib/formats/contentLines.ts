// iCalendar and vCard as text: components made of typed properties (jCal, RFC 7265; jCard, RFC 7095), written by ical.js.
import { inSteps, unitsPerStep, type Steps } from '../runtime/inSteps.ts';
import { escaped, folded } from './lineText.ts';
import { plainLine } from './plain.ts';

/** The value types of RFC 5545 and RFC 2426 that items need. */
export type ValueType =
  'text' | 'uri' | 'cal-address' | 'date' | 'date-time' | 'duration' | 'integer' | 'float' | 'recur' | 'utc-offset' | 'binary';

/** A text or a number. A list is a structured value; an object has the parts of a recurrence. */
export type PropertyValue = string | number | readonly (string | number)[] | Readonly<Record<string, string | number>>;

/** Parameters by name. A parameter with several values has a list. */
export type Parameters = Readonly<Record<string, string | readonly string[]>>;

/** Name and parameters in lower case, the type, the values. */
export type Property = readonly [name: string, parameters: Parameters, type: ValueType, ...values: readonly PropertyValue[]];

export type Component = readonly [name: string, properties: readonly Property[], components: readonly Component[]];

/**
 * Text properties that other programs have added to the formats. They are listed so that ical.js escapes their values and adds no type
 * label.
 */
const extensions = new Map(
  [
    'filename',
    'x-alt-desc',
    'x-microsoft-cdo-busystatus',
    'x-anniversary',
    'x-gender',
    'x-ms-assistant',
    'x-ms-child',
    'x-ms-imaddress',
    'x-ms-manager',
    'x-ms-spouse',
    'x-phonetic-first-name',
    'x-phonetic-last-name',
    'x-phonetic-org',
  ].map((name) => [name, { defaultType: 'text' }]),
);
const extended = Object.fromEntries(extensions);

/** What ical.js knows of a format: how values are written, and which type a property has unless it says so. */
interface Design {
  readonly value: Readonly<Record<string, unknown>>;
  readonly param: Readonly<Record<string, unknown>>;
  readonly property: Readonly<Record<string, unknown>>;
  readonly propertyGroups: boolean;
}

/** Texts are escaped before the library gets them, since the library escapes a long text in a single step. */
const escapedText = { toICAL: (text: string): string => text };

/** Writes a calendar as text, in steps; its lines end with CRLF. */
export async function writeICalendar(calendar: Component): Promise<string> {
  const { default: ICAL } = await import('ical.js');
  const format: Design = ICAL.design.icalendar;
  return write(calendar, { ...format, value: { ...format.value, text: escapedText }, property: { ...format.property, ...extended } });
}

/**
 * The same for vCard 3.0 (RFC 2426). The library leaves a backslash in a phone number as it is; here that is a text, escaped like others.
 */
export async function writeVCard(card: Component): Promise<string> {
  const { default: ICAL } = await import('ical.js');
  const format: Design = ICAL.design.vcard3;
  const property = { ...format.property, ...extended, tel: { defaultType: 'text' }, impp: { defaultType: 'uri' } };
  return write(card, { ...format, property, value: { ...format.value, text: escapedText } });
}

async function write(component: Component, design: Design): Promise<string> {
  const { default: ICAL } = await import('ical.js');
  const lineOf = (property: unknown[]): string => ICAL.stringify.property(property, design, true);
  return `${await inSteps(linesOf(component, lineOf))}\r\n`;
}

/** What writing a property costs besides its characters, in characters. */
const unitsPerProperty = 200;

/** How many values of one property are escaped in one step. */
const valuesPerStep = 1_000;

/** The lines of the component. A line end is allowed only in texts, where it is escaped; so nothing in an item can begin a line. */
function* linesOf([name, properties, components]: Component, lineOf: (property: unknown[]) => string): Steps<string> {
  const lines = [`BEGIN:${name.toUpperCase()}`];
  let units = 0;
  for (const [property, parameters, type, ...values] of properties) {
    const written: unknown[] = [];
    for (const [index, value] of values.entries()) {
      written.push(yield* asLine(value, type));
      if (index % valuesPerStep === valuesPerStep - 1) yield;
    }
    const clean: Record<string, string | string[]> = {};
    for (const [key, value] of Object.entries(parameters)) clean[key] = asParameter(value);
    const line = yield* folded(lineOf([property, clean, type, ...written]));
    lines.push(line);
    units += line.length + unitsPerProperty;
    if (units < unitsPerStep) continue;
    yield;
    units = 0;
  }
  for (const inner of components) lines.push(yield* linesOf(inner, lineOf));
  return [...lines, `END:${name.toUpperCase()}`].join('\r\n');
}

/**
 * The text as a parameter may hold it. A parameter can't contain a quote; few readers know the escape for it (RFC 6868), so it becomes an
 * apostrophe.
 */
const parameterText = (text: string): string => {
  const line = plainLine(text);
  return line.includes('"') ? line.replaceAll('"', "'") : line;
};
const asParameter = (value: string | readonly string[]): string | string[] =>
  typeof value === 'string' ? parameterText(value) : value.map(parameterText);

function* asLine(value: PropertyValue, type: ValueType): Steps<unknown> {
  // Base64 contains no line ends, and it may be long: it is left as it is.
  if (type === 'binary' || typeof value === 'number') return value;
  if (typeof value === 'string') return type === 'text' ? yield* escaped(value) : plainLine(value);
  if (!isList(value))
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, typeof each === 'number' ? each : plainLine(each)]));
  const parts: unknown[] = [];
  for (const each of value) parts.push(yield* asLine(each, type));
  return parts;
}

const isList = (value: object): value is readonly (string | number)[] => Array.isArray(value);

/** A list with the property of the value, or an empty list if there is no value. */
export const optional = <T>(value: T | undefined, property: (value: T) => Property): Property[] =>
  value === undefined ? [] : [property(value)];

/** A list with a property of one text, or an empty list if there is no text. */
export const textProperty = (name: string, text: string | undefined, parameters: Parameters = {}): Property[] =>
  text === undefined || text === '' ? [] : [[name, parameters, 'text', text]];

/** `2026-11-21T10:00:00Z` */
export const showInstant = (utc: number): string => `${showClock(utc)}Z`;

/** `2026-11-21T10:00:00`, to the second. */
export const showClock = (time: number): string => new Date(time).toISOString().slice(0, 19);
