// Productions for people, groups and invitations, and for what follows each of them in a path.
import { accept, acceptOneOf, atEnd, expect, isNext, key, refuse, type Cursor } from '../cursor.ts';
import { ids, userKeys } from '../identifiers.ts';
import { membershipActions, type GroupPeople, type Person, type PersonOrGroup, type Reference, type Version } from '../reference.ts';
import { groupCalendar, mailbox } from './calendar.ts';
import { collection, isWhole } from './collection.ts';

export function people(cursor: Cursor, version: Version): Reference {
  if (accept(cursor, 'me')) return person(cursor, version, { kind: 'me' });
  expect(cursor, 'users');
  if (isWhole(cursor)) return collection(cursor, { kind: 'users', version });
  return person(cursor, version, { kind: 'user', user: key(cursor, userKeys) });
}

function person(cursor: Cursor, version: Version, of: Person): Reference {
  if (atEnd(cursor)) return { kind: 'user', version, user: of };
  return ofPerson(cursor, version, of) ?? photo(cursor, version, of) ?? mailbox(cursor, { version, owner: of });
}

function ofPerson(cursor: Cursor, version: Version, of: Person): Reference | undefined {
  if (accept(cursor, 'joinedGroups')) {
    if (isWhole(cursor) || isNext(cursor, 'microsoft.graph.group')) return memberships(cursor, version, of, 'joinedGroups');
    return groupCalendar(cursor, { version, owner: { kind: 'joinedGroup', of, id: key(cursor, ids) } });
  }
  if (accept(cursor, 'people')) {
    if (isWhole(cursor)) return collection(cursor, { kind: 'people', version, of });
    return { kind: 'person', version, of, id: key(cursor, ids) };
  }
  return ofMember(cursor, version, of);
}

/** What a person and a group have as what may be in groups. */
function ofMember(cursor: Cursor, version: Version, of: PersonOrGroup): Reference | undefined {
  if (accept(cursor, 'memberOf')) return memberships(cursor, version, of, 'memberOf');
  if (accept(cursor, 'transitiveMemberOf')) return memberships(cursor, version, of, 'transitiveMemberOf');
  const action = acceptOneOf(cursor, membershipActions);
  return action && { kind: 'membershipAction', version, of, action };
}

function memberships(
  cursor: Cursor,
  version: Version,
  of: PersonOrGroup,
  named: 'memberOf' | 'transitiveMemberOf' | 'joinedGroups',
): Reference {
  const cast = accept(cursor, 'microsoft.graph.group') ? ({ cast: 'group' } as const) : {};
  return collection(cursor, { kind: 'memberships', version, of, collection: named, ...cast });
}

function photo(cursor: Cursor, version: Version, of: PersonOrGroup): Reference | undefined {
  if (accept(cursor, 'photo')) return photoOrValue(cursor, { version, of });
  if (!accept(cursor, 'photos')) return undefined;
  if (isWhole(cursor)) return collection(cursor, { kind: 'photos', version, of });
  return photoOrValue(cursor, { version, of, size: key(cursor, ids) });
}

const photoOrValue = (
  cursor: Cursor,
  named: { readonly version: Version; readonly of: PersonOrGroup; readonly size?: string },
): Reference => ({ kind: accept(cursor, '$value') ? 'photoValue' : 'photo', ...named });

export function groups(cursor: Cursor, version: Version): Reference {
  expect(cursor, 'groups');
  if (isWhole(cursor)) return collection(cursor, { kind: 'groups', version });
  const id = key(cursor, ids);
  if (atEnd(cursor)) return { kind: 'group', version, id };
  if (accept(cursor, 'members')) return member(cursor, version, id, 'members');
  if (accept(cursor, 'owners')) return member(cursor, version, id, 'owners');
  if (accept(cursor, 'transitiveMembers')) return onlyListed(cursor, version, id);
  const owner = { kind: 'group', id } as const;
  return ofMember(cursor, version, owner) ?? photo(cursor, version, owner) ?? groupCalendar(cursor, { version, owner });
}

function member(cursor: Cursor, version: Version, group: string, people: GroupPeople): Reference {
  const list = listed(cursor, version, group, people);
  if (list !== undefined) return list;
  if (accept(cursor, '$ref')) return { kind: 'memberReferences', version, group, collection: people };
  const user = key(cursor, userKeys);
  expect(cursor, '$ref');
  return { kind: 'memberReference', version, group, collection: people, user };
}

function onlyListed(cursor: Cursor, version: Version, group: string): Reference {
  const list = listed(cursor, version, group, 'transitiveMembers');
  if (list === undefined) refuse(cursor);
  return list ?? { kind: 'members', version, group, collection: 'transitiveMembers' };
}

/** A list of people, of one type where that is cast to, or its count; undefined for anything else. */
function listed(cursor: Cursor, version: Version, group: string, people: GroupPeople | 'transitiveMembers'): Reference | undefined {
  const list = { kind: 'members', version, group, collection: people } as const;
  if (isWhole(cursor)) return collection(cursor, list);
  if (accept(cursor, 'microsoft.graph.user')) return collection(cursor, { ...list, cast: 'user' });
  if (accept(cursor, 'microsoft.graph.group')) return collection(cursor, { ...list, cast: 'group' });
  return undefined;
}

export function places(cursor: Cursor, version: Version): Reference {
  expect(cursor, 'places');
  const isRoom = accept(cursor, 'microsoft.graph.room');
  if (!isRoom) expect(cursor, 'microsoft.graph.roomList');
  return collection(cursor, { kind: 'places', version, type: isRoom ? 'room' : 'roomList' });
}

export function invitations(cursor: Cursor, version: Version): Reference {
  expect(cursor, 'invitations');
  if (atEnd(cursor)) return { kind: 'invitations', version };
  const id = key(cursor, ids);
  if (atEnd(cursor)) return { kind: 'invitation', version, id };
  expect(cursor, 'invitedUser');
  const owner = { kind: 'invitedUser', invitation: id } as const;
  return atEnd(cursor) ? { kind: 'user', version, user: owner } : mailbox(cursor, { version, owner });
}
