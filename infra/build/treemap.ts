// `npm run build -- --treemap`: a picture of what is in the bundle, `.cache/bundle.svg`, and a table of the packages.
import type { Metafile } from 'esbuild';

/** A package, or a folder of ours, in one file of the bundle. */
export interface Share {
  /** The file, such as `service.js`. */
  readonly file: string;
  /** The package's name, or the path of the folder. */
  readonly name: string;
  readonly bytes: number;
  readonly modules: number;
}

/** What each file of the bundle holds, the largest first; what was left out for want of use doesn't count. */
export function sharesOf({ outputs }: Metafile): readonly Share[] {
  const shares = new Map<string, Share>();
  for (const [path, { inputs }] of Object.entries(outputs))
    for (const [input, { bytesInOutput: bytes }] of Object.entries(inputs)) {
      if (bytes === 0) continue;
      const [file, name] = [path.replace(/^.*\//, ''), nameOf(input)];
      const known = shares.get(`${file} ${name}`);
      shares.set(`${file} ${name}`, { file, name, bytes: (known?.bytes ?? 0) + bytes, modules: (known?.modules ?? 0) + 1 });
    }
  return [...shares.values()].sort((a, b) => b.bytes - a.bytes || (a.name < b.name ? -1 : 1));
}

const nameOf = (input: string): string =>
  /^.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1] ?? input.replace(/^\w+:/, '').split('/').slice(0, 2).join('/');

/** A line for each share of at least 1 KiB. */
export const tableOf = (shares: readonly Share[]): string =>
  shares
    .filter(({ bytes }) => bytes >= 1024)
    .map(({ file, name, bytes, modules }) => `${kibibytes(bytes).padStart(9)}  ${String(modules).padStart(4)}  ${file.padEnd(14)} ${name}`)
    .join('\n');

const kibibytes = (bytes: number): string => `${(bytes / 1024).toFixed(0)} KiB`;

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const size = { width: 1400, height: 900 };

/** An SVG without anything outside of it: a column for each file, in it a box for each package, areas by bytes. */
export function treemapOf(shares: readonly Share[]): string {
  const files = [...Map.groupBy(shares, ({ file }) => file)].map(([name, parts]) => ({ name, parts, bytes: sum(parts) }));
  const whole: Box = { x: 0, y: 0, ...size };
  const drawn = divided(files, whole).flatMap(([{ name, parts, bytes }, { x, y, width, height }], index) => [
    box({ x, y, width, height }, 'none', `${name}, ${kibibytes(bytes)}`),
    ...divided(parts, { x: x + 2, y: y + 18, width: width - 4, height: Math.max(height - 20, 0) }).map(([part, place]) =>
      box(place, `hsl(${(index * 67) % 360} 60% 82%)`, `${part.name}, ${kibibytes(part.bytes)}`),
    ),
  ]);
  const style = 'text{font:12px sans-serif}rect{stroke:#555}';
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}"><style>${style}</style>\n${drawn.join('\n')}\n</svg>\n`;
}

const sum = (parts: readonly { readonly bytes: number }[]): number => parts.reduce((total, { bytes }) => total + bytes, 0);

/** Cuts a box in two parts of about the same bytes, across its longer side, until each item has its own. Items come the largest first. */
function divided<Item extends { readonly bytes: number }>(items: readonly Item[], { x, y, width, height }: Box): [Item, Box][] {
  const [only, ...others] = items;
  if (only === undefined) return [];
  if (others.length === 0) return [[only, { x, y, width, height }]];
  const total = sum(items);
  let [count, first] = [1, only.bytes];
  for (; count < items.length - 1 && first < total / 2; count++) first += items[count]?.bytes ?? 0;
  const share = first / total;
  const [one, two]: [Box, Box] =
    width > height
      ? [
          { x, y, width: width * share, height },
          { x: x + width * share, y, width: width * (1 - share), height },
        ]
      : [
          { x, y, width, height: height * share },
          { x, y: y + height * share, width, height: height * (1 - share) },
        ];
  return [...divided(items.slice(0, count), one), ...divided(items.slice(count), two)];
}

function box({ x, y, width, height }: Box, fill: string, title: string): string {
  const [left, top, wide, high] = [x, y, width, height].map((each) => each.toFixed(1));
  const label =
    width > title.length * 6.5 && height > 16 ? `<text x="${(x + 4).toFixed(1)}" y="${(y + 13).toFixed(1)}">${title}</text>` : '';
  return `<g><title>${title}</title><rect x="${left}" y="${top}" width="${wide}" height="${high}" fill="${fill}"/>${label}</g>`;
}
