// The directory of a tenant: its users, groups, members and invitations.
import type { Clock, Randomness } from '../runtime/clock.ts';
import type { Documents } from '../stores/documents.ts';
import { createGroups, type Groups } from './groups/groups.ts';
import { createInvitations, type Invitations } from './invitations/invitations.ts';
import { createInvites, type Invites } from './invitations/inviting.ts';
import { createListSecrets } from './listSecret.ts';
import { createMembers, type Members } from './groups/members.ts';
import { newObjectId } from './users/objectId.ts';
import { createOtherMails } from './users/otherMails.ts';
import { createRecognition, type Recognition } from './users/recognition.ts';
import { createTenantDomains } from './addresses/tenantDomains.ts';
import { createUserEntries, createUsers, type Users } from './users/users.ts';

export interface Directory extends Users, Recognition, Groups, Members, Invitations, Invites {
  /** Seals the cursors of the tenant's lists; nobody outside the stores knows it. */
  listSecret(tenant: string): Promise<Uint8Array>;
  /** An object id for somebody who has none yet. */
  newId(): string;
}

/** `tenantDomains`: mail domains of the tenants, from which nobody is invited as a guest; the first one is shown in guests' names. */
export function createDirectory(
  documents: Documents,
  clock: Clock,
  randomness: Randomness,
  tenantDomains: readonly string[] = [],
): Directory {
  const entries = createUserEntries(documents, clock);
  const otherMails = createOtherMails(documents, clock);
  const domains = createTenantDomains(documents, clock, tenantDomains);
  const users = createUsers(entries, otherMails, clock);
  const groups = createGroups(documents, clock);
  const newId = (): string => newObjectId(randomness);
  return {
    ...users,
    ...createRecognition(entries, domains, clock),
    ...groups,
    ...createMembers(documents, clock, { users, groups }),
    ...createInvitations(documents, clock),
    ...createInvites({ documents, entries, users, otherMails, domains, clock, newId }),
    listSecret: createListSecrets(documents, clock, randomness),
    newId,
  };
}
