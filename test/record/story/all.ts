// Runs all parts of the recorded story in order: each part needs what earlier parts have made.
import { demoUsers } from '../../../infra/local/provision/demo/tenant.ts';
import type { Recorder } from '../recorder.ts';
import { recordAttachments, recordUploads } from './attachments.ts';
import { recordCalendars } from './calendars.ts';
import { recordDirectory } from './directory.ts';
import { recordEvents, recordLists, recordSeries } from './events.ts';
import { recordMeetings } from './meetings.ts';
import { tokensOf } from './people.ts';
import { recordHooks, recordService, recordSpellings } from './service.ts';

export async function recordAll(recorder: Recorder): Promise<void> {
  const people = await tokensOf(recorder.service);
  const { group, invitation } = await recordDirectory(recorder, people);
  const { calendar, calendarGroup } = await recordCalendars(recorder, people);
  await recordEvents(recorder, people, calendar);
  await recordLists(recorder, people, calendar);
  await recordSeries(recorder, people);
  await recordAttachments(recorder, people);
  await recordUploads(recorder, people);
  const message = await recordMeetings(recorder, people, invitation);
  await recordService(recorder, people);
  await recordHooks(recorder, people);
  const places = {
    users: demoUsers.adele.id,
    groups: group,
    joinedgroups: group,
    calendargroups: calendarGroup,
    calendars: calendar,
    invitations: invitation,
    messages: message,
  };
  await recordSpellings(recorder, people, places);
  await recorder.ask(`DELETE /v1.0/me/calendars/${calendar}`, { as: people.adele });
  await recorder.ask(`DELETE /v1.0/groups/${group}`, { as: people.admin });
  await recorder.ask(`DELETE /v1.0/users/${demoUsers.megan.id}`, { as: people.admin });
  await recorder.ask('GET /v1.0/me', { as: people.megan });
  recorder.service.turn();
  recorder.note('sweep', await recorder.service.apps.usual.sweep());
}
