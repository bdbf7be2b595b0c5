// Items as a caller may send them: any JSON at all gives a file or nothing, in little time, and no more bytes than there is room for.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderItem } from '../../lib/formats/render.ts';
import { createMemoryMeter } from '../../lib/formats/rendering.ts';
import { ServiceError } from '../../lib/runtime/errors.ts';
import { maxItemAttachments, maxItemValues, maxRenderedBytes } from '../../lib/runtime/limits/items.ts';
import { readNewAttachment } from '../../lib/odata/attachment/attachmentBody.ts';
import type { JsonObject } from '../../lib/runtime/json.ts';
import { anyItem } from '../support/data/hostileItems.ts';
import { contact, event, message, rendered } from '../support/data/items.ts';
import { cpuOf } from '../support/cpu.ts';

const origin = { id: 'AAMk', name: 'x', attached: 0 };
const memory = () => createMemoryMeter(() => undefined);

describe('any JSON', () => {
  it('any JSON is rendered, or is nothing that has a format', async () => {
    const kinds = fc.constantFrom('event', 'message', 'contact', 'eventMessageRequest');
    await fc.assert(
      fc.asyncProperty(anyItem, kinds, async (item, kind) => {
        const file = await renderItem({ ...item, '@odata.type': `#microsoft.graph.${kind}` }, origin, memory());
        expect(file?.bytes.byteLength).toBeGreaterThan(0);
        await renderItem(item, origin, memory());
      }),
      { numRuns: 400 },
    );
  }, 120_000);

  it('any JSON is read, or refused with 400', () => {
    fc.assert(
      fc.property(anyItem, (item) => {
        try {
          readNewAttachment({ '@odata.type': '#microsoft.graph.itemAttachment', name: 'x', item });
        } catch (error) {
          expect(error).toBeInstanceOf(ServiceError);
          expect(error).toMatchObject({ status: 400 });
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('any JSON that was read once is read again to the same', () => {
    const read = (item: JsonObject): JsonObject | undefined => {
      try {
        const made = readNewAttachment({ '@odata.type': '#microsoft.graph.itemAttachment', name: 'x', item });
        return 'item' in made ? made.item : undefined;
      } catch {
        return undefined;
      }
    };
    fc.assert(
      fc.property(anyItem, (item) => {
        const once = read(item);
        if (once !== undefined) expect(JSON.stringify(read(once))).toBe(JSON.stringify(once));
      }),
      { numRuns: 400 },
    );
  });
});

const mebibyte = 1024 * 1024;
const html = (content: string) => ({ body: { contentType: 'html', content } });
/** Far more than any of these takes, and far less than one whose work grows with the square of its length: milliseconds of CPU. */
const patience = 20_000;

describe('4 MiB of', () => {
  it.each<[string, JsonObject]>([
    ['HTML', event(html('<p>é;,\\'.repeat(mebibyte / 2)))],
    ['tags that never end', event(html('<'.repeat(4 * mebibyte)))],
    ['scripts that never end', message(html('<script>'.repeat(mebibyte / 2)))],
    ['comments that never end', message(html('<!--'.repeat(mebibyte)))],
    ['white space', event(html(' \t\n'.repeat(mebibyte)))],
    ['entities that are none', event(html('&amp'.repeat(mebibyte)))],
    ['a subject', event({ subject: 'ü'.repeat(2 * mebibyte) })],
    ['a subject of a message', message({ subject: 'x'.repeat(4 * mebibyte) })],
    ['a name', message({ from: { emailAddress: { name: '"'.repeat(4 * mebibyte), address: 'a@b.example' } } })],
    ['an address', message({ from: { emailAddress: { name: 'x', address: `${'a.'.repeat(2 * mebibyte)}@b` } } })],
    ['a message id', message({ internetMessageId: '<'.repeat(4 * mebibyte) })],
    ['references', message({ internetMessageHeaders: [{ name: 'References', value: '<a@b'.repeat(mebibyte) }] })],
    [
      'a content type',
      message({
        attachments: [
          { name: 'x', contentBytes: '', contentType: 'a/b;'.repeat(mebibyte), '@odata.type': '#microsoft.graph.fileAttachment' },
        ],
      }),
    ],
    ['notes', contact({ personalNotes: ';\n'.repeat(2 * mebibyte) })],
    ['a website', contact({ businessHomePage: 'a.'.repeat(2 * mebibyte) })],
    ['a time', event({ start: { dateTime: '2'.repeat(4 * mebibyte), timeZone: 'z'.repeat(1000) } })],
  ])('4 MiB of %s take little time', async (_, item) => {
    const written = async (): Promise<void> => expect((await rendered(item)).bytes.byteLength).toBeLessThan(maxRenderedBytes);
    expect(await cpuOf(written)).toBeLessThan(patience);
  });
});

describe('an item is refused', () => {
  const read = (item: JsonObject) => () => readNewAttachment({ '@odata.type': '#microsoft.graph.itemAttachment', name: 'x', item });
  const bare = { '@odata.type': '#microsoft.graph.attachment', name: 'x' };
  const inside = (item: JsonObject) => ({ '@odata.type': '#microsoft.graph.itemAttachment', name: 'x', item });
  const many = (count: number) => Array.from({ length: count }, () => bare);

  it('an item is refused with more attachments than a message may have, wherever they are', () => {
    expect(read(message({ attachments: many(maxItemAttachments) }))).not.toThrow();
    expect(read(message({ attachments: many(maxItemAttachments + 1) }))).toThrow(/at most 250/);
    const half = message({ attachments: many(maxItemAttachments / 2) });
    expect(read(message({ attachments: [inside(half), inside(half)] }))).toThrow(/at most 250 attachments, those of its attached items/);
  });

  it('an item is refused with more values than may become lines', () => {
    expect(read(event({ categories: Array.from({ length: maxItemValues - 3 }, () => 'x') }))).not.toThrow();
    expect(read(event({ categories: Array.from({ length: maxItemValues }, () => 'x') }))).toThrow(/at most 50000 values/);
    expect(read({ unknown: [Array.from({ length: maxItemValues }, () => null)] })).toThrow(/at most 50000 values/);
  });
});

describe('bytes', () => {
  const nest = (item: JsonObject, levels: number): JsonObject =>
    levels === 0 ? item : nest(event({ attachments: [{ '@odata.type': '#microsoft.graph.itemAttachment', name: 'x', item }] }), levels - 1);

  it('bytes that would grow level by level are refused', async () => {
    const item = nest(event({ body: { contentType: 'text', content: 'x'.repeat(3 * mebibyte) } }), 19);
    await expect(rendered(item)).rejects.toMatchObject({ status: 400, code: 'BadRequest' });
  });

  it('bytes are held no longer than they are needed, and counted before they are made into more', async () => {
    let most = 0;
    const content = 'x'.repeat(mebibyte);
    const level = (item: JsonObject): JsonObject =>
      message({ attachments: [{ '@odata.type': '#microsoft.graph.itemAttachment', name: 'x', item }] });
    let item: JsonObject = message({ body: { contentType: 'text', content } });
    for (let i = 0; i < 10; i++) item = level(item);
    const { bytes } = await rendered(item, (more) => (most += more));
    expect(most).toBeGreaterThanOrEqual(bytes.byteLength * 2);
    expect(most).toBeLessThan(bytes.byteLength * 4);
  });

  it('bytes of which there are too many stop the rendering', async () => {
    const busy = new ServiceError(503, 'ServiceUnavailable', 'busy');
    const refuse = () => {
      throw busy;
    };
    await expect(rendered(message({ subject: 'x' }), refuse)).rejects.toBe(busy);
  });
});
