// The size of pages in a `$skiptoken`: the number in front of the sealed cursor, which is sealed together with it.

const written = /^([1-9]\d{0,15})\.(?=[\w-]+$)/;

/** The size that the token begins with; undefined for one without, and without a token. */
export function sizeBefore(skipToken: string | undefined): number | undefined {
  const [, size] = written.exec(skipToken ?? '') ?? [];
  return size === undefined ? undefined : Number(size);
}

/** The sealed cursor in the token. */
export const withoutSize = (skipToken: string): string => skipToken.replace(written, '');

/** The token of a cursor that was sealed with this size. */
export const withSize = (size: number | undefined, sealed: string): string => (size === undefined ? sealed : `${size}.${sealed}`);
