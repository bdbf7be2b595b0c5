// Reads an event's categories from a body, within their limits.
import { badRequest } from '../../runtime/errors.ts';
import { maxListedValues, maxNameLength } from '../../runtime/limits.ts';
import type { BodyReader } from '../types/bodyReader.ts';

/** The categories; undefined where the body has none. Throws 400 for too many, and for one that is too long. */
export function readCategories(body: BodyReader): string[] | undefined {
  const categories = body.texts('categories', maxNameLength);
  if (categories !== undefined && categories.length > maxListedValues)
    throw badRequest(`The property 'categories' may have at most ${maxListedValues} entries.`);
  return categories;
}
