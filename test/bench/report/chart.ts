// Draws the comparison with the floor as an SVG that a README can show: in the reader's own colours, light or dark.
import type { Spread } from './statistics.ts';

/** A bar: the ratio of ours to the floor, with its spread. */
export interface Bar {
  readonly name: string;
  readonly ratio: Spread;
}

export interface ChartOptions {
  readonly title: string;
  /** Where and when it was measured, and by which command: a line each. */
  readonly captions: readonly string[];
  /** The ratio at which a line is drawn, with its words. */
  readonly line: { readonly at: number; readonly text: string };
}

const width = 760;
const left = 160;
const right = 90;
const row = 24;
const top = 56;

/** An SVG without scripts, fonts or links. Its longest bar is 1.25 at least. */
export function drawChart(bars: readonly Bar[], { title, captions, line }: ChartOptions): string {
  const most = Math.max(1.25, ...bars.map(({ ratio }) => ratio.max)) * 1.02;
  const x = (value: number): number => Math.round((left + (Math.min(value, most) / most) * (width - left - right)) * 10) / 10;
  const height = top + bars.length * row + 20 + captions.length * 16;
  const drawn = bars.map(({ name, ratio }, at) => {
    const y = top + at * row;
    const middle = y + row / 2;
    return [
      `<text class="t" x="${left - 8}" y="${middle + 4}" text-anchor="end">${escaped(name)}</text>`,
      `<rect class="b" x="${left}" y="${y + 4}" width="${x(ratio.median) - left}" height="${row - 8}" rx="2"/>`,
      `<path class="s" d="M${x(ratio.min)} ${middle}H${x(ratio.max)}M${x(ratio.min)} ${middle - 4}v8M${x(ratio.max)} ${middle - 4}v8"/>`,
      `<text class="t" x="${width - right + 8}" y="${middle + 4}">${ratio.median.toFixed(2)}×</text>`,
    ].join('');
  });
  const bottom = top + bars.length * row;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(title)}">
<style>
svg{font:13px system-ui,sans-serif}
.t{fill:#1f2328}.c{fill:#59636e;font-size:11px}.h{font-weight:600;font-size:14px}
.b{fill:#2f81f7}.s{stroke:#1f2328;fill:none}.l{stroke:#59636e;stroke-dasharray:4 3}
@media (prefers-color-scheme:dark){.t{fill:#e6edf3}.c{fill:#9198a1}.b{fill:#1f6feb}.s{stroke:#e6edf3}.l{stroke:#9198a1}}
</style>
<text class="t h" x="12" y="22">${escaped(title)}</text>
<path class="l" d="M${x(line.at)} ${top - 8}V${bottom}"/>
<text class="c" x="${x(line.at)}" y="${top - 14}" text-anchor="middle">${escaped(line.text)}</text>
${drawn.join('\n')}
${captions.map((caption, at) => `<text class="c" x="12" y="${bottom + 24 + at * 16}">${escaped(caption)}</text>`).join('\n')}
</svg>
`;
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
