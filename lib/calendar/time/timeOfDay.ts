// A time of day without a date, as Edm.TimeOfDay writes it (OData 4.01, ABNF, timeOfDayValue).

/** Milliseconds since midnight by the wall clock. */
export type TimeOfDay = number;

const shape = /^([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,12}))?)?$/;

/** The time that a text gives, seconds and their fraction being optional; undefined for any other text. Milliseconds count. */
export function readTimeOfDay(text: string): TimeOfDay | undefined {
  const [whole, hours, minutes, seconds = '0', fraction = ''] = shape.exec(text) ?? [];
  if (whole === undefined) return undefined;
  return ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 + Number(fraction.slice(0, 3).padEnd(3, '0'));
}

/** The time as Graph shows it: `08:00:00.0000000`. */
export const showTimeOfDay = (time: TimeOfDay): string => `${new Date(time).toISOString().slice(11, 23)}0000`;
