// The text of a calendar: what an item says stays within its lines, comes back as it was, and is the same at any time.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { event, linesOf, readEvent, textOf } from '../../support/data/items.ts';

const at = (dateTime: string, timeZone = 'UTC') => ({ dateTime, timeZone });
const person = (address: string, name?: string) => ({ emailAddress: { address, ...(name !== undefined && { name }) } });

describe('a line', () => {
  it('a line has at most 75 bytes, whatever characters', async () => {
    const text = await textOf(event({ subject: 'ü😀x'.repeat(200), body: { contentType: 'text', content: '日本'.repeat(500) } }));
    expect(Math.max(...text.split('\r\n').map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(75);
    expect((await readEvent(event({ subject: 'ü😀x'.repeat(200) }))).summary).toBe('ü😀x'.repeat(200));
  });

  it('a line is never begun by what an item says', async () => {
    const texts = fc.string({
      unit: fc.constantFrom('\r', '\n', '\u2028', '\u0085', '\v', '\u0000', ';', ':', ',', '"', '\\', '^', 'X', ' ', 'é'),
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        const evil = `${text}\r\nEVIL:${text}\nEVIL:\u2028EVIL:\u0085EVIL:`;
        const item = event({
          subject: evil,
          iCalUId: evil,
          categories: [evil],
          location: { displayName: evil },
          body: { contentType: 'html', content: evil },
          organizer: person('a@b.example', evil),
          attendees: [person('a@b.example', evil), person(evil)],
          webLink: `https://a.example/${evil}`,
          onlineMeetingUrl: evil,
          start: { dateTime: evil, timeZone: evil },
          cancelledOccurrences: [evil],
          attachments: [
            { name: evil, contentType: evil, contentBytes: evil },
            { name: evil, sourceUrl: evil },
          ],
        });
        for (const line of (await textOf(item)).split(/[\r\n\v\u0085\u2028]+/)) expect(line).toMatch(/^(?:[A-Z][A-Z-]*[;:]|[ ]|$)/);
        expect((await linesOf(item)).filter((line) => line.startsWith('EVIL'))).toEqual([]);
        expect((await textOf(item)).split(/[\r\n\v\u0085\u2028]+/).filter((line) => line.startsWith('EVIL'))).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});

it('a calendar is the same at any time', async () => {
  const item = event({ subject: 'x', start: at('2026-11-21T10:00:00', 'Europe/Berlin'), attendees: [person('a@b.example')] });
  expect(await textOf(item)).toBe(await textOf(item));
});

it('a calendar gives random texts back', async () => {
  const text = fc
    .string({ unit: 'grapheme', maxLength: 60 })
    .map((value) => value.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, '').trim());
  await fc.assert(
    fc.asyncProperty(text, text, fc.array(text, { maxLength: 4 }), async (subject, place, categories) => {
      fc.pre(subject !== '' && place !== '');
      const lines = await linesOf(event({ subject, location: { displayName: place }, categories }));
      const unescaped = (name: string): string | undefined =>
        lines
          .find((line) => line.startsWith(`${name}:`))
          ?.slice(name.length + 1)
          .replace(/\\(.)/g, (_, each: string) => (each === 'n' ? '\n' : each));
      expect(unescaped('SUMMARY')).toBe(subject.toWellFormed());
      const read = await readEvent(event({ subject, location: { displayName: place }, categories }));
      expect(read.summary).toBe(subject);
    }),
    { numRuns: 200 },
  );
});
