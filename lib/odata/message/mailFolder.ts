// Declares Graph's mailFolder, and shows one.
import type { JsonObject } from '../../runtime/json.ts';
import { namesOf } from '../types/edm.ts';
import { entityType, fixed, showRows, type Rows } from '../types/entity.ts';
import type { QuerySchema } from '../query/queryOptions.ts';
import { namedAmong } from '../query/vocabulary.ts';

/** A folder of a mailbox, with the number of messages in it. Messages here are never marked as read. */
export interface MailFolder {
  readonly id: string;
  readonly displayName: string;
  /** The folder that it is in; undefined for one of the mailbox itself. */
  readonly parent?: string | undefined;
  readonly messages: number;
}

/** A folder's properties in the order of Graph's answers (mailFolder resource type). */
const mailFolderRows = {
  id: { type: 'Edm.String not null', show: ({ id }) => id },
  displayName: { type: 'Edm.String', show: ({ displayName }) => displayName },
  parentFolderId: { type: 'Edm.String', show: ({ parent }) => parent ?? null },
  childFolderCount: fixed('Edm.Int32', 0),
  unreadItemCount: { type: 'Edm.Int32', show: ({ messages }) => messages },
  totalItemCount: { type: 'Edm.Int32', show: ({ messages }) => messages },
  isHidden: fixed('Edm.Boolean', false),
} as const satisfies Rows<MailFolder>;

export type MailFolderProperty = keyof typeof mailFolderRows;

/** The entity type for `$metadata`. */
export const mailFolderType = entityType(mailFolderRows, {
  base: 'entity',
  navigation: { childFolders: 'Collection(graph.mailFolder) contained', messages: 'Collection(graph.message) contained' },
});

export const mailFolderEntity = (folder: MailFolder, select?: ReadonlySet<MailFolderProperty>): JsonObject =>
  showRows(mailFolderRows, folder, select);

/** The options of one folder, and of a list of them. */
export const mailFolderQuery: QuerySchema<MailFolderProperty> = {
  options: ['select'],
  property: namedAmong('mailFolder', namesOf(mailFolderRows)),
  sortable: [],
  expandable: undefined,
  filter: undefined,
};
export const mailFolderList: typeof mailFolderQuery = { ...mailFolderQuery, options: ['select', 'top', 'skip', 'count', 'skiptoken'] };
