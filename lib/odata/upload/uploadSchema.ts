// Declares Graph's uploadSession and attachmentItem, property by property; everything else follows from this declaration.
import { maxNameLength, maxTextLength } from '../../runtime/limits.ts';
import type { BodyReader } from '../types/bodyReader.ts';
import type { PropertyTable } from '../types/edm.ts';
import { typesOf, type Rows } from '../types/entity.ts';
import { enumTypes } from '../types/enums.ts';

/** The properties of the file for which a caller asks for an upload session (Graph, attachmentItem resource type). */
export const attachmentItemRows = {
  attachmentType: { type: 'graph.attachmentType', read: (body: BodyReader) => body.oneOf('attachmentType', enumTypes.attachmentType) },
  name: { type: 'Edm.String', read: (body: BodyReader) => body.text('name', maxNameLength) },
  size: { type: 'Edm.Int64', read: (body: BodyReader) => body.int64('size') },
  contentType: { type: 'Edm.String', read: (body: BodyReader) => body.text('contentType', maxTextLength) },
  isInline: { type: 'Edm.Boolean', read: (body: BodyReader) => body.boolean('isInline') },
  contentId: { type: 'Edm.String', read: (body: BodyReader) => body.text('contentId', maxTextLength) },
} as const satisfies Rows<never>;

/** A session with all that its answer needs. */
interface ShownSession {
  /** The URL to which the client sends ranges; only the answer that creates the session shows it. */
  readonly uploadUrl?: string;
  /** When the session expires, in milliseconds since 1970 UTC. */
  readonly expires: number;
  /** The ranges that are missing, such as `0-9`, or `10-` up to the end. */
  readonly expectedRanges: readonly string[];
}

/** The expiry with seven digits after the second, as Graph shows it: `2020-02-22T02:46:56.7410000Z`. */
const expirationDateTime = ({ expires }: ShownSession): string => new Date(expires).toISOString().replace('Z', '0000Z');

/** A session's properties in the order of Graph's answers (uploadSession resource type). */
export const uploadSessionRows = {
  uploadUrl: { type: 'Edm.String', show: ({ uploadUrl }) => uploadUrl },
  expirationDateTime: { type: 'Edm.DateTimeOffset', show: expirationDateTime },
  nextExpectedRanges: { type: 'Collection(Edm.String)', show: ({ expectedRanges }) => expectedRanges },
} as const satisfies Rows<ShownSession>;

/** The entity types for `$metadata` and `checkBody`. */
export const uploadTypes = {
  attachmentItem: { properties: typesOf(attachmentItemRows), writable: { needed: ['attachmentType', 'name', 'size'] } },
  uploadSession: { properties: typesOf(uploadSessionRows) },
} as const;

/** The parameters of the action (Graph, "attachment: createUploadSession"). */
export const createUploadSessionParameters = { AttachmentItem: 'graph.attachmentItem not null' } as const satisfies PropertyTable;
