// Who of an event's attendees the directory knows: those may read the event.
import type { Attendee } from '../eventProperties.ts';

/** Point reads that run at once for one request. */
const atOnce = 20;

/**
 * The object ids of the attendees, each once, by their userPrincipalName: one point read for each address. Nobody is known by any
 * other address.
 */
export async function resolveAttendees(
  attendees: readonly Attendee[],
  userIdByUpn: (upn: string) => Promise<string | undefined>,
): Promise<readonly string[]> {
  const addresses = [...new Set(attendees.flatMap(({ emailAddress }) => emailAddress.address?.toLowerCase() ?? []))];
  const found = new Set<string>();
  for (let start = 0; start < addresses.length; start += atOnce) {
    const ids = await Promise.all(addresses.slice(start, start + atOnce).map(userIdByUpn));
    for (const id of ids) if (id !== undefined) found.add(id);
  }
  return [...found];
}
