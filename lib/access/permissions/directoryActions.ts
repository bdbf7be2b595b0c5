// What a request does in the directory, by its path and method: the one table that operations and the API's document take their permissions from.
import type { DirectoryReference } from '../../paths/directoryReference.ts';
import type { Reference } from '../../paths/reference.ts';
import type { Caller, Permissions } from '../tokens/caller.ts';
import { directoryPermissions, mayInDirectory, requireInDirectory, type DirectoryAction } from './directoryAccess.ts';

/** `any`: done to anybody; `own`: to the caller itself, or to a group that the caller owns. Each has permissions of its own. */
export interface DirectoryActions {
  readonly any: DirectoryAction;
  readonly own?: DirectoryAction;
}

interface ByMethod {
  readonly reads: DirectoryActions;
  readonly writes: DirectoryActions;
}

const alike = (actions: DirectoryActions): ByMethod => ({ reads: actions, writes: actions });

const ofEverybody: Readonly<Record<Exclude<DirectoryReference, OfSomebody | OfPeopleInGroups>['kind'], ByMethod>> = {
  users: { reads: { any: 'readUsers' }, writes: { any: 'changeUsers' } },
  user: { reads: { any: 'readUsers', own: 'readSelf' }, writes: { any: 'changeUsers', own: 'changeSelf' } },
  groups: { reads: { any: 'readGroups' }, writes: { any: 'changeGroups', own: 'changeOwnGroups' } },
  group: { reads: { any: 'readGroups' }, writes: { any: 'changeGroups', own: 'changeOwnGroups' } },
  members: alike({ any: 'readMembers' }),
  places: alike({ any: 'readPlaces' }),
  invitations: alike({ any: 'invite' }),
  invitation: alike({ any: 'readInvitations' }),
};

/** One change of who is in a group. */
type OfPeopleInGroups = Extract<DirectoryReference, { readonly kind: 'memberReferences' | 'memberReference' }>;
const ofPeopleInGroups: Readonly<Record<OfPeopleInGroups['collection'], DirectoryActions>> = {
  members: { any: 'changeMembers', own: 'changeOwnGroups' },
  owners: { any: 'changeGroups', own: 'changeOwnGroups' },
};

/** What is asked of a person; of a group, some of it. */
type OfSomebody = Extract<DirectoryReference, { readonly of: unknown }>;
const memberships = { person: { any: 'readMemberships', own: 'readSelf' }, group: { any: 'readMembers' } } as const;
const people = { person: { any: 'readPeople', own: 'readOwnPeople' }, group: { any: 'readPeople' } } as const;
const photos = { person: { any: 'readPhotos', own: 'readOwnPhoto' }, group: { any: 'readGroupPhotos' } } as const;
const ofSomebody: Readonly<Record<OfSomebody['kind'], Readonly<Record<'person' | 'group', DirectoryActions>>>> = {
  memberships,
  membershipAction: memberships,
  people,
  person: people,
  photos,
  photo: photos,
  photoValue: photos,
};

/** Nobody deletes itself. */
export function directoryActions(reference: DirectoryReference, method: string): DirectoryActions {
  if ('of' in reference) return ofSomebody[reference.kind][reference.of.kind === 'group' ? 'group' : 'person'];
  if (reference.kind === 'memberReferences' || reference.kind === 'memberReference') return ofPeopleInGroups[reference.collection];
  if (reference.kind === 'user' && method === 'DELETE') return { any: 'changeUsers' };
  return ofEverybody[reference.kind][method === 'GET' || method === 'HEAD' ? 'reads' : 'writes'];
}

const kinds: ReadonlySet<string> = new Set([
  ...Object.keys(ofEverybody),
  ...Object.keys(ofSomebody),
  'memberReferences',
  'memberReference',
]);

export const isOfDirectory = (reference: Reference): reference is DirectoryReference => kinds.has(reference.kind);

/** What a token must have for either. */
export const permissionsFor = ({ any, own }: DirectoryActions): Permissions => {
  const all = [...(own === undefined ? [] : [own]), any].map((action): Permissions => directoryPermissions[action]);
  return {
    delegated: [...new Set(all.flatMap(({ delegated }) => delegated))],
    application: [...new Set(all.flatMap(({ application }) => application))],
  };
};

/** A request with who sends it. */
interface Asked {
  readonly caller: Caller;
  readonly reference: DirectoryReference;
  readonly request: { readonly method: string };
}

/** Throws 403, before any store is asked, unless the caller's token is meant for this, if only to do it to what is the caller's own. */
export function requireDirectoryPermission({ caller, reference, request }: Asked): void {
  const { any, own } = directoryActions(reference, request.method);
  if (own === undefined || !mayInDirectory(caller, own)) requireInDirectory(caller, any);
}
