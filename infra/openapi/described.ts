// What is said of each operation beside what the service's own tables say: its name, and which of these tables are its.
import type { repeatHeader } from '../../lib/http/requestIds.ts';
import type { BodyName } from '../../lib/odata/types/bodySchema.ts';
import type { EdmType } from '../../lib/odata/types/edm.ts';
import type { MailboxOwner, Owner, Reference } from '../../lib/paths/reference.ts';

/** The options that a resource has, as the operation itself reads them. */
export interface DescribedQuery {
  readonly options: readonly string[];
  readonly sortable: readonly string[];
  readonly maxSorted?: number;
  readonly expandable?: object | undefined;
  readonly filter?: { readonly names: readonly string[] } | undefined;
}

/** A header of requests that an operation follows. */
export type RequestHeader =
  'If-Match' | 'If-None-Match' | 'Range' | 'If-Range' | 'Content-Range' | 'client-request-id' | typeof repeatHeader;

/** A preference (`Prefer`) that an operation follows. */
export type Preference =
  'outlook.timezone' | 'outlook.body-content-type' | 'odata.maxpagesize' | 'odata.track-changes' | 'return=minimal' | 'IdType';

/** What an operation answers when it succeeds. */
export type Success =
  /** An entity, or what an action or a function gives. `created`: 201 with `Location`. */
  | { readonly is: 'value'; readonly type: EdmType; readonly created?: boolean; readonly etag?: boolean; readonly location?: boolean }
  /** A page of a list; a delta's ends with a link to the next round. */
  | { readonly is: 'list'; readonly type: string; readonly delta?: boolean }
  | { readonly is: 'text' }
  | { readonly is: 'xml' }
  | { readonly is: 'batch' }
  | { readonly is: 'bytes' }
  | { readonly is: 'nothing'; readonly status: 200 | 202 | 204 };

export interface DescribedOperation {
  /** The name of the method in clients that are generated: unique, in camel case. */
  readonly id: string;
  readonly summary: string;
  readonly description?: string;
  readonly query?: DescribedQuery;
  /** Whether `startDateTime` and `endDateTime` must be given, or may be. */
  readonly window?: 'required' | 'optional';
  readonly body?: BodyName;
  readonly answers: Success;
  readonly headers?: readonly RequestHeader[];
  readonly prefers?: readonly Preference[];
}

export type DescribedMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A path with its operations. `at`: the reference whose ids are `{names}` of parameters. */
export interface DescribedPath {
  readonly at: Reference;
  readonly tag: string;
  readonly operations: Readonly<Partial<Record<DescribedMethod, DescribedOperation>>>;
}

/** An owner as paths begin with it, and the word for it in names of methods. */
export interface DescribedOwner<O extends Owner = Owner> {
  readonly owner: O;
  readonly word: '' | 'User' | 'Group';
  readonly whose: string;
}

export const me: DescribedOwner<MailboxOwner> = { owner: { kind: 'me' }, word: '', whose: 'the signed-in user' };
export const user: DescribedOwner<MailboxOwner> = {
  owner: { kind: 'user', user: { kind: 'id', id: '{user-id}' } },
  word: 'User',
  whose: 'a user',
};
export const group: DescribedOwner = { owner: { kind: 'group', id: '{group-id}' }, word: 'Group', whose: 'a group' };

export const version = 'v1.0';

const ofEvents: readonly Preference[] = ['outlook.timezone', 'outlook.body-content-type', 'IdType'];

/** Preferences of operations that show events, and of those that show anything else. */
export const prefers = {
  event: ofEvents,
  events: [...ofEvents, 'odata.maxpagesize'],
  writtenEvent: [...ofEvents, 'return=minimal'],
  entity: ['IdType'],
  list: ['IdType', 'odata.maxpagesize'],
  written: ['IdType', 'return=minimal'],
} as const satisfies Readonly<Record<string, readonly Preference[]>>;

export const listOf = (type: string): Success => ({ is: 'list', type });
type Value = Extract<Success, { readonly is: 'value' }>;

export const entity = (type: string, etag = false): Value => ({ is: 'value', type: `graph.${type}`, etag });
export const created = (type: string, etag = false): Value => ({
  is: 'value',
  type: `graph.${type}`,
  created: true,
  location: true,
  etag,
});
export const none: Success = { is: 'nothing', status: 204 };
