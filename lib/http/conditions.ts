// Conditional requests: whether a precondition of RFC 9110, section 13 holds for the current ETag.

/** Whether `If-Match` allows the request: absent, `*`, or naming the current ETag (strong comparison, section 13.1.1). */
export const matches = (ifMatch: string | null, etag: string): boolean =>
  ifMatch === null || entityTags(ifMatch).some((tag) => tag === '*' || (tag === etag && !isWeak(etag)));

/** A function that says whether the request's `If-Match` allows an ETag; undefined if the request has no `If-Match`. */
export function ifMatchOf({ headers }: { readonly headers: Headers }): ((etag: string) => boolean) | undefined {
  const ifMatch = headers.get('if-match');
  return ifMatch === null ? undefined : (etag) => matches(ifMatch, etag);
}

/** Whether `If-None-Match` says that the caller has the current version already (weak comparison, section 13.1.2). */
export const isUnchanged = (ifNoneMatch: string | null, etag: string): boolean =>
  ifNoneMatch !== null && entityTags(ifNoneMatch).some((tag) => tag === '*' || strong(tag) === strong(etag));

const isWeak = (tag: string): boolean => tag.startsWith('W/');

const strong = (tag: string): string => tag.replace(/^W\//, '');

/** The entity tags in a field; everything else in it is ignored. */
export const entityTags = (field: string): readonly string[] => field.match(/\*|(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"/g) ?? [];
