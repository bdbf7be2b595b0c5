// The directory of a tenant: its users, groups, members and invitations.
import type { Clock, Randomness } from '../clock.ts';
import type { Documents } from '../stores/documents.ts';
import { createGroups, type Groups } from './groups.ts';
import { createInvitations, type Invitations } from './invitations.ts';
import { createListSecrets } from './listSecret.ts';
import { createMembers, type Members } from './members.ts';
import { newObjectId } from './objectId.ts';
import { createUsers, type Users } from './users.ts';

export interface Directory extends Users, Groups, Members, Invitations {
  /** Seals the cursors of the tenant's lists; nobody outside the stores knows it. */
  listSecret(tenant: string): Promise<Uint8Array>;
  /** An object id for somebody who has none yet. */
  newId(): string;
}

export function createDirectory(documents: Documents, clock: Clock, randomness: Randomness): Directory {
  const users = createUsers(documents, clock);
  const groups = createGroups(documents, clock);
  return {
    ...users,
    ...groups,
    ...createMembers(documents, clock, { users, groups }),
    ...createInvitations(documents, clock),
    listSecret: createListSecrets(documents, clock, randomness),
    newId: () => newObjectId(randomness),
  };
}
