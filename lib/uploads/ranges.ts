// Which bytes of an upload have arrived: sorted, disjoint blocks, and what is still missing between them.

/** A block that arrived: its first byte, its length in bytes, and the CRC-32 of its bytes. */
export type Block = readonly [first: number, length: number, crc32: number];

/** First and last byte, both included. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

const endOf = ([first, length]: Block): number => first + length;

/** How a range compares with the blocks that have arrived: all of it is new, all of it has arrived already, or only a part of it has. */
export function compare(blocks: readonly Block[], { first, last }: ByteRange): 'new' | 'received' | 'overlaps' {
  const met = blocks.filter((block) => block[0] <= last && endOf(block) > first);
  if (met.length === 0) return 'new';
  return missing(met, { first, last }).length === 0 ? 'received' : 'overlaps';
}

/** The blocks and one more, in order. The added block must be new. */
export function withBlock(blocks: readonly Block[], block: Block): readonly Block[] {
  const at = blocks.findIndex(([first]) => first > block[0]);
  return at === -1 ? [...blocks, block] : [...blocks.slice(0, at), block, ...blocks.slice(at)];
}

/** The parts of a range that haven't arrived. */
function missing(blocks: readonly Block[], { first, last }: ByteRange): readonly ByteRange[] {
  const gaps: ByteRange[] = [];
  let next = first;
  for (const block of blocks) {
    if (block[0] > last) break;
    if (block[0] > next) gaps.push({ first: next, last: block[0] - 1 });
    next = Math.max(next, endOf(block));
  }
  if (next <= last) gaps.push({ first: next, last });
  return gaps;
}

/** `nextExpectedRanges` of an upload session (Graph, uploadSession resource type): `12-20`, and `26-` for the one up to the end. */
export const expectedRanges = (blocks: readonly Block[], total: number): string[] =>
  missing(blocks, { first: 0, last: total - 1 }).map(({ first, last }) => (last === total - 1 ? `${first}-` : `${first}-${last}`));

/**
 * The id of a block in Blob Storage. All ids have the same length, as Blob Storage demands. An id contains everything that tells two blocks
 * apart, so that two requests for the same place can't overwrite each other's bytes.
 */
export const blockId = ([first, length, crc32]: Block): string =>
  Buffer.from([first, length, crc32].map((part) => part.toString().padStart(10, '0')).join('-')).toString('base64');
