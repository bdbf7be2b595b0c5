// Checks properties that can't be changed by a body: they may come back as GET gave them, and any other value is refused.
import { isDeepStrictEqual } from 'node:util';
import type { AttachmentRecord } from '../../attachments/attachment.ts';
import { contentHash } from '../../attachments/content.ts';
import type { ReachedMailbox } from '../../access/permissions/calendarAccess.ts';
import type { ResolvedEvent } from '../../access/resolve/event.ts';
import { isEntry, type EntryRecord, type EventRecord } from '../../calendar/events/record/eventRecord.ts';
import type { EventKey } from '../../calendar/mailbox.ts';
import { badRequest } from '../../runtime/errors.ts';
import { inSteps } from '../../runtime/inSteps.ts';
import { maxPageSizeWithContent, maxTextLength } from '../../runtime/limits.ts';
import { readAttachmentChange, unchangeable } from '../../odata/attachment/attachmentBody.ts';
import { isJsonObject, readBody } from '../../odata/types/bodyReader.ts';
import { isId } from '../../paths/identifiers.ts';
import type { Json, JsonObject } from '../../runtime/json.ts';
import type { Call } from '../call.ts';
import { behindEntry, isRefusal } from '../openContent.ts';
import { showAttachment } from '../attachments/attachmentContent.ts';

/** Throws 400 for `contentBytes` or an `item` that isn't the attachment's own. Costs a read where one is given and no checksum is at hand. */
export async function requireSameContent(call: Call, key: EventKey, record: AttachmentRecord, json: JsonObject): Promise<void> {
  const body = readBody(json);
  const bytes = body.binary('contentBytes');
  if (bytes !== undefined && !(await hasBytes(call, record, bytes))) throw unchangeable('contentBytes');
  const item = body.object('item');
  if (item === undefined) return;
  const shown = await showAttachment(call, record, { expand: { item: {} } }, { key, single: true });
  if (!isDeepStrictEqual(withoutAnnotations(item), withoutAnnotations(shown?.item ?? null))) throw unchangeable('item');
}

async function hasBytes({ services, share }: Call, record: AttachmentRecord, bytes: Uint8Array): Promise<boolean> {
  const { content, properties } = record;
  if (properties.type !== 'file' || content === undefined || properties.size !== bytes.byteLength) return false;
  if (content.sha256 !== undefined) return content.sha256 === (await inSteps(contentHash(bytes)));
  share.take(bytes.byteLength);
  const stored = await services.attachments.content(record);
  return stored !== undefined && Buffer.compare(stored, bytes) === 0;
}

/**
 * Only POST makes an event with attachments; otherwise they have requests of their own. Attachments that `$expand=attachments` gave may
 * come back unchanged, which costs a read for each, and for an entry what opening the organizer's event costs. `read`: the event with which the
 * body is compared. Throws 400 for any other attachment, which would be lost.
 */
export async function requireOwnAttachments(
  call: Call,
  { key, walked }: Pick<ResolvedEvent, 'key' | 'walked'>,
  json: JsonObject,
  read: () => Promise<EventRecord | undefined>,
): Promise<void> {
  const given = readBody(json).objects('attachments', maxPageSizeWithContent) ?? [];
  if (given.length === 0) return;
  const event = await read();
  const behind = event && (isEntry(event) ? await behindIt(call, walked, event, key) : { key, event });
  for (const each of given) if (behind === undefined || !(await isOwn(call, behind.key, behind.event, each))) throw taken();
}

/** The organizer's event behind an entry; undefined for a caller who isn't shown its attachments. */
async function behindIt(
  call: Call,
  walked: ReachedMailbox,
  entry: EntryRecord,
  named: EventKey,
): Promise<{ readonly key: EventKey; readonly event: EventRecord } | undefined> {
  try {
    const { key, opening } = await behindEntry(call, 'read', walked, entry, named);
    return { key, event: await opening };
  } catch (error) {
    if (isRefusal(error)) return undefined;
    throw error;
  }
}

async function isOwn(call: Call, key: EventKey, event: EventRecord, json: JsonObject): Promise<boolean> {
  const id = readBody(json).text('id', maxTextLength);
  const record = id === undefined || !isId(id) ? undefined : await call.services.attachments.read(key, event, id);
  if (record === undefined) return false;
  await requireSameContent(call, key, record, json);
  return isDeepStrictEqual(readAttachmentChange(json)(record.properties), record.properties);
}

const taken = () =>
  badRequest(
    "The property 'attachments' is taken only by POST of a new event, or unchanged as GET gave it; attach to this one by POST …/attachments.",
  );

function withoutAnnotations(value: Json | undefined): Json {
  if (Array.isArray(value)) return value.map((each: Json) => withoutAnnotations(each));
  if (!isJsonObject(value)) return value ?? null;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !name.includes('@'))
      .map(([name, each]) => [name, withoutAnnotations(each)]),
  );
}
