// Graph's upload session and what one is asked for, property by property: the one declaration of each.
import { maxNameLength, maxTextLength } from '../../runtime/limits.ts';
import type { BodyReader } from '../types/bodyReader.ts';
import type { PropertyTable } from '../types/edm.ts';
import { typesOf, type Rows } from '../types/entity.ts';
import { enumTypes } from '../types/enums.ts';

/** What an upload session is asked for (Graph, attachmentItem resource type). */
export const attachmentItemRows = {
  attachmentType: { type: 'graph.attachmentType', read: (body: BodyReader) => body.oneOf('attachmentType', enumTypes.attachmentType) },
  name: { type: 'Edm.String', read: (body: BodyReader) => body.text('name', maxNameLength) },
  size: { type: 'Edm.Int64', read: (body: BodyReader) => body.int64('size') },
  contentType: { type: 'Edm.String', read: (body: BodyReader) => body.text('contentType', maxTextLength) },
  isInline: { type: 'Edm.Boolean', read: (body: BodyReader) => body.boolean('isInline') },
  contentId: { type: 'Edm.String', read: (body: BodyReader) => body.text('contentId', maxTextLength) },
} as const satisfies Rows<never>;

/** A session as it is about to be shown. */
interface ShownSession {
  /** The URL to which ranges are sent; only the answer that makes the session shows it. */
  readonly uploadUrl?: string;
  /** In milliseconds since 1970 UTC. */
  readonly expires: number;
  /** `0-`, or `0-9` and the like. */
  readonly expectedRanges: readonly string[];
}

/** With seven digits of a second's fraction, as in `2020-02-22T02:46:56.7410000Z`. */
const expirationDateTime = ({ expires }: ShownSession): string => new Date(expires).toISOString().replace('Z', '0000Z');

/** In the order of Graph's answers (uploadSession resource type). */
export const uploadSessionRows = {
  uploadUrl: { type: 'Edm.String', show: ({ uploadUrl }) => uploadUrl },
  expirationDateTime: { type: 'Edm.DateTimeOffset', show: expirationDateTime },
  nextExpectedRanges: { type: 'Collection(Edm.String)', show: ({ expectedRanges }) => expectedRanges },
} as const satisfies Rows<ShownSession>;

/** As `$metadata` declares them, and as bodies are held against them. */
export const uploadTypes = {
  attachmentItem: { properties: typesOf(attachmentItemRows) },
  uploadSession: { properties: typesOf(uploadSessionRows) },
} as const;

/** The action's parameters (Graph, "attachment: createUploadSession"). */
export const createUploadSessionParameters = { AttachmentItem: 'graph.attachmentItem not null' } as const satisfies PropertyTable;
