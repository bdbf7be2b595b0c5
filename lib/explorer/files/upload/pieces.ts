// What is missing of a file, and how it is cut into ranges (contract, section 4): any order, several at once, none of them twice.

/** Bytes from `first` up to `end`, which isn't among them. */
export interface Piece {
  readonly first: number;
  readonly end: number;
}

const kibibyte = 1024;

/** Ranges are as long as this at least, so that a file of 150 MiB takes fewer than 2,000 of them (contract, section 4). */
const minPieceBytes = 320 * kibibyte;

/** And as this at most: half of what the service takes, so that four of them at once are no burden to it. */
const maxPieceBytes = 8 * kibibyte * kibibyte;

/** Seconds that one range should take: what a cut connection loses is no more than that. */
const secondsPerPiece = 4;

/** How long a range is best, at this speed of one range in bytes a second; 0 where it isn't known yet. In steps of 320 KiB, as Graph asks. */
export function pieceBytesAt(speed: number): number {
  if (speed <= 0) return minPieceBytes * 4;
  const steps = Math.floor((speed * secondsPerPiece) / minPieceBytes);
  return Math.min(maxPieceBytes, Math.max(1, steps) * minPieceBytes);
}

/** The pieces that `nextExpectedRanges` names (`12-20`, `26-`); undefined where it names something else. */
export function expectedPieces(ranges: unknown, total: number): Piece[] | undefined {
  if (!Array.isArray(ranges)) return undefined;
  const pieces: Piece[] = [];
  for (const range of ranges) {
    const [, from, to] = /^(\d{1,15})-(\d{0,15})$/.exec(String(range)) ?? [];
    if (from === undefined) return undefined;
    const piece = { first: Number(from), end: to === undefined || to === '' ? total : Number(to) + 1 };
    if (piece.first >= piece.end || piece.end > total) return undefined;
    pieces.push(piece);
  }
  return pieces;
}

/** What is still to be sent, and what is on its way. */
export interface Plan {
  /** The next range, of at most so many bytes; undefined when nothing is left that isn't on its way. */
  take(bytes: number): Piece | undefined;
  /** It has arrived. */
  arrived(piece: Piece): void;
  /** It didn't arrive, and is to be sent again. */
  failed(piece: Piece): void;
  /** So many bytes of a range on its way have been sent. */
  progress(piece: Piece, bytes: number): void;
  /** Bytes that have arrived or been sent. */
  readonly sent: number;
  /** Bytes that have arrived. */
  readonly arrivedBytes: number;
}

/** A plan for what is missing of a file of `total` bytes. */
export function createPlan(missing: readonly Piece[], total: number): Plan {
  const left = [...missing];
  const inFlight = new Map<Piece, number>();
  const lengthOf = (piece: Piece): number => piece.end - piece.first;
  const open = (): number =>
    left.reduce((sum, piece) => sum + lengthOf(piece), 0) + [...inFlight.keys()].reduce((sum, piece) => sum + lengthOf(piece), 0);
  return {
    take(bytes) {
      const next = left.shift();
      if (next === undefined) return undefined;
      // What would be left over is taken along, rather than sent as a tiny range.
      const end = lengthOf(next) <= bytes + minPieceBytes ? next.end : next.first + bytes;
      if (end < next.end) left.unshift({ first: end, end: next.end });
      const piece = { first: next.first, end };
      inFlight.set(piece, 0);
      return piece;
    },
    arrived(piece) {
      inFlight.delete(piece);
    },
    failed(piece) {
      inFlight.delete(piece);
      left.unshift(piece);
    },
    progress(piece, bytes) {
      if (inFlight.has(piece)) inFlight.set(piece, Math.min(bytes, lengthOf(piece)));
    },
    get sent() {
      return total - open() + [...inFlight.values()].reduce((sum, bytes) => sum + bytes, 0);
    },
    get arrivedBytes() {
      return total - open();
    },
  };
}
