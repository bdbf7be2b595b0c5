// The chart of the bench: well-formed, in both colours, and true to its numbers.
import { expect, it } from 'vitest';
import { drawChart } from '../../bench/report/chart.ts';

const options = { title: 'Ours & "theirs"', captions: ['2026-11-27, <2 cores>', 'npm run bench'], line: { at: 1, text: 'the floor' } };
const bars = [
  { name: 'attach <10 KB>', ratio: { median: 0.5, min: 0.4, max: 0.6 } },
  { name: 'list', ratio: { median: 1, min: 0.9, max: 1.25 } },
];

it('the chart has a bar for each row, as long as its ratio, with the spread and the number', () => {
  const svg = drawChart(bars, options);
  const widths = [...svg.matchAll(/<rect class="b" [^>]*width="([\d.]+)"/g)].map(([, width]) => Number(width));
  expect(widths).toHaveLength(2);
  expect((widths[0] ?? 0) / (widths[1] ?? 1)).toBeCloseTo(0.5, 2);
  expect(svg.match(/>0\.50×</g)).toHaveLength(1);
  expect(svg.match(/class="s"/g)).toHaveLength(2);
});

it('the chart escapes what it is given, and has colours for light and for dark', () => {
  const svg = drawChart(bars, options);
  expect(svg).toContain('Ours &amp; &quot;theirs&quot;');
  expect(svg).toContain('attach &lt;10 KB>');
  expect(svg).toContain('&lt;2 cores>');
  expect(svg).toContain('>npm run bench<');
  expect(svg).toContain('@media (prefers-color-scheme:dark)');
  expect(svg).not.toMatch(/<script|href|url\(/);
});
