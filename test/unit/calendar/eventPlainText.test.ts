// HTML as text and text as HTML: what is read, what is hidden, and that hostile HTML takes no time.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { htmlToText, previewOf, textToHtml } from '../../../lib/calendar/text/plainText.ts';
import { atOnce } from '../../../lib/runtime/inSteps.ts';

describe('htmlToText', () => {
  it.each([
    ['plain', 'plain'],
    ['<b>bold</b> and <i>more</i>', 'bold and more'],
    ['a<br>b<br/>c', 'a\nb\nc'],
    ['<p>one</p><p>two</p>', 'one\n\ntwo'],
    ['<ul><li>a</li><li>b</li></ul>', 'a\n\nb'],
    ['a  \n\t b', 'a b'],
    ['&lt;b&gt; &amp;amp; &#8364; &#x20AC; &quot;&nbsp;&unknown; &', '<b> &amp; € € " &unknown; &'],
    ['Caf&eacute; &Eacute;t&eacute; &ndash; 5&nbsp;&euro; &AMP; &EACUTE; so&shy;ft', 'Café Été – 5 € & &EACUTE; soft'],
    ['<head><title>x</title></head><style>p{}</style><body>y</body>', 'y'],
    ['a<script>if (a < b) "</p>"</script>c', 'ac'],
    ['a<!-- <p> --> b', 'a b'],
    ['<!DOCTYPE html><html>x</html>', 'x'],
    ['1 < 2 and 3 > 2', '1 < 2 and 3 > 2'],
    ['<a href="x>y">z</a', 'y">z'],
    ['a<script>never closed', 'a'],
    ['&#1114112;&#0;&#xD800;', '&#1114112;&#0;\ufffd'],
  ])('htmlToText reads %j', (html, text) => {
    expect(atOnce(htmlToText(html))).toBe(text);
  });

  it('htmlToText takes time in proportion to whatever it is given', () => {
    const size = 1_000_000;
    for (const piece of ['<', '<script>', '<!--', '<p', '&#', ' ', '\n', '<script', '</script', 'a<b>'])
      expect(atOnce(htmlToText(piece.repeat(size / piece.length))).length).toBeLessThanOrEqual(size);
  }, 5_000);

  it('htmlToText gives text back that was made into HTML, its spaces run together', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => {
        const normal = (value: string): string => value.replace(/\s+/g, ' ').trim();
        expect(normal(atOnce(htmlToText(atOnce(textToHtml(text)) ?? '')))).toBe(normal(text));
      }),
    );
  });
});

it('text becomes no HTML where that would be larger than is wanted', () => {
  const text = '&'.repeat(200_000);
  expect([atOnce(textToHtml(text, 1_000_000))?.length, atOnce(textToHtml(text, 999_999))]).toEqual([1_000_000, undefined]);
});

it('a preview is at most 255 characters, and no broken ones', () => {
  expect(previewOf({ contentType: 'text', content: 'a'.repeat(300) })).toHaveLength(255);
  expect(previewOf({ contentType: 'text', content: `${'a'.repeat(254)}😀` }).isWellFormed()).toBe(true);
  expect(previewOf({ contentType: 'html', content: '<p>short</p>' })).toBe('short');
});
