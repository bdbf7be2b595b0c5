// Microsoft's own JavaScript client, unmodified, over https: events, calendars, groups and people.
import { randomUUID } from 'node:crypto';
import { GraphError, PageIterator, type Client, type PageCollection } from '@microsoft/microsoft-graph-client';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { demoUsers } from '../../infra/local/provision/demo/tenant.ts';
import { graphClient, trust } from '../support/clients/officialClients.ts';
import { sharedStack, type SharedStack } from '../support/process/sharedStack.ts';

let stack: SharedStack;
let client: Client;

beforeAll(async () => {
  stack = sharedStack();
  trust(stack);
  client = graphClient(stack, await stack.token({ user: demoUsers.adele.upn }));
});

const entity = z.looseObject({ id: z.string() });
const page = z.looseObject({ value: z.array(z.looseObject({ id: z.string() })) });

const on = (day: string) => ({
  start: { dateTime: `2027-03-${day}T10:00:00`, timeZone: 'W. Europe Standard Time' },
  end: { dateTime: `2027-03-${day}T11:00:00`, timeZone: 'W. Europe Standard Time' },
});

const make = async (path: string, body: object): Promise<string> => entity.parse(await client.api(path).post(body)).id;
const idsAt = async (path: string): Promise<string[]> => page.parse(await client.api(path).get()).value.map(({ id }) => id);

/** All entries of a list, over all its pages. */
async function everyPage(first: unknown): Promise<unknown[]> {
  const entries: unknown[] = [];
  const began: PageCollection = page.parse(first);
  await new PageIterator(client, began, (entry: unknown) => entries.push(entry) > 0).iterate();
  return entries;
}

const refusalOf = async (sent: Promise<unknown>): Promise<GraphError> => {
  const refused: unknown = await sent.then(
    () => undefined,
    (error: unknown) => error,
  );
  return refused instanceof GraphError ? refused : expect.fail('it was not refused as the client expects');
};

describe('events', () => {
  it('events are created with a file, expanded, changed under a condition and deleted', async () => {
    const file = { '@odata.type': '#microsoft.graph.fileAttachment', name: 'agenda.txt', contentBytes: 'YQ==' };
    const id = await make('/me/events', { subject: 'a review', ...on('01'), attachments: [file] });
    const read = z
      .looseObject({ '@odata.etag': z.string() })
      .parse(await client.api(`/me/events/${id}`).expand('attachments').select('subject').get());
    expect(read).toMatchObject({ subject: 'a review', attachments: [{ name: 'agenda.txt', contentBytes: 'YQ==' }] });
    const changed: unknown = await client.api(`/me/events/${id}`).header('If-Match', read['@odata.etag']).patch({ subject: 'changed' });
    expect(changed).toMatchObject({ subject: 'changed', hasAttachments: true });
    const late = client.api(`/me/events/${id}`).header('If-Match', read['@odata.etag']).patch({ subject: 'too late' });
    expect(await refusalOf(late)).toMatchObject({ statusCode: 412, code: 'ErrorIrresolvableConflict' });
    await client.api(`/me/events/${id}`).delete();
    expect(await refusalOf(client.api(`/me/events/${id}`).get())).toMatchObject({ statusCode: 404, code: 'ErrorItemNotFound' });
  });

  it('events are filtered, ordered and paged', async () => {
    const mark = randomUUID();
    for (const day of ['09', '07', '08', '06', '10']) await make('/me/events', { subject: `${mark} ${day}`, ...on(day) });
    const first: unknown = await client
      .api('/me/events')
      .filter(`startswith(subject,'${mark}')`)
      .orderby('start/dateTime desc')
      .select('subject')
      .top(2)
      .get();
    expect(await everyPage(first)).toMatchObject(['10', '09', '08', '07', '06'].map((day) => ({ subject: `${mark} ${day}` })));
  });

  it('events of a series are seen in a window, in the zone that is asked for', async () => {
    const id = await make('/me/events', {
      subject: 'stand-up',
      ...on('22'),
      recurrence: {
        pattern: { type: 'daily', interval: 1 },
        range: { type: 'numbered', startDate: '2027-03-22', numberOfOccurrences: 10 },
      },
    });
    const first: unknown = await client
      .api(`/me/events/${id}/instances`)
      .query({ startDateTime: '2027-03-01T00:00:00Z', endDateTime: '2027-04-30T00:00:00Z' })
      .header('Prefer', 'outlook.timezone="UTC"')
      .select('start,type')
      .top(4)
      .get();
    const occurrences = await everyPage(first);
    expect(occurrences).toHaveLength(10);
    expect(occurrences[0]).toMatchObject({ type: 'occurrence', start: { dateTime: '2027-03-22T09:00:00.0000000', timeZone: 'UTC' } });
    // The clocks of that zone have gone forward by then.
    expect(occurrences[9]).toMatchObject({ start: { dateTime: '2027-03-31T08:00:00.0000000', timeZone: 'UTC' } });
  });

  it.each([
    ['no date', { ...on('01'), start: { dateTime: 'soon', timeZone: 'UTC' } }, /'soon'/],
    ['no zone', { ...on('01'), start: { dateTime: '2027-03-01T10:00:00', timeZone: 'Nowhere' } }, /'Nowhere'/],
    ['another type', { subject: 7 }, /'subject'|'7'/],
  ])('events are refused with %s, and told why', async (_, body, why) => {
    const refused = await refusalOf(client.api('/me/events').post(body));
    expect(refused.statusCode).toBe(400);
    expect(refused.message).toMatch(why);
  });
});

