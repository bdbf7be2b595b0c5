// iCalendar and vCard as text: components made of typed properties (jCal, RFC 7265; jCard, RFC 7095), written by ical.js.
import { plainLine, plainText } from './plain.ts';

/** The value types that items need, of RFC 5545 and RFC 2426. */
export type ValueType =
  'text' | 'uri' | 'cal-address' | 'date' | 'date-time' | 'duration' | 'integer' | 'float' | 'recur' | 'utc-offset' | 'binary';

/** Texts and numbers; a list is a structured value, an object the parts of a recurrence. */
export type PropertyValue = string | number | readonly (string | number)[] | Readonly<Record<string, string | number>>;

/** Several values of one parameter are a list. */
export type Parameters = Readonly<Record<string, string | readonly string[]>>;

/** Name and parameters in lower case, the type, the values. */
export type Property = readonly [name: string, parameters: Parameters, type: ValueType, ...values: readonly PropertyValue[]];

export type Component = readonly [name: string, properties: readonly Property[], components: readonly Component[]];

/** Properties that other programs have added to the formats and that hold text, so that their values are escaped and not labelled. */
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

/** The library counts a folded line without the space that it begins with: so each has 75 bytes at most (RFC 5545, section 3.1). */
const foldLength = 74;

async function loadWriter() {
  const { default: ICAL } = await import('ical.js');
  ICAL.foldLength = foldLength;
  return ICAL;
}

/** A calendar's text; its lines end with CRLF. */
export async function writeICalendar(calendar: Component): Promise<string> {
  const ICAL = await loadWriter();
  const format: Design = ICAL.design.icalendar;
  const design: Design = { ...format, property: { ...format.property, ...extended } };
  return `${ICAL.stringify.component(asLines(calendar), design)}\r\n`;
}

/**
 * The same for vCard 3.0 (RFC 2426). The library leaves a semicolon in a text as it is, and a backslash in a phone number; here both are
 * texts, escaped as iCalendar does it.
 */
export async function writeVCard(card: Component): Promise<string> {
  const ICAL = await loadWriter();
  const [format, calendar]: [Design, Design] = [ICAL.design.vcard3, ICAL.design.icalendar];
  const property = { ...format.property, ...extended, tel: { defaultType: 'text' }, impp: { defaultType: 'uri' } };
  const design: Design = { ...format, property, value: { ...format.value, text: calendar.value.text } };
  return `${ICAL.stringify.component(asLines(card), design)}\r\n`;
}

/** The component with no line end in anything but its texts, where the writer escapes it: nothing that an item holds begins a line. */
const asLines = ([name, properties, components]: Component): unknown[] => [
  name,
  properties.map(([property, parameters, type, ...values]) => [
    property,
    Object.fromEntries(Object.entries(parameters).map(([key, value]) => [key, asParameter(value)])),
    type,
    ...values.map((value) => asLine(value, type)),
  ]),
  components.map(asLines),
];

/** A quote can't stand in a parameter; its escape (RFC 6868) is known to few readers, an apostrophe to all. */
const parameterText = (text: string): string => plainLine(text).replaceAll('"', "'");
const asParameter = (value: string | readonly string[]): string | string[] =>
  typeof value === 'string' ? parameterText(value) : value.map(parameterText);

function asLine(value: PropertyValue, type: ValueType): unknown {
  // Base64 has no lines, and may be long.
  if (type === 'binary') return value;
  const clean = (each: string | number): string | number =>
    typeof each === 'number' ? each : type === 'text' ? plainText(each) : plainLine(each);
  if (typeof value !== 'object') return clean(value);
  return isList(value) ? value.map(clean) : Object.fromEntries(Object.entries(value).map(([key, each]) => [key, clean(each)]));
}

const isList = (value: object): value is readonly (string | number)[] => Array.isArray(value);

/** The property of a value that is there. */
export const optional = <T>(value: T | undefined, property: (value: T) => Property): Property[] =>
  value === undefined ? [] : [property(value)];

/** A property of one text; nothing where there is no text. */
export const textProperty = (name: string, text: string | undefined, parameters: Parameters = {}): Property[] =>
  text === undefined || text === '' ? [] : [[name, parameters, 'text', text]];

/** `2026-11-21T10:00:00Z` */
export const showInstant = (utc: number): string => `${showClock(utc)}Z`;

/** `2026-11-21T10:00:00`, to the second. */
export const showClock = (time: number): string => new Date(time).toISOString().slice(0, 19);
