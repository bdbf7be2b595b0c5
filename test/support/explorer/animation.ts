// Makes one moving picture of several: an APNG (PNG, third edition, section 11.3.4), whose frames have only what has changed since the last one.
import { crc32, deflateSync, inflateSync } from 'node:zlib';

export interface Frame {
  /** A PNG as Chromium takes it: 8 bits a channel, without interlacing; all frames are of one size. */
  readonly png: Uint8Array;
  readonly milliseconds: number;
}

/** What is decoded: three bytes a pixel, row by row. */
interface Image {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

interface Part {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);

/** The frames again and again; `still` is what a viewer shows that knows no animations. Throws for a PNG that isn't as Chromium's. */
export function animated(still: Uint8Array, frames: readonly Frame[]): Buffer {
  const first = decoded(still);
  const { width, height } = first;
  const whole: Part = { x: 0, y: 0, width, height };
  const chunks = [
    chunk('IHDR', numbers([width, 4], [height, 4], [8, 1], [2, 1], [0, 1], [0, 1], [0, 1])),
    chunk('acTL', numbers([frames.length, 4], [0, 4])),
    chunk('IDAT', encoded(first, whole)),
  ];
  let sequence = 0;
  let before: Image | undefined;
  for (const { png, milliseconds } of frames) {
    const image = decoded(png);
    const part = before === undefined ? whole : changedIn(before, image);
    before = image;
    const place = [part.width, part.height, part.x, part.y].map((value): [number, number] => [value, 4]);
    // Neither disposed of nor blended: each frame stands on what those before it have left.
    chunks.push(chunk('fcTL', numbers([sequence++, 4], ...place, [milliseconds, 2], [1000, 2], [0, 1], [0, 1])));
    chunks.push(chunk('fdAT', Buffer.concat([numbers([sequence++, 4]), encoded(image, part)])));
  }
  return Buffer.concat([signature, ...chunks, chunk('IEND', Buffer.alloc(0))]);
}

function numbers(...all: readonly (readonly [value: number, bytes: number])[]): Buffer {
  return Buffer.concat(
    all.map(([value, bytes]) => {
      const written = Buffer.alloc(bytes);
      written.writeUIntBE(value, 0, bytes);
      return written;
    }),
  );
}

function chunk(type: string, data: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  return Buffer.concat([numbers([data.length, 4]), named, numbers([crc32(named), 4])]);
}

/** The smallest rectangle outside of which both are the same; a pixel, where all is. */
function changedIn({ width, height, pixels }: Image, after: Image): Part {
  let [left, right, top, bottom] = [width, -1, height, -1];
  for (let at = 0; at < pixels.length; at++) {
    if (pixels[at] === after.pixels[at]) continue;
    const [x, y] = [Math.floor(at / 3) % width, Math.floor(at / 3 / width)];
    [left, right, top, bottom] = [Math.min(left, x), Math.max(right, x), Math.min(top, y), Math.max(bottom, y)];
  }
  return right < 0 ? { x: 0, y: 0, width: 1, height: 1 } : { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}

/** A part of an image, compressed; each row as what differs from the row above it, which a page's rows seldom do. */
function encoded({ width, pixels }: Image, part: Part): Buffer {
  const length = part.width * 3;
  const rows: Buffer[] = [];
  let above: Uint8Array = new Uint8Array(length);
  for (let y = part.y; y < part.y + part.height; y++) {
    const row = pixels.subarray((y * width + part.x) * 3, (y * width + part.x) * 3 + length);
    rows.push(Buffer.from([2]), Buffer.from(row.map((value, at) => value - (above[at] ?? 0))));
    above = row;
  }
  return deflateSync(Buffer.concat(rows), { level: 9 });
}

function decoded(png: Uint8Array): Image {
  const file = Buffer.from(png);
  const [width, height, depth, type] = [file.readUInt32BE(16), file.readUInt32BE(20), file[24], file[25]];
  if (depth !== 8 || (type !== 2 && type !== 6) || file[28] !== 0) throw new Error(`A PNG of type ${String(type)} isn’t read here.`);
  const data: Buffer[] = [];
  for (let at = 8; at < file.length; at += file.readUInt32BE(at) + 12)
    if (file.toString('latin1', at + 4, at + 8) === 'IDAT') data.push(file.subarray(at + 8, at + 8 + file.readUInt32BE(at)));
  const channels = type === 2 ? 3 : 4;
  const flat = unfiltered(inflateSync(Buffer.concat(data)), width * channels, channels);
  if (channels === 3) return { width, height, pixels: flat };
  return { width, height, pixels: flat.filter((_, at) => at % 4 !== 3) };
}

/** Rows as they were before each was written as what differs from its surroundings (PNG, section 9). */
function unfiltered(rows: Uint8Array, length: number, channels: number): Uint8Array {
  const all = new Uint8Array((rows.length / (length + 1)) * length);
  for (let y = 0; y * length < all.length; y++) {
    const filter = rows[y * (length + 1)] ?? 0;
    for (let x = 0; x < length; x++) {
      const at = y * length + x;
      const left = x < channels ? 0 : (all[at - channels] ?? 0);
      const above = all[at - length] ?? 0;
      const corner = x < channels ? 0 : (all[at - length - channels] ?? 0);
      all[at] = (rows[y * (length + 1) + 1 + x] ?? 0) + predicted(filter, left, above, corner);
    }
  }
  return all;
}

function predicted(filter: number, left: number, above: number, corner: number): number {
  if (filter < 4) return [0, left, above, (left + above) >> 1][filter] ?? 0;
  const [toLeft, toAbove, toCorner] = [Math.abs(above - corner), Math.abs(left - corner), Math.abs(left + above - 2 * corner)];
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}
