// Replaces random values in answers by names, which are numbered in the order of their first appearance.
import type { Recorded } from './recorder.ts';

/**
 * Values that are random or come from the store, wherever they are in an answer. Whether an id or a token is right shows in the answers to
 * requests with it.
 */
const variable: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['upload', /(?<=\/uploads\/)[-\w]+\.[-\w]+\.[-\w]+/g],
  ['cursor', /(?<=(?:skip|delta)token=)[-\w]{20,}/g],
  ['changeKey', /(?<="changeKey":")[^"]+/g],
  ['store', /http:\/\/127\.0\.0\.1:\d+/g],
  ['blob', /\b[0-9a-f]\/\d{4}-\d\d-\d\dT\d\d\/[-\w]{22}/g],
  ['signature', /(?<=[?&]sig=)[^&"]+/g],
  ['modulus', /(?<="n":")[-\w]{300,}/g],
  ['guid', /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g],
  ['blobETag', /\b0x[0-9A-F]{10,}\b/g],
  ['eventETag', /(?<![-\w])[-\w]{20}\.[-\w]{20}(?![-\w])/g],
  ['message', /(?<![-\w])AAMk[-\w]{22}=[-\w]{22}(?![-\w])/g],
  ['hash', /(?<![-\w])[-\w]{43}(?![-\w])/g],
  ['id', /(?<![-\w])(?:F[-\w]{27}|AAMk[-\w]{36})(?=-\d{8}\b|(?![-\w]))/g],
];

/** Replaces values that another run would change: each by what `naming` makes of it when it is found first. */
export function renamer(naming: (kind: string, found: string) => string): (text: string) => string {
  const names = new Map<string, string>();
  const nameOf = (kind: string, found: string): string => {
    const name = names.get(found) ?? naming(kind, found);
    names.set(found, name);
    return name;
  };
  return (text) => variable.reduce((rest, [kind, pattern]) => rest.replace(pattern, (found) => nameOf(kind, found)), text);
}

/** The answers with names in the place of values that another run would change. */
export function canonical(answers: readonly Recorded[]): readonly Recorded[] {
  let named = 0;
  const replaced = renamer((kind) => `<${kind} ${++named}>`);
  return answers.map(({ request, status, headers, body }) => ({
    request: replaced(request),
    status,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, replaced(value)])),
    body: replaced(body),
  }));
}
