// The recorded story, second part: calendars, calendar groups and sharing.
import { anHour } from '../../support/api/events.ts';
import { demoUsers } from '../../../infra/local/provision/demo/tenant.ts';
import type { Recorder } from '../recorder.ts';
import type { People } from './people.ts';

/** Resolves to the ids of adele's second calendar and of the calendar group that contains it. */
export async function recordCalendars(
  recorder: Recorder,
  people: People,
): Promise<{ readonly calendar: string; readonly calendarGroup: string }> {
  const { ask, askAll } = recorder;
  const { adele: as, adeleReading } = people;
  await ask('GET /v1.0/me/calendar', { as });
  await ask('GET /v1.0/me/calendars', { as });
  await ask('GET /v1.0/me/calendarGroups', { as });
  const { id: calendarGroup } = await ask('POST /v1.0/me/calendarGroups', { as, json: { name: 'Projects' } });
  await ask('POST /v1.0/me/calendarGroups', { as, json: { name: 'Projects' } });
  await ask('POST /v1.0/me/calendarGroups', { as, json: {} });
  await ask('POST /v1.0/me/calendarGroups', { as: adeleReading, json: { name: 'No' } });
  await ask(`GET /v1.0/me/calendarGroups/${calendarGroup}`, { as });
  await ask(`PATCH /v1.0/me/calendarGroups/${calendarGroup}`, { as, json: { name: 'Our projects' } });
  const { id: calendar } = await ask(`POST /v1.0/me/calendarGroups/${calendarGroup}/calendars`, { as, json: { name: 'Launch' } });
  await ask('POST /v1.0/me/calendars', { as, json: { name: 'Launch' } });
  await ask('POST /v1.0/me/calendars', { as, json: { name: 'Private', color: 'lightBlue', hexColor: '#0000ff' } });
  await ask('POST /v1.0/me/calendars', { as, json: { name: 'Wrong', color: 'mauve' } });
  await ask('POST /v1.0/me/calendars', { as, json: { name: 12 } });
  await ask(`GET /v1.0/me/calendars/${calendar}`, { as });
  await ask(`GET /v1.0/me/calendars/${calendar}?$select=name,owner,canEdit`, { as });
  await ask(`GET /v1.0/me/calendarGroups/${calendarGroup}/calendars/${calendar}`, { as });
  await ask(`GET /v1.0/me/calendarGroup/calendars/${calendar}`, { as });
  await ask(`PATCH /v1.0/me/calendars/${calendar}`, { as, json: { color: 'lightGreen' } });
  await ask(`PATCH /v1.0/me/calendars/${calendar}`, { as, json: { name: 'x' }, headers: { 'If-Match': 'W/"other"' } });
  await ask('PATCH /v1.0/me/calendar', { as, json: { color: 'lightRed' } });
  await askAll('/v1.0/me/calendars?$top=2', { as });
  await ask('GET /v1.0/me/calendars?$filter=name eq %27Launch%27', { as });
  await ask('GET /v1.0/me/calendars?$orderby=name desc&$count=true', { as });
  await ask('GET /v1.0/me/calendars?$filter=nothing eq 1', { as });
  await ask('GET /v1.0/me/calendars/$count', { as });
  await ask(`GET /v1.0/me/calendarGroups/${calendarGroup}/calendars`, { as });
  await ask('GET /v1.0/me/calendars/none', { as });
  await ask('DELETE /v1.0/me/calendar', { as });
  await recordSharing(recorder, people, calendar);
  return { calendar, calendarGroup };
}

async function recordSharing({ ask }: Recorder, { adele: as, megan, meganShared }: People, calendar: string): Promise<void> {
  const own = `/v1.0/me/calendars/${calendar}`;
  const theirs = `/v1.0/users/${demoUsers.adele.id}/calendars/${calendar}`;
  await ask(`PUT ${own}/events/shared-event`, { as, json: { subject: 'Shared' } });
  await ask(`GET ${theirs}`, { as: megan });
  await ask(`GET ${theirs}`, { as: meganShared });
  await ask(`GET ${own}/calendarPermissions`, { as });
  const json = { emailAddress: { address: demoUsers.megan.upn, name: 'Megan' }, role: 'freeBusyRead' };
  const { id } = await ask(`POST ${own}/calendarPermissions`, { as, json });
  await ask(`POST ${own}/calendarPermissions`, { as, json });
  await ask(`POST ${own}/calendarPermissions`, { as, json: { ...json, role: 'emperor' } });
  await ask(`GET ${own}/calendarPermissions/${id}`, { as });
  await ask(`GET ${theirs}/events`, { as: meganShared });
  for (const role of ['limitedRead', 'read', 'write', 'delegateWithPrivateEventAccess']) {
    await ask(`PATCH ${own}/calendarPermissions/${id}`, { as, json: { role } });
    await ask(`GET ${theirs}`, { as: meganShared });
    await ask(`GET ${theirs}/events?$select=subject`, { as: meganShared });
    await ask(`POST ${theirs}/events`, { as: meganShared, json: { subject: `by ${role}`, ...anHour } });
  }
  await ask(`GET ${own}/calendarPermissions/$count`, { as });
  await ask(`DELETE ${own}/calendarPermissions/${id}`, { as });
  await ask(`GET ${own}/calendarPermissions/${id}`, { as });
}
