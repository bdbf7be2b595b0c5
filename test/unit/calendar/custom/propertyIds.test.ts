// The ids and the values of extended properties: what is one, and what isn't.
import { describe, expect, it } from 'vitest';
import { parsePropertyId, printPropertyId } from '../../../../lib/calendar/custom/propertyId.ts';
import { isValueOf, searchable } from '../../../../lib/calendar/custom/propertyValue.ts';

const set = '66f5a359-4659-4830-9070-00040ec6ac6e';

describe('the id of an extended property', () => {
  it.each([
    [`String {${set}} Name Color`, `String {${set}} Name Color`],
    [`string ${set.toUpperCase()} NAME Color of it`, `String {${set}} Name Color of it`],
    [`StringArray {${set}} Name Palette`, `StringArray {${set}} Name Palette`],
    [`Integer {${set}} Id 0x8F01`, `Integer {${set}} Id 0x8f01`],
    [`Integer {${set}} Id 36609`, `Integer {${set}} Id 0x8f01`],
    ['Boolean 0x0E1B', 'Boolean 0xe1b'],
    ['Guid 0x1', 'CLSID 0x1'],
    ['GUIDArray 0x1', 'CLSIDArray 0x1'],
    [`SystemTime {${set}} Name Name Id 5`, `SystemTime {${set}} Name Name Id 5`],
  ])('%s is %s', (text, printed) => {
    const id = parsePropertyId(text);
    expect(id && printPropertyId(id)).toBe(printed);
  });

  it.each([
    '',
    'String',
    `{${set}} Name Color`,
    `Text {${set}} Name Color`,
    `String {${set}} Name`,
    `String {${set}} Name `,
    `String {${set} Name Color`,
    `String {${set.slice(1)}} Name Color`,
    `String {${set}} Id Color`,
    `String {${set}} Id -1`,
    `String {${set}} Id 0x1ffffffff`,
    `String {${set}} Title Color`,
    'String 0x10000',
    'String 70000',
    'String Color',
    `String {${set}} Name a\u0000b`,
    `String {${set}} Name ${'x'.repeat(256)}`,
    `ArrayString {${set}} Name Color`,
  ])('%s is none', (text) => {
    expect(parsePropertyId(text)).toBeUndefined();
  });
});

describe('the value of an extended property', () => {
  it.each([
    ['String', ['', 'anything', '名'], []],
    ['Boolean', ['true', 'False'], ['1', 'yes', '']],
    ['Short', ['0', '-32768', '32767', '+5'], ['32768', '1.5', '', 'x', '0x1']],
    ['Integer', ['-2147483648', '2147483647'], ['2147483648', '1e3']],
    ['Long', ['9223372036854775807', '-9223372036854775808'], ['9223372036854775808', '1.0']],
    ['Float', ['1.5', '-1e10', '.5', '5.'], ['', 'NaN', 'Infinity', '1e999', '1,5']],
    ['Double', ['1.5'], ['1.5.5']],
    ['Currency', ['12.3456', '5'], ['$5']],
    ['SystemTime', ['2027-03-01T10:00:00Z', '2027-03-01T10:00:00.1234567+02:00', '2027-03-01'], ['yesterday', '10:00', '2027-02-30', '']],
    ['CLSID', [set, `{${set.toUpperCase()}}`], [set.slice(1), '']],
    ['Binary', ['', 'YQ==', 'YQ', 'YWJj', '-_-_'], ['Y', 'YQ=', 'a b=', 'ä', '====']],
  ] as const)('a value of the type %s is one of these and none of those', (type, good, bad) => {
    expect(good.filter((text) => !isValueOf(type, text))).toEqual([]);
    expect(bad.filter((text) => isValueOf(type, text))).toEqual([]);
  });

  it('a value is found by its text in any case, its number, its time and its GUID, as far as it is one', () => {
    const { whole, ...found } = searchable('Grün und Blau');
    expect(found).toEqual({ text: 'grün und blau' });
    expect(searchable('GRÜN UND BLAU').whole).toBe(whole);
    expect(searchable('-5')).toMatchObject({ number: -5, integer: '09223372036854775803' });
    expect(searchable('2027-03-01T12:00:00+02:00')).toMatchObject({ instant: '2027-03-01T10:00:00.000Z' });
    expect(searchable(`{${set.toUpperCase()}}`)).toMatchObject({ guid: set });
    const long = 'X'.repeat(300);
    expect(searchable(long).text).toBe('x'.repeat(255));
    expect(searchable(`${long}y`).whole).not.toBe(searchable(`${long}z`).whole);
  });
});
