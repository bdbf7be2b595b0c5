// POST …/events/{id}/snoozeReminder and dismissReminder: the reminder of the mailbox that the path walks through, never the event.
import { authorOf } from '../../access/permissions/calendarAccess.ts';
import { emptyReply, type Reply } from '../../http/messages.ts';
import { readSnooze } from '../../odata/event/actionBody.ts';
import { noOptions, parseQueryOptions } from '../../odata/query/queryOptions.ts';
import { invalidRequest } from '../../runtime/errors.ts';
import type { EventCall } from '../call.ts';
import { openShown } from '../events/openShown.ts';
import { readOptionalJsonBody } from '../jsonBody.ts';

/** 200 without a body; the reminder fires at the given time instead. Throws 400 for a reminder that is off and for a group's event. */
export function snoozeReminder(call: EventCall): Promise<Reply> {
  return answerReminder(call, async () => readSnooze(await readOptionalJsonBody(call.request, call.share, 'snoozeReminder')));
}

/** 200 without a body, also for a reminder that was dismissed before. */
export function dismissReminder(call: EventCall): Promise<Reply> {
  return answerReminder(call, async () => {
    await readOptionalJsonBody(call.request, call.share, 'dismissReminder');
    return undefined;
  });
}

async function answerReminder(call: EventCall, readUntil: () => Promise<number | undefined>): Promise<Reply> {
  const { request, services, caller } = call;
  parseQueryOptions(request.url.searchParams, noOptions);
  const { walked, event } = await openShown(call, 'write');
  if (walked.kind === 'groups') throw invalidRequest("Your request can't be completed. The events of a group remind nobody.");
  const reminders = await services.reminders();
  await reminders.answer({ tenant: walked.tenant, kind: walked.kind, id: walked.id }, event, await readUntil(), authorOf(caller));
  return emptyReply(200);
}
