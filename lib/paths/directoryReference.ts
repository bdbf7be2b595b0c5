// What a path means that leads into the directory: people, groups, who is in them, and what stands around them.
import type { MailboxOwner, Person, UserKey, Version } from './owner.ts';

/** Which of a group's people a path names. */
export type GroupPeople = 'members' | 'owners';

/** What a person or a group is asked by a POST to its name: which of these groups, or which groups at all, it is in (Graph, directory objects). */
export const membershipActions = ['checkMemberGroups', 'checkMemberObjects', 'getMemberGroups', 'getMemberObjects'] as const;
export type MembershipAction = (typeof membershipActions)[number];

/** Whose photo or memberships a path names. */
export type PersonOrGroup = Person | { readonly kind: 'group'; readonly id: string };

/** Which places a path names, of the types that the tenant could have. */
export type PlaceType = 'room' | 'roomList';

/** A target in the directory: people, groups, who is in them, and invitations. */
export type DirectoryReference =
  | { readonly kind: 'users'; readonly version: Version }
  /** `/me`, `/users/{id}`, `/invitations/{id}/invitedUser` */
  | { readonly kind: 'user'; readonly version: Version; readonly user: MailboxOwner }
  | { readonly kind: 'groups'; readonly version: Version }
  | { readonly kind: 'group'; readonly version: Version; readonly id: string }
  /** `/groups/{id}/members`, `/groups/{id}/owners`, `/groups/{id}/transitiveMembers`, and those of one type where that is cast to */
  | {
      readonly kind: 'members';
      readonly version: Version;
      readonly group: string;
      readonly collection: GroupPeople | 'transitiveMembers';
      readonly cast?: 'user' | 'group';
    }
  /** `/groups/{id}/members/$ref` */
  | { readonly kind: 'memberReferences'; readonly version: Version; readonly group: string; readonly collection: GroupPeople }
  /** `/groups/{id}/members/{user}/$ref` */
  | {
      readonly kind: 'memberReference';
      readonly version: Version;
      readonly group: string;
      readonly collection: GroupPeople;
      readonly user: UserKey;
    }
  /** `/me/memberOf`, `/groups/{id}/transitiveMemberOf`, `/users/{id}/joinedGroups`, and those of one type where that is cast to */
  | {
      readonly kind: 'memberships';
      readonly version: Version;
      readonly of: PersonOrGroup;
      readonly collection: 'memberOf' | 'transitiveMemberOf' | 'joinedGroups';
      readonly cast?: 'group';
    }
  /** `/me/checkMemberGroups`, `/groups/{id}/getMemberGroups` */
  | { readonly kind: 'membershipAction'; readonly version: Version; readonly of: PersonOrGroup; readonly action: MembershipAction }
  /** `/me/people`: whom a person meets */
  | { readonly kind: 'people'; readonly version: Version; readonly of: Person }
  | { readonly kind: 'person'; readonly version: Version; readonly of: Person; readonly id: string }
  | { readonly kind: 'photos'; readonly version: Version; readonly of: PersonOrGroup }
  /** `/me/photo`, `/me/photos/{size}`, and its bytes behind `/$value` */
  | { readonly kind: 'photo' | 'photoValue'; readonly version: Version; readonly of: PersonOrGroup; readonly size?: string }
  /** `/places/microsoft.graph.room` */
  | { readonly kind: 'places'; readonly version: Version; readonly type: PlaceType }
  | { readonly kind: 'invitations'; readonly version: Version }
  | { readonly kind: 'invitation'; readonly version: Version; readonly id: string };
