// Which users have an address among their `otherMails`: this answers `/users?$filter=otherMails/any(…)`.
import { z } from 'zod';
import type { Clock } from '../../runtime/clock.ts';
import { hashedId } from '../../runtime/ids.ts';
import { maxUsersOfOtherMail } from '../../runtime/limits.ts';
import type { Documents } from '../../stores/documents.ts';
import { attemptsOf, lost, winRace } from '../../stores/races.ts';
import { decode, newRecord, recordShape, type Author } from '../../stores/records.ts';
import { badDirectoryRequest } from '../refusals.ts';

const otherMail = z.object({ ...recordShape, userIds: z.array(z.string()) });

/** One document for each address. It is written before the user and may name a user without the address: the user's document decides. */
export interface OtherMails {
  /** Ids of users who may have this address, in any case of letters. One point read. */
  usersOf(tenant: string, address: string): Promise<readonly string[]>;
  /** Notes that the user has these addresses. One read and one write each. Throws 400 `Request_BadRequest` if too many users have one. */
  remember(tenant: string, addresses: readonly string[], userId: string, by: Author): Promise<void>;
  /** Notes that the user doesn't have these addresses any more. */
  forget(tenant: string, addresses: readonly string[], userId: string, by: Author): Promise<void>;
}

export function createOtherMails(documents: Documents, clock: Clock): OtherMails {
  const idOf = (address: string): string => hashedId('otherMail', address.toLowerCase());

  async function change(
    tenant: string,
    address: string,
    by: Author,
    changed: (ids: readonly string[]) => readonly string[],
  ): Promise<void> {
    const id = idOf(address);
    await winRace(attemptsOf.change, 'Too many requests change this address at once.', async () => {
      const found = await documents.read(tenant, id);
      const before = decode('otherMail', otherMail, found)?.userIds ?? [];
      const userIds = changed(before);
      if (userIds === before) return 'done';
      const document = { id, kind: 'otherMail' as const, ...newRecord(clock(), by), userIds };
      const written =
        found === undefined
          ? (await documents.commit(tenant, [{ write: 'create', document }])).outcome === 'done'
          : (await documents.replaceIf(tenant, document, found.etag)) !== undefined;
      return written ? 'done' : lost;
    });
  }

  return {
    usersOf: async (tenant, address) => decode('otherMail', otherMail, await documents.read(tenant, idOf(address)))?.userIds ?? [],

    async remember(tenant, addresses, userId, by) {
      for (const address of addresses)
        await change(tenant, address, by, (ids) => {
          if (ids.includes(userId)) return ids;
          if (ids.length >= maxUsersOfOtherMail)
            throw badDirectoryRequest(`At most ${maxUsersOfOtherMail} users can have the same address in otherMails.`);
          return [...ids, userId];
        });
    },

    async forget(tenant, addresses, userId, by) {
      for (const address of addresses)
        await change(tenant, address, by, (ids) => (ids.includes(userId) ? ids.filter((id) => id !== userId) : ids));
    },
  };
}
