// Opens the extensions of an event as the caller is shown them, and changes them with the event (contract, section 15).
import { authorOf, type Action } from '../../access/permissions/calendarAccess.ts';
import { throughMailbox, viewpointOf } from '../../access/permissions/eventAccess.ts';
import { noCustomData, type CustomChange, type CustomData, type Extension } from '../../calendar/custom/customData.ts';
import type { EventKey } from '../../calendar/mailbox.ts';
import { extensionId } from '../../odata/custom/customEntity.ts';
import { selectedExtension } from '../../odata/custom/extensionQuery.ts';
import { seenTag } from '../../odata/event/eventEntity.ts';
import { quotedKey } from '../../odata/query/context.ts';
import type { QueryOptions } from '../../odata/query/queryOptions.ts';
import type { JsonObject } from '../../runtime/json.ts';
import { recheckAccess, recheckHidden, type EventCall } from '../call.ts';
import { ifSeenMatchOf } from '../events/eventsShow.ts';
import { openShown, type Shown } from '../events/openShown.ts';
import { shownCustom } from './shownCustom.ts';

/** An event with the custom data that its caller is shown. */
export interface OpenedCustom extends Shown {
  readonly data: CustomData;
  /** The event's ETag as the caller sees it. */
  readonly etag: string;
}

/**
 * Opens an event with the custom data that the caller is shown. Where it has some, that costs one point read more than the event, two for an
 * occurrence. Whoever sees the organizer's event only because of an invitation is shown none. Throws 404 or 403.
 */
export async function openCustom(call: EventCall, action: Action): Promise<OpenedCustom> {
  const shown = await openShown(call, action);
  const { walked, key, event } = shown;
  const [data = noCustomData] = await shownCustom(call, shown, [event]);
  return { ...shown, data, etag: seenTag(event, viewpointOf(call.caller, walked, key.mailbox, event)) };
}

/**
 * Changes the event's custom data, and resolves to the changed data. `If-Match` names the event's ETag. One point read more than a change of the
 * event, two for an occurrence; the batch that writes the event writes it as well. Throws as `Events.change`.
 */
export async function changeCustom(call: EventCall, change: CustomChange): Promise<OpenedCustom> {
  const shown = await openShown(call, 'write');
  const { resolved, key, walked, event: opened } = shown;
  let data = noCustomData;
  const event = await call.services.events.change(
    key,
    opened,
    {
      apply: (current) => current,
      newContent: false,
      custom(before) {
        data = change(before);
        return data;
      },
      before: recheckHidden(call, resolved, opened),
      may: recheckAccess(call, 'write', resolved, opened),
    },
    authorOf(call.caller),
    ifSeenMatchOf(call, walked, key.mailbox),
  );
  return { ...shown, event, data, etag: seenTag(event, throughMailbox(walked, key.mailbox)) };
}

/** The path of an event's extensions, as context URLs have it. */
export const extensionsPath = ({ mailbox, event }: EventKey): string =>
  `${mailbox.kind}(${quotedKey(mailbox.id)})/events(${quotedKey(event)})/extensions`;

/** One extension with its context. */
export const shownExtension = (
  { links }: EventCall,
  key: EventKey,
  extension: Extension,
  { select, selectText }: Pick<QueryOptions<string>, 'select' | 'selectText'> = {},
): JsonObject => ({
  '@odata.context': links.context(extensionsPath(key), selectText, true),
  ...selectedExtension(extension, select),
});

/** The URL of one extension. */
export const extensionUrl = ({ links }: EventCall, key: EventKey, extension: Extension): string =>
  `${links.event(key)}/extensions(${quotedKey(extensionId(extension))})`;
