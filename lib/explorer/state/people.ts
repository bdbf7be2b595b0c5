// Finds people of the directory by name or address.
import { askAll } from '../graph.ts';
import type { Person } from '../model/event.ts';
import { textOf } from '../model/json.ts';

export interface Found extends Person {
  /** The user's id; empty for an address that nobody has. */
  readonly id: string;
}

/** What a clause of `$search` can't hold. */
const cleared = (text: string): string => text.replace(/["\\]/g, ' ');

/** At most eight, by the beginnings of names and addresses. Rejects with a GraphError, also where users may not be read. */
export async function findPeople(text: string, signal: AbortSignal): Promise<readonly Found[]> {
  const clause = ['displayName', 'mail', 'userPrincipalName'].map((property) => `"${property}:${cleared(text)}"`).join(' OR ');
  const path = `/users?$search=${encodeURIComponent(clause)}&$top=8&$select=id,displayName,mail,userPrincipalName`;
  const users = await askAll(path, { signal, headers: { ConsistencyLevel: 'eventual' } });
  return users.map((json) => {
    const address = textOf(json, 'mail') || textOf(json, 'userPrincipalName');
    return { id: textOf(json, 'id'), name: textOf(json, 'displayName') || address, address };
  });
}
