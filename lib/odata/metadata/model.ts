// The model of the service as a whole: its types, what can be done to them, and where a client begins.
import { cancelParameters, responseParameters } from '../event/actionBody.ts';
import { complexTypes, type ComplexType } from '../types/complex.ts';
import type { EdmType, PropertyTable } from '../types/edm.ts';
import { enumTypes, type EnumType } from '../types/enums.ts';
import { createUploadSessionParameters } from '../upload/uploadSessionBody.ts';
import { entityTypes, type EntityType } from './entityTypes.ts';

/** What is done by a POST to its name, behind what it is bound to. */
export interface Action {
  readonly boundTo: EdmType;
  readonly parameters: PropertyTable;
  readonly returns?: EdmType;
}

/** Where paths begin: a set of entities, or one of them. */
export interface Entrance {
  readonly type: string;
  readonly single?: boolean;
  /** Whether only context URLs name it. */
  readonly hidden?: boolean;
  /** The sets in which it is found what its navigation leads to, where that isn't contained. */
  readonly bindings?: Readonly<Record<string, string>>;
}

export interface Model {
  readonly enumTypes: readonly EnumType[];
  readonly complexTypes: Readonly<Record<string, ComplexType>>;
  readonly entityTypes: Readonly<Record<string, EntityType>>;
  readonly actions: Readonly<Record<string, Action>>;
  readonly container: { readonly name: string; readonly entrances: Readonly<Record<string, Entrance>> };
}

const memberships = { joinedGroups: 'groups', memberOf: 'directoryObjects' } as const;
const toAnEvent = (parameters: PropertyTable): Action => ({ boundTo: 'graph.event', parameters });

/** Both versions have this one. */
export const model: Model = {
  enumTypes: Object.values(enumTypes),
  complexTypes,
  entityTypes,
  actions: {
    accept: toAnEvent(responseParameters),
    cancel: toAnEvent(cancelParameters),
    createUploadSession: {
      boundTo: 'Collection(graph.attachment)',
      parameters: createUploadSessionParameters,
      returns: 'graph.uploadSession',
    },
    decline: toAnEvent(responseParameters),
    tentativelyAccept: toAnEvent(responseParameters),
  },
  container: {
    name: 'GraphService',
    entrances: {
      directoryObjects: { type: 'graph.directoryObject', hidden: true },
      groups: { type: 'graph.group', bindings: { members: 'directoryObjects', owners: 'directoryObjects' } },
      invitations: { type: 'graph.invitation', bindings: { invitedUser: 'users' } },
      users: { type: 'graph.user', bindings: memberships },
      me: { type: 'graph.user', single: true, bindings: memberships },
    },
  },
};
