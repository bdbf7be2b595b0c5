// GET /me/reminderView(StartDateTime='…',EndDateTime='…'): the reminders of a mailbox's default calendar.
import { throughMailbox } from '../../access/permissions/eventAccess.ts';
import { resolveMailbox } from '../../access/resolve/mailbox.ts';
import { defaultCalendarId, mailboxPartition } from '../../calendar/mailbox.ts';
import type { Reply } from '../../http/messages.ts';
import { seenTag } from '../../odata/event/eventEntity.ts';
import { byText } from '../../odata/query/skipToken.ts';
import { parseQueryOptions } from '../../odata/query/queryOptions.ts';
import { reminderList, reminderWindow } from '../../odata/reminder/reminderQuery.ts';
import { reminderValue } from '../../odata/reminder/reminderSchema.ts';
import type { ReminderViewReference } from '../../paths/reference.ts';
import { maxEventPageSize, usualPageSize } from '../../runtime/limits.ts';
import type { Call } from '../call.ts';
import { listReply, paged, pageLimit, tenantCursors } from '../listReply.ts';

/** 200 with a page of reminders in the order in which they fire. Only the mailbox's owner and applications are answered (403). */
export async function getReminderView(call: Call<ReminderViewReference>): Promise<Reply> {
  const { request, services, caller, reference, links } = call;
  const { text, ...window } = reminderWindow(reference);
  const options = paged(call, parseQueryOptions(request.url.searchParams, reminderList));
  const timeZone = call.prefer.timeZone();
  const mailbox = await resolveMailbox(services, caller, reference.owner);
  const calendar = defaultCalendarId(mailbox);
  const limit = pageLimit(options, usualPageSize, maxEventPageSize);
  const viewpoint = throughMailbox(mailbox, mailbox);
  return listReply(call, options, {
    cursors: tenantCursors(call, [mailboxPartition(mailbox), `reminderView of ${text}`], options),
    context: links.context('Collection(microsoft.graph.reminder)', undefined, false),
    async page(after) {
      const { reminders, more } = await (
        await services.reminders()
      ).list(mailbox, calendar, {
        ...window,
        limit,
        ...(after && { after: byText(after) }),
      });
      return {
        value: reminders.map(({ event, firesAt }) => {
          const link = links.event({ mailbox, event: event.eventId });
          return reminderValue({ event, firesAt, timeZone, link, etag: seenTag(event, viewpoint) });
        }),
        next: more ? reminders.at(-1)?.at : undefined,
      };
    },
    number: async () => (await services.reminders()).count(mailbox, calendar, window),
  });
}
