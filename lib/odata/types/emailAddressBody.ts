// Reads a person's name and address from a body (Graph, emailAddress resource type).
import type { EmailAddress } from '../../calendar/events/record/eventProperties.ts';
import type { JsonObject } from '../../runtime/json.ts';
import { maxNameLength } from '../../runtime/limits.ts';
import { readBody } from './bodyReader.ts';
import type { emailAddress } from './complex.ts';

/** Reads a name with its address; either may be missing. */
export function readEmailAddress(json: JsonObject): EmailAddress {
  const body = readBody<typeof emailAddress>(json);
  const name = body.text('name', maxNameLength);
  const address = body.text('address', maxNameLength);
  return { ...(name !== undefined && { name }), ...(address !== undefined && { address }) };
}
