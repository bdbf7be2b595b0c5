// Where a page of a list ends by its bytes, and what showing it takes of the byte budget: taken before anything is rendered.
import { maxPageContentBytes } from '../runtime/limits.ts';
import type { Share } from '../runtime/byteBudget.ts';

/** Bytes that each byte of a shown entry takes of the budget: what was read, the entity, the answer's text and its bytes. */
const bytesPerByte = 4;

interface PageBytes {
  /**
   * Whether the entry is on the page still: a page has 8 MiB, and one entry at least. `content` is what it shows beside its document, which
   * is taken where it is read. Throws 503 with `Retry-After` where the budget has no room for it.
   */
  holds(entry: unknown, content?: number): boolean;
}

function pageBytes(share: Share): PageBytes {
  let bytes = 0;
  return {
    holds(entry, content = 0) {
      const own = Buffer.byteLength(JSON.stringify(entry));
      if (bytes > 0 && bytes + own + content > maxPageContentBytes) return false;
      bytes += own + content;
      share.take(own * bytesPerByte);
      return true;
    },
  };
}

/** The entries of a page that its bytes have room for. */
export function withinPage<T>(share: Share, entries: readonly T[], contentOf: (entry: T) => number = () => 0): readonly T[] {
  const page = pageBytes(share);
  const end = entries.findIndex((entry) => !page.holds(entry, contentOf(entry)));
  return end === -1 ? entries : entries.slice(0, end);
}
