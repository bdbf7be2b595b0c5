// The model of the service as a whole: its types, what can be done to them, and where a client begins.
import { cancelParameters, notKeptOfResponses, responseParameters } from '../event/actionBody.ts';
import { complexTypes } from '../types/complex.ts';
import type { EdmType, PropertyTable } from '../types/edm.ts';
import { enumTypes, type EnumType } from '../types/enums.ts';
import type { ComplexType, EntityType, NotKept } from '../types/structured.ts';
import { createUploadSessionParameters } from '../upload/uploadSchema.ts';
import { entityTypes } from './entityTypes.ts';

/** An action: a client POSTs to its name, which follows the entity that it is bound to. */
export interface Action {
  readonly boundTo: EdmType;
  readonly parameters: PropertyTable;
  readonly notKept?: NotKept;
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
const response: Action = { boundTo: 'graph.event', parameters: responseParameters, notKept: notKeptOfResponses };

/** Both versions have this one. */
export const model: Model = {
  enumTypes: Object.values(enumTypes),
  complexTypes,
  entityTypes,
  actions: {
    accept: response,
    cancel: { boundTo: 'graph.event', parameters: cancelParameters },
    createUploadSession: {
      boundTo: 'Collection(graph.attachment)',
      parameters: createUploadSessionParameters,
      returns: 'graph.uploadSession',
    },
    decline: response,
    tentativelyAccept: response,
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
