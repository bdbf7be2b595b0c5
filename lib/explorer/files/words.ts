// Sizes, speeds and times of files in the words of the person's language.
const steps = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** `3.2 MB`; a kilobyte has 1,000 bytes, as the unit says. */
export function sizeText(bytes: number, locale: string): string {
  const step = Math.min(steps.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  return quantity(bytes / 1000 ** step, steps[step] ?? 'byte', locale, step === 0 ? 'long' : 'short');
}

/** `5.1 MB/s` */
export const speedText = (bytesPerSecond: number, locale: string): string => `${sizeText(bytesPerSecond, locale)}/s`;

/** `12 sec` or `3 min` */
export const secondsText = (seconds: number, locale: string): string =>
  seconds < 90 ? quantity(seconds, 'second', locale, 'short') : quantity(Math.round(seconds / 60), 'minute', locale, 'short');

/** `40%` */
export const percentText = (part: number, whole: number, locale: string): string =>
  new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }).format(whole === 0 ? 0 : Math.min(1, part / whole));

const quantity = (value: number, unit: string, locale: string, unitDisplay: 'short' | 'long'): string =>
  new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay, maximumFractionDigits: value < 10 ? 1 : 0 }).format(value);
