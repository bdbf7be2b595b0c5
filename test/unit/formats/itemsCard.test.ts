// A contact as vCard 3.0: every property of Graph's contact that a card can hold, read back by another library.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contact, linesOf, readCard, rendered, textOf } from '../../support/data/items.ts';

const address = { street: '4567 Main St; rear\r\n2nd floor', city: 'Buffalo', state: 'NY', postalCode: '98052', countryOrRegion: 'USA' };

it('a card is a file of its own kind, and of the version that Graph documents', async () => {
  expect(await rendered(contact({ displayName: 'x' }))).toMatchObject({ mediaType: 'text/vcard; charset=utf-8', extension: '.vcf' });
  expect((await linesOf(contact())).slice(0, 2)).toEqual(['BEGIN:VCARD', 'VERSION:3.0']);
});

it('a card holds the names', async () => {
  const names = { surname: 'Vance, Jr', givenName: 'Ädele;', middleName: 'M', title: 'Dr.', generation: 'III', nickName: 'Ad' };
  const card = await readCard(contact({ ...names, displayName: 'Adele\\V', fileAs: 'Vance, Adele' }));
  expect(card.FN[0].value).toBe('Adele\\V');
  expect(card.N?.value).toEqual({
    familyNames: ['Vance, Jr'],
    givenNames: ['Ädele;'],
    additionalNames: ['M'],
    honorificPrefixes: ['Dr.'],
    honorificSuffixes: ['III'],
  });
  expect(card.NICKNAME?.[0].value).toEqual(['Ad']);
});

it.each([
  [{ givenName: 'Adele', surname: 'Vance' }, 'Adele Vance'],
  [{ companyName: 'Contoso' }, 'Contoso'],
  [{ displayName: ' ', fileAs: 'Filed' }, 'Filed'],
  [{ emailAddresses: [{ address: 'a@contoso.example' }] }, 'a@contoso.example'],
  [{}, 'attached name'],
])('%j is called %s', async (properties, name) => {
  expect((await readCard(contact(properties))).FN[0].value).toBe(name);
});

it('a card holds mail addresses, telephones, postal addresses, chats and websites', async () => {
  const card = await readCard(
    contact({
      emailAddresses: [
        { name: 'A', address: 'a@contoso.example' },
        { address: 'b@contoso.example', type: 'personal' },
        { address: 'a@contoso.example' },
      ],
      businessPhones: ['+1 (425) 555-0100', '2; ext, 3'],
      homePhones: ['4'],
      mobilePhone: '5',
      phones: [{ number: '6', type: 'homeFax' }],
      businessAddress: address,
      homeAddress: { city: 'Berlin' },
      otherAddress: { city: 'Paris' },
      postalAddresses: [{ city: 'Rome', type: 'home', postOfficeBox: '7' }],
      officeLocation: '36/1121',
      imAddresses: ['sip:a@contoso.example', 'somebody'],
      businessHomePage: 'contoso.example/a',
      websites: [{ type: 'home', address: 'https://a.example/?b=1' }, { address: 'javascript:alert(1)' }],
    }),
  );
  expect(card.EMAIL?.map(({ value, parameters }) => [value, parameters?.TYPE])).toEqual([
    ['a@contoso.example', ['INTERNET', 'PREF']],
    ['b@contoso.example', ['INTERNET', 'HOME']],
  ]);
  expect(card.TEL?.map(({ value, parameters }) => [value, parameters?.TYPE])).toEqual([
    ['+1 (425) 555-0100', ['WORK', 'VOICE']],
    ['2; ext, 3', ['WORK', 'VOICE']],
    ['4', ['HOME', 'VOICE']],
    ['5', ['CELL', 'VOICE']],
    ['6', ['HOME', 'FAX']],
  ]);
  expect(card.ADR?.map(({ value, parameters }) => [parameters?.TYPE, Object.values(value).map((parts) => parts?.[0])])).toEqual([
    [['WORK'], ['', '36/1121', '4567 Main St; rear\n2nd floor', 'Buffalo', 'NY', '98052', 'USA']],
    [['HOME'], ['', '', '', 'Berlin', '', '', '']],
    [['POSTAL'], ['', '', '', 'Paris', '', '', '']],
    [['HOME'], ['7', '', '', 'Rome', '', '', '']],
  ]);
  expect(card.IMPP?.map(({ value }) => value)).toEqual(['sip:a@contoso.example']);
  expect(card.URL?.map(({ value }) => value)).toEqual(['https://contoso.example/a', 'https://a.example/?b=1']);
});

