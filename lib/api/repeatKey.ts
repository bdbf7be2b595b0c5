// The name that a caller gives a request, so that it can send it again without harm.
import { badRequest } from '../runtime/errors.ts';
import { maxRepeatKeyLength } from '../runtime/limits.ts';

/**
 * The first of these headers that is there, with its name, so that a value in one header isn't the same in another. Nothing when there is
 * none. Throws 400 for an empty value and one that is too long.
 */
export function repeatKey(headers: Pick<Headers, 'get'>, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = headers.get(name);
    if (value === null) continue;
    if (value === '' || value.length > maxRepeatKeyLength)
      throw badRequest(`The header '${name}' must have 1 to ${maxRepeatKeyLength} characters.`);
    return `${name.toLowerCase()}:${value}`;
  }
  return undefined;
}