it('calendars and calendar groups are created, listed, paged and deleted', async () => {
  const group = await make('/me/calendarGroups', { name: randomUUID() });
  const names = ['One', 'Two', 'Three'];
  for (const name of names) await make(`/me/calendarGroups/${group}/calendars`, { name });
  const first: unknown = await client.api(`/me/calendarGroups/${group}/calendars`).top(2).get();
  const calendars = z.array(z.looseObject({ id: z.string(), name: z.string() })).parse(await everyPage(first));
  expect(calendars.map(({ name }) => name).sort()).toEqual(names.toSorted());
  const calendar = calendars[0]?.id ?? '';
  const event = await make(`/me/calendars/${calendar}/events`, { subject: 'in it', ...on('02') });
  expect(await idsAt(`/me/calendarGroups/${group}/calendars/${calendar}/events`)).toEqual([event]);
  expect(await client.api(`/me/events/${event}/calendar`).get()).toMatchObject({ id: calendar });
  for (const { id } of calendars) await client.api(`/me/calendars/${id}`).delete();
  expect(await refusalOf(client.api(`/me/events/${event}`).get())).toMatchObject({ statusCode: 404 });
  await client.api(`/me/calendarGroups/${group}`).delete();
  expect(await idsAt('/me/calendarGroups')).not.toContain(group);
});

it('groups are created, joined, given events, listed and deleted; others are refused', async () => {
  const admin = graphClient(stack, await stack.token({ app: true, role: 'Group.ReadWrite.All Calendars.ReadWrite' }));
  const nickname = `team-${randomUUID()}`;
  const made = { displayName: nickname, mailNickname: nickname, mailEnabled: true, securityEnabled: false, groupTypes: ['Unified'] };
  const { id } = entity.parse(await admin.api('/groups').post(made));
  const member = { '@odata.id': `https://graph.microsoft.com/v1.0/directoryObjects/${demoUsers.adele.id}` };
  await admin.api(`/groups/${id}/members/$ref`).post(member);
  expect(await admin.api(`/groups/${id}/members`).get()).toMatchObject({ value: [{ id: demoUsers.adele.id }] });
  expect(await idsAt('/me/memberOf')).toContain(id);
  const event = await make(`/groups/${id}/events`, { subject: "the group's", ...on('03') });
  expect(await idsAt(`/groups/${id}/calendar/events`)).toEqual([event]);
  const stranger = graphClient(stack, await stack.token({ user: demoUsers.megan.upn }));
  expect(await refusalOf(stranger.api(`/groups/${id}/events`).get())).toMatchObject({ statusCode: 403, code: 'ErrorAccessDenied' });
  await admin.api(`/groups/${id}`).delete();
  expect(await refusalOf(admin.api(`/groups/${id}`).get())).toMatchObject({ statusCode: 404 });
});