it.each([
  ['companyName', 'Con;toso', 'ORG:Con\\;toso;'],
  ['department', 'R&D', 'ORG:;R&D'],
  ['jobTitle', 'Head, of all', 'TITLE:Head\\, of all'],
  ['profession', 'Engineer', 'ROLE:Engineer'],
  ['personalNotes', 'one\r\ntwo; three', 'NOTE:one\\ntwo\\; three'],
  ['birthday', '1974-07-22T11:59:00Z', 'BDAY;VALUE=DATE:19740722'],
  ['weddingAnniversary', '2001-02-03', 'X-ANNIVERSARY:2001-02-03'],
  ['categories', ['a,b', 'c'], 'CATEGORIES:a\\,b,c'],
  ['fileAs', 'Vance', 'SORT-STRING:Vance'],
  ['manager', 'M', 'X-MS-MANAGER:M'],
  ['assistantName', 'A', 'X-MS-ASSISTANT:A'],
  ['spouseName', 'S', 'X-MS-SPOUSE:S'],
  ['children', ['K', 'L'], 'X-MS-CHILD:L'],
  ['yomiGivenName', 'ア', 'X-PHONETIC-FIRST-NAME:ア'],
  ['yomiSurname', 'イ', 'X-PHONETIC-LAST-NAME:イ'],
  ['yomiCompanyName', 'ウ', 'X-PHONETIC-ORG:ウ'],
  ['gender', 'other', 'X-GENDER:other'],
  ['imAddresses', ['somebody'], 'X-MS-IMADDRESS:somebody'],
  ['id', 'AAMkContact', 'UID:AAMkContact'],
  ['lastModifiedDateTime', '2026-01-02T03:04:05Z', 'REV:20260102T030405Z'],
])('a card has the %s', async (name, value, line) => {
  expect(await linesOf(contact({ [name]: value }))).toContain(line);
});

it.each([
  ['birthday', 'yesterday'],
  ['birthday', 5],
  ['emailAddresses', { address: 'x' }],
  ['businessPhones', [5, null, {}]],
  ['businessAddress', 'Main St'],
  ['imAddresses', 'x'],
  ['websites', [{ address: 'no address at all' }]],
  ['weddingAnniversary', '2001-02-03T00:00\r\nEVIL:1'],
])('%s of %j is left out', async (name, value) => {
  expect((await linesOf(contact({ [name]: value }))).map((line) => line.replace(/[:;].*/, ''))).toEqual([
    'BEGIN',
    'VERSION',
    'PRODID',
    'UID',
    'REV',
    'FN',
    'N',
    'END',
  ]);
});

describe('a line', () => {
  it('a line is never begun by what a contact says', async () => {
    const evil = 'x\r\nEVIL:1\nEVIL:2\rEVIL:3\u2028EVIL:4\u0085EVIL:5\vEVIL:6';
    const texts = [
      'displayName',
      'surname',
      'nickName',
      'companyName',
      'jobTitle',
      'personalNotes',
      'mobilePhone',
      'fileAs',
      'id',
      'businessHomePage',
      'weddingAnniversary',
      'birthday',
    ];
    const lists = ['categories', 'businessPhones', 'imAddresses', 'children'];
    const item = contact({
      ...Object.fromEntries(texts.map((name) => [name, evil])),
      ...Object.fromEntries(lists.map((name) => [name, [evil, `sip:${evil}`]])),
      emailAddresses: [{ address: evil }],
      businessAddress: { street: evil, city: evil },
      websites: [{ address: `https://a.example/${evil}`, type: evil }],
      phones: [{ number: evil, type: evil }],
    });
    expect((await textOf(item)).split(/[\r\n\v\u0085\u2028]+/).filter((line) => line.startsWith('EVIL'))).toEqual([]);
    await readCard(item);
  });

  it('a line has at most 75 bytes', async () => {
    const text = await textOf(contact({ personalNotes: 'ü😀x'.repeat(300) }));
    expect(Math.max(...text.split('\r\n').map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(75);
  });
});

it('a card gives random texts back', async () => {
  const text = fc
    .string({
      unit: fc.oneof(
        { weight: 3, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }) },
        fc.constantFrom('\\', ';', ',', ':', '\n', '"'),
      ),
      maxLength: 40,
    })
    .map((value) =>
      value
        .toWellFormed()
        .replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\ufffe\uffff]/g, '')
        .trim(),
    );
  await fc.assert(
    fc.asyncProperty(
      text,
      text,
      fc.array(
        text.filter((each) => each !== ''),
        { maxLength: 3 },
      ),
      async (displayName, personalNotes, categories) => {
        fc.pre(displayName !== '' && personalNotes !== '');
        const card = await readCard(contact({ displayName, personalNotes, categories, surname: displayName }));
        expect(card.FN[0].value).toBe(displayName);
        expect(card.NOTE?.[0].value).toBe(personalNotes);
        expect(card.CATEGORIES?.[0].value ?? []).toEqual(categories);
        expect(card.N?.value.familyNames).toEqual([displayName]);
      },
    ),
    { numRuns: 200 },
  );
});
