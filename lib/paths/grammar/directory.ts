// Productions for people, groups and invitations, and for what follows each of them in a path.
import { accept, atEnd, expect, isNext, key, type Cursor } from '../cursor.ts';
import { toId, toUserKey } from '../identifiers.ts';
import type { GroupPeople, Person, Reference, Version } from '../reference.ts';
import { groupCalendar, mailbox } from './calendar.ts';
import { collection, isWhole } from './collection.ts';

export function people(cursor: Cursor, version: Version): Reference {
  if (accept(cursor, 'me')) return person(cursor, version, { kind: 'me' });
  expect(cursor, 'users');
  if (isWhole(cursor)) return collection(cursor, { kind: 'users', version });
  return person(cursor, version, { kind: 'user', user: key(cursor, toUserKey) });
}

function person(cursor: Cursor, version: Version, of: Person): Reference {
  if (atEnd(cursor)) return { kind: 'user', version, user: of };
  if (accept(cursor, 'memberOf')) return memberships(cursor, version, of, 'memberOf');
  if (!accept(cursor, 'joinedGroups')) return mailbox(cursor, { version, owner: of });
  if (isWhole(cursor) || isNext(cursor, 'microsoft.graph.group')) return memberships(cursor, version, of, 'joinedGroups');
  return groupCalendar(cursor, { version, owner: { kind: 'joinedGroup', of, id: key(cursor, toId) } });
}

function memberships(cursor: Cursor, version: Version, of: Person, named: 'memberOf' | 'joinedGroups'): Reference {
  const cast = accept(cursor, 'microsoft.graph.group') ? ({ cast: 'group' } as const) : {};
  return collection(cursor, { kind: 'memberships', version, of, collection: named, ...cast });
}

export function groups(cursor: Cursor, version: Version): Reference {
  expect(cursor, 'groups');
  if (isWhole(cursor)) return collection(cursor, { kind: 'groups', version });
  const id = key(cursor, toId);
  if (atEnd(cursor)) return { kind: 'group', version, id };
  if (accept(cursor, 'members')) return member(cursor, version, id, 'members');
  if (accept(cursor, 'owners')) return member(cursor, version, id, 'owners');
  return groupCalendar(cursor, { version, owner: { kind: 'group', id } });
}

function member(cursor: Cursor, version: Version, group: string, people: GroupPeople): Reference {
  if (isWhole(cursor)) return collection(cursor, { kind: 'members', version, group, collection: people });
  if (accept(cursor, 'microsoft.graph.user'))
    return collection(cursor, { kind: 'members', version, group, collection: people, cast: 'user' });
  if (accept(cursor, '$ref')) return { kind: 'memberReferences', version, group, collection: people };
  const user = key(cursor, toUserKey);
  expect(cursor, '$ref');
  return { kind: 'memberReference', version, group, collection: people, user };
}

export function invitations(cursor: Cursor, version: Version): Reference {
  expect(cursor, 'invitations');
  if (atEnd(cursor)) return { kind: 'invitations', version };
  const id = key(cursor, toId);
  if (atEnd(cursor)) return { kind: 'invitation', version, id };
  expect(cursor, 'invitedUser');
  const owner = { kind: 'invitedUser', invitation: id } as const;
  return atEnd(cursor) ? { kind: 'user', version, user: owner } : mailbox(cursor, { version, owner });
}
