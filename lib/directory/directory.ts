// The directory of a tenant: its users, groups, members and invitations.
import type { Clock, Randomness } from '../runtime/clock.ts';
import type { Documents } from '../stores/documents.ts';
import { createGroups, type Groups } from './groups/groups.ts';
import { createInvitations, type Invitations } from './invitations/invitations.ts';
import { createInvites, type Invites } from './invitations/inviting.ts';
import { createListSecrets } from './listSecret.ts';
import type { MailboxId } from './mailboxId.ts';
import { createMembers, type Members } from './groups/members.ts';
import { newObjectId } from './users/objectId.ts';
import { createRecognition, type Recognition } from './users/recognition.ts';
import { createTenantDomains } from './addresses/tenantDomains.ts';
import { createUserEntries, createUsers, type ChangedUser, type Users } from './users/users.ts';

export interface Directory extends Users, Recognition, Groups, Members, Invitations, Invites {
  /** Seals the cursors of the tenant's lists; nobody outside the stores knows it. */
  listSecret(tenant: string): Promise<Uint8Array>;
  /** A new object id for a user or a group. */
  newId(): string;
}

/** The functions to call when the directory changes. */
export interface DirectoryPorts {
  /** A user or a group was made, changed or removed: what a cache holds of it is no longer true. */
  readonly onChanged: (owner: MailboxId) => void;
  /** A user has these addresses from now on: tells the events that wait for one before the sweep does. Never rejects. */
  readonly onNamed: (tenant: string, userId: string, addresses: readonly string[]) => Promise<void>;
}

export interface DirectoryDependencies extends DirectoryPorts {
  readonly documents: Documents;
  readonly clock: Clock;
  readonly randomness: Randomness;
  /** The tenants' own mail domains: nobody in them can be invited as a guest; guests' names show the first one. */
  readonly tenantDomains?: readonly string[] | undefined;
}

export function createDirectory({ documents, clock, randomness, tenantDomains = [], ...ports }: DirectoryDependencies): Directory {
  const entries = createUserEntries(documents, clock);
  const domains = createTenantDomains(documents, clock, tenantDomains);
  const users = createUsers(entries, clock);
  const groups = createGroups(documents, clock);
  const newId = (): string => newObjectId(randomness);
  return telling(ports, {
    ...users,
    ...createRecognition(entries, domains, clock),
    ...groups,
    ...createMembers(documents, clock, { users, groups }),
    ...createInvitations(documents, clock),
    ...createInvites({ documents, entries, users, domains, clock, newId }),
    listSecret: createListSecrets(documents, clock, randomness),
    newId,
  });
}

/** The same directory, which calls the ports after its writes. */
function telling({ onChanged, onNamed }: DirectoryPorts, directory: Directory): Directory {
  const changed = async (tenant: string, user: ChangedUser): Promise<void> => {
    onChanged({ tenant, kind: 'users', id: user.userId });
    await onNamed(tenant, user.userId, user.gained);
  };
  return {
    ...directory,

    async createUser(tenant, creating, by) {
      const user = await directory.createUser(tenant, creating, by);
      await changed(tenant, user);
      return user;
    },

    async changeUser(tenant, userId, change) {
      const user = await directory.changeUser(tenant, userId, change);
      if (user !== undefined) await changed(tenant, user);
      return user;
    },

    async removeUser(tenant, userId, by) {
      const id = await directory.removeUser(tenant, userId, by);
      if (id !== undefined) onChanged({ tenant, kind: 'users', id });
      return id;
    },

    async invite(tenant, invited, by) {
      const made = await directory.invite(tenant, invited, by);
      await changed(tenant, made.user);
      return made;
    },

    async createGroup(tenant, creating, by, people) {
      const group = await directory.createGroup(tenant, creating, by, people);
      onChanged({ tenant, kind: 'groups', id: group.groupId });
      return group;
    },

    async removeGroup(tenant, id, by) {
      const removed = await directory.removeGroup(tenant, id, by);
      if (removed) onChanged({ tenant, kind: 'groups', id });
      return removed;
    },
  };
}
