// `$expand=attachments` on an event: the first page of its attachments, as their own list shows them.
import { isEntry } from '../../../calendar/events/record/eventRecord.ts';
import { ServiceError } from '../../../runtime/errors.ts';
import type { AttachmentOptions } from '../../../odata/attachment/attachmentQuery.ts';
import type { JsonObject } from '../../../runtime/json.ts';
import { behindEntry, type Content } from '../../openContent.ts';
import { attachmentCursors, attachmentsPage } from '../../attachments/listAttachments.ts';
import type { OnEvent } from './onEvent.ts';

/** The attachments, with the link to the rest of them; none where their list is 404. One query; none for an event without attachments. */
export async function expandedAttachments(on: OnEvent, options: AttachmentOptions): Promise<JsonObject> {
  const { call, named, event } = on;
  const { links } = call;
  const { selectText } = options;
  const content = event.attachmentCount === 0 ? undefined : await contentBehind(on);
  const { value, next } = content === undefined ? { value: [] } : await attachmentsPage(call, content, options);
  const token = content && next && (await attachmentCursors(content.key, content.opening, options).sealed(next));
  const selection = selectText === undefined ? '' : `$select=${encodeURIComponent(selectText)}&`;
  return {
    'attachments@odata.context': links.attachmentsContext(named, selectText, false),
    attachments: value,
    ...(token !== undefined && { 'attachments@odata.nextLink': `${links.event(named)}/attachments?${selection}$skiptoken=${token}` }),
  };
}

/** The event that has the attachments of a shown event; undefined where the caller may not see it. */
async function contentBehind({ call, walked, named, event }: OnEvent): Promise<Content | undefined> {
  if (!isEntry(event)) return { key: named, named, opening: Promise.resolve(event) };
  try {
    const content = await behindEntry(call, 'read', walked, event, named);
    return { ...content, opening: Promise.resolve(await content.opening) };
  } catch (error) {
    if (error instanceof ServiceError && error.status === 404) return undefined;
    throw error;
  }
}
