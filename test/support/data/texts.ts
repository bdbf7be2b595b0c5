// Texts that UTF-8 and UTF-16 sort differently: characters above U+FFFF and from U+E000 to U+FFFF, their neighbours, and lone surrogates.
import fc from 'fast-check';

const characters = fc.oneof(
  fc.constantFrom('a', 'A', 'z', 'é', 'e\u0301', '\u0000', ' ', "'", '"', '0', 'f', 'ß', '山'),
  fc.constantFrom('\ud7fe', '\ud7ff', '\ue000', '\ue001', '\uf900', '\ufb01', '\uff21', '\uff41', '\ufffd', '\uffff'),
  fc.constantFrom('\u{10000}', '\u{10400}', '\u{10428}', '\u{1f600}', '\u{1f3fd}', '\u{20000}', '\u{10ffff}'),
  fc.constantFrom('\ud800', '\udbff', '\udc00', '\udfff', '\u200d', '\ufe0f'),
  fc.constantFrom('\ud7ff01f600', 'd7ff', '01f600', '1f600'),
);

/** Texts of such characters, up to 300 code units: more than an order by text compares. */
export const nastyTexts: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.string({ unit: characters, maxLength: 12 }) },
  { weight: 1, arbitrary: fc.string({ unit: characters, maxLength: 4 }).map((text) => `${'\u{1f600}'.repeat(126)}${text}`) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
);
