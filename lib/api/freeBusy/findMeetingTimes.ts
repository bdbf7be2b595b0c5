// POST /me/findMeetingTimes: when people can meet.
import { resolveMailbox } from '../../access/resolve/mailbox.ts';
import { scheduleIn, schedulesOf, type NoSchedule, type Schedule } from '../../access/resolve/schedules.ts';
import type { Stretch } from '../../calendar/freeBusy/busyItem.ts';
import { suggestionsFor, type MeetingParty } from '../../calendar/freeBusy/suggestions.ts';
import { zoneNamed } from '../../calendar/time/dateTime.ts';
import { jsonReply, type Reply } from '../../http/messages.ts';
import { suggestionsEntity } from '../../odata/freeBusy/meetingTimes.ts';
import { readMeetingTimes } from '../../odata/freeBusy/meetingTimesBody.ts';
import { noOptions, parseQueryOptions } from '../../odata/query/queryOptions.ts';
import type { Reference } from '../../paths/reference.ts';
import { inSteps } from '../../runtime/inSteps.ts';
import { addressesPerRequest } from '../../runtime/limits.ts';
import type { Call } from '../call.ts';
import { readOptionalJsonBody } from '../jsonBody.ts';

type FindMeetingTimesCall = Call<Extract<Reference, { kind: 'findMeetingTimes' }>>;

/**
 * 200 with suggestions, or with why there are none. Whom the caller may not see is unknown, never refused. Each attendee and each place counts
 * as a request, since it costs as much.
 */
export async function findMeetingTimes(call: FindMeetingTimesCall): Promise<Reply> {
  const { request, services, caller, reference, links, share, mayLookUp } = call;
  parseQueryOptions(request.url.searchParams, noOptions);
  const timeZone = call.prefer.timeZone();
  const mailbox = await resolveMailbox(services, caller, reference.owner);
  const asked = readMeetingTimes(await readOptionalJsonBody(request, share, 'findMeetingTimes'));
  const slots = asked.slots ?? [services.freeBusy.comingDays()];
  const window = { ...around(slots), zone: asked.zone ?? zoneNamed(timeZone) };
  const addresses = [...asked.attendees, ...asked.places].flatMap(({ address }) => address ?? []);
  mayLookUp(addresses.length * addressesPerRequest);
  const [organizer, schedules] = await Promise.all([
    scheduleIn(services, mailbox, 'all', window),
    schedulesOf(services, caller, addresses, window),
  ]);
  const parties = schedules.map(partyOf);
  let place = asked.attendees.length;
  const found = await inSteps(
    suggestionsFor({
      ...asked,
      slots,
      organizer: partyOf(organizer),
      attendees: parties.slice(0, asked.attendees.length),
      places: asked.places.map(({ address }) => (address === undefined ? undefined : parties[place++])),
    }),
  );
  const context = links.context('microsoft.graph.meetingTimeSuggestionsResult', undefined, false);
  return jsonReply(200, { '@odata.context': context, ...suggestionsEntity(found, asked, timeZone) });
}

const partyOf = (schedule: Schedule | NoSchedule): MeetingParty =>
  typeof schedule === 'string' ? {} : { items: schedule.items, hours: schedule.settings };

const around = (slots: readonly Stretch[]): Stretch => ({
  startUtc: Math.min(...slots.map(({ startUtc }) => startUtc)),
  endUtc: Math.max(...slots.map(({ endUtc }) => endUtc)),
});
