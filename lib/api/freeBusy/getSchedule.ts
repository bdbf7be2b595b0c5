// POST …/calendar/getSchedule: when users are busy.
import { resolveSharedMailbox } from '../../access/resolve/sharedMailbox.ts';
import { seesDetails } from '../../access/permissions/freeBusyAccess.ts';
import { schedulesOf, type NoSchedule, type Schedule } from '../../access/resolve/schedules.ts';
import { jsonReply, type Reply } from '../../http/messages.ts';
import { noScheduleEntity, readSchedules, scheduleEntity, type ScheduleView } from '../../odata/freeBusy/schedule.ts';
import { noOptions, parseQueryOptions } from '../../odata/query/queryOptions.ts';
import type { Reference } from '../../paths/reference.ts';
import { ownTurn } from '../../runtime/inSteps.ts';
import type { JsonObject } from '../../runtime/json.ts';
import { addressesPerRequest } from '../../runtime/limits.ts';
import type { Call } from '../call.ts';
import { readJsonBody } from '../jsonBody.ts';

type GetScheduleCall = Call<Extract<Reference, { kind: 'getSchedule' }>>;

/** 200 with one entry for each address, in their order. Each counts as a request, since it costs as much. */
export async function getSchedule(call: GetScheduleCall): Promise<Reply> {
  const { request, services, caller, reference, links, share, mayLookUp } = call;
  parseQueryOptions(request.url.searchParams, noOptions);
  const timeZone = call.prefer.timeZone();
  await resolveSharedMailbox(services, caller, reference.owner);
  const { addresses, ...asked } = readSchedules(await readJsonBody(request, share, 'getSchedule'));
  mayLookUp((addresses.length - 1) * addressesPerRequest);
  const schedules = await schedulesOf(services, caller, addresses, asked.window);
  const value: JsonObject[] = [];
  for (const [place, schedule] of schedules.entries()) {
    value.push(shown(addresses[place] ?? '', schedule, { ...asked, timeZone }));
    await ownTurn();
  }
  const context = links.context('Collection(microsoft.graph.scheduleInformation)', undefined, false);
  return jsonReply(200, { '@odata.context': context, value });
}

const shown = (address: string, schedule: Schedule | NoSchedule, view: ScheduleView): JsonObject =>
  typeof schedule === 'string'
    ? noScheduleEntity(address, schedule)
    : scheduleEntity(address, { ...schedule, isDetailed: (item) => seesDetails(schedule.detail, item) }, view);
