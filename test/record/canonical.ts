// Answers without what chance and the stores have put into them: each such text becomes a name, by the order in which it is first seen.
import type { Recorded } from './recorder.ts';

/** What is random, or the store's own, wherever it stands in an answer. What an id or a token opens is shown by the answers to it. */
const variable: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['upload', /(?<=\/uploads\/)[-\w]+\.[-\w]+\.[-\w]+/g],
  ['cursor', /(?<=skiptoken=)[-\w]{20,}/g],
  ['changeKey', /(?<="changeKey":")[^"]+/g],
  ['store', /http:\/\/127\.0\.0\.1:\d+/g],
  ['blob', /\b[0-9a-f]\/\d{4}-\d\d-\d\dT\d\d\/[-\w]{22}/g],
  ['signature', /(?<=[?&]sig=)[^&"]+/g],
  ['guid', /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g],
  ['blobETag', /\b0x[0-9A-F]{10,}\b/g],
  ['eventETag', /(?<![-\w])[-\w]{20}\.[-\w]{20}(?![-\w])/g],
  ['hash', /(?<![-\w])[-\w]{43}(?![-\w])/g],
  ['id', /(?<![-\w])(?:F[-\w]{27}|AAMk[-\w]{36})(?=-\d{8}\b|(?![-\w]))/g],
];

/** The answers with names in place of what another run would have otherwise. */
export function canonical(answers: readonly Recorded[]): readonly Recorded[] {
  const names = new Map<string, string>();
  const replaced = (text: string): string =>
    variable.reduce(
      (rest, [name, pattern]) =>
        rest.replace(pattern, (found) => {
          const known = names.get(found) ?? `<${name} ${names.size + 1}>`;
          names.set(found, known);
          return known;
        }),
      text,
    );
  return answers.map(({ request, status, headers, body }) => ({
    request: replaced(request),
    status,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, replaced(value)])),
    body: replaced(body),
  }));
}
