// @merill/lokka: an agent's one tool for any request to Graph, beta unless it is told otherwise. It has no setting for Graph's address.
import { join } from 'node:path';
import { demoGroup, demoUsers } from '../../../infra/local/provision/demo/tenant.ts';
import { emptyFolder, installedPackages } from '../cache.ts';
import type { OutsideClient, Target } from '../client.ts';
import { startMcpServer, type McpServer } from './mcpProcess.ts';
import { must, type Steps } from '../steps.ts';

const [packageName, version] = ['@merill/lokka', '0.3.0'];
const scope =
  'Calendars.ReadWrite Calendars.ReadWrite.Shared MailboxSettings.ReadWrite People.Read User.Read.All Group.ReadWrite.All GroupMember.Read.All';

interface Entity {
  readonly id: string;
  readonly [property: string]: unknown;
}
interface List {
  readonly value: readonly Entity[];
  readonly '@odata.count'?: number;
}

interface Round extends List {
  readonly '@odata.deltaLink'?: string;
}

/** What the tool is told of a request beside its path. */
interface Told {
  readonly method?: 'get' | 'post' | 'put' | 'patch' | 'delete';
  readonly queryParams?: Readonly<Record<string, string>>;
  readonly body?: object;
  readonly graphApiVersion?: 'v1.0' | 'beta';
  readonly consistencyLevel?: 'eventual';
}

/** The JSON that the tool gives between a line that names the request and, of a page, a note that more follows. */
async function asked<T>(server: McpServer, path: string, { method = 'get', ...told }: Told = {}): Promise<T> {
  const text = await server.call('Lokka-Microsoft', { apiType: 'graph', path, method, ...told });
  const [, json = ''] = text.split('\n\n');
  return JSON.parse(json) as T;
}

const at = (dateTime: string): object => ({ dateTime, timeZone: 'Europe/Berlin' });
const meeting = {
  subject: 'Planning',
  start: at('2027-06-07T10:00:00'),
  end: at('2027-06-07T11:00:00'),
  attendees: [{ type: 'required', emailAddress: { address: demoUsers.megan.upn } }],
};
const window = { startDateTime: '2027-06-01T00:00:00Z', endDateTime: '2027-07-01T00:00:00Z' };
const extensionName = 'com.example.lokka';

async function takeEventSteps(steps: Steps, server: McpServer): Promise<string> {
  const made = await steps.step('post /me/events', () => asked<Entity>(server, '/me/events', { method: 'post', body: meeting }));
  const event = `/me/events/${made?.id ?? 'none'}`;
  await steps.step('get /me/events with $select, $top and $orderby', async () => {
    const queryParams = { $select: 'subject,start,end', $top: '5', $orderby: 'start/dateTime desc' };
    must((await asked<List>(server, '/me/events', { queryParams })).value.length > 0, 'events');
  });
  await steps.step('get /me/events with $filter and $count, as eventually consistent as the tool advises', async () => {
    const queryParams = { $filter: "contains(subject,'Plan')", $count: 'true' };
    const list = await asked<List>(server, '/me/events', { queryParams, consistencyLevel: 'eventual' });
    must(list['@odata.count'] === list.value.length, 'the count of a list of one page');
  });
  await steps.step('get /me/events/$count', async () => {
    must((await asked<number>(server, '/me/events/$count')) > 0, 'a number');
  });
  await steps.step('get /me/calendarView of v1.0', async () => {
    const queryParams = { ...window, $filter: "subject eq 'Planning'" };
    must((await asked<List>(server, '/me/calendarView', { queryParams, graphApiVersion: 'v1.0' })).value.length === 1, 'one event');
  });
  await steps.step('get /me/calendarView/delta, and its link', async () => {
    const first = await asked<Round>(server, '/me/calendarView/delta', { queryParams: window });
    must(
      first.value.some(({ id }) => id === made?.id),
      'the event',
    );
    const link = new URL(first['@odata.deltaLink'] ?? '');
    const path = link.pathname.replace('/beta', '');
    const next = await asked<Round>(server, path, { queryParams: Object.fromEntries(link.searchParams) });
    must(next['@odata.deltaLink'] !== undefined, 'a link again');
  });
  await steps.step('patch of the event', async () => {
    const changed = await asked<Entity>(server, event, { method: 'patch', body: { location: { displayName: 'Room 7' } } });
    must(JSON.stringify(changed.location).includes('Room 7'), 'the new location');
  });
  await steps.step('post of an attachment, and the list of them', async () => {
    const body = { '@odata.type': '#microsoft.graph.fileAttachment', name: 'notes.txt', contentBytes: 'SGVsbG8=' };
    await asked(server, `${event}/attachments`, { method: 'post', body });
    must((await asked<List>(server, `${event}/attachments`)).value.length === 1, 'one attachment');
  });
  await steps.step('post of an open extension, and the event with it', async () => {
    await asked(server, `${event}/extensions`, { method: 'post', body: { extensionName, score: 7 } });
    const queryParams = { $expand: `extensions($filter=id eq '${extensionName}')` };
    must(JSON.stringify((await asked<Entity>(server, event, { queryParams })).extensions).includes('"score":7'), 'the extension');
  });
  await steps.step('an error is told with its status and body', async () => {
    const failure = await asked(server, '/me/events/none').then(String, (error: unknown) => String(error));
    must(failure.includes('"statusCode":404') && failure.includes('ErrorItemNotFound'), 'a 404');
  });
  return event;
}

async function takeMailboxSteps(steps: Steps, server: McpServer): Promise<void> {
  for (const path of ['/me', '/me/calendars', '/me/calendarGroups', '/me/mailboxSettings', '/me/outlook/masterCategories'])
    await steps.step(`get ${path}`, () => asked(server, path));
  await steps.step('post /me/calendar/getSchedule', () =>
    asked(server, '/me/calendar/getSchedule', {
      method: 'post',
      body: {
        schedules: [demoUsers.adele.upn, demoUsers.megan.upn],
        startTime: at('2027-06-07T00:00:00'),
        endTime: at('2027-06-08T00:00:00'),
        availabilityViewInterval: 60,
      },
    }),
  );
  await steps.step('post /me/findMeetingTimes without a body', () => asked(server, '/me/findMeetingTimes', { method: 'post' }));
  await steps.step('post /$batch', async () => {
    const requests = ['/me', '/me/calendar'].map((url, index) => ({ id: String(index), method: 'GET', url }));
    const { responses } = await asked<{ readonly responses: readonly { readonly status: number }[] }>(server, '/$batch', {
      method: 'post',
      body: { requests },
    });
    must(
      responses.every(({ status }) => status === 200),
      'both parts',
    );
  });
}

async function takeSubscriptionSteps(steps: Steps, server: McpServer, { postboxUrl }: Target): Promise<void> {
  const body = {
    changeType: 'updated',
    notificationUrl: `${postboxUrl}/lokka`,
    resource: '/me/events',
    expirationDateTime: new Date(Date.now() + 3_600_000).toISOString(),
  };
  const made = await steps.step('post /subscriptions', () => asked<Entity>(server, '/subscriptions', { method: 'post', body }));
  const path = `/subscriptions/${made?.id ?? 'none'}`;
  await steps.step('get /subscriptions', async () => {
    must((await asked<List>(server, '/subscriptions')).value.length === 1, 'one subscription');
  });
  await steps.step('patch of the subscription', async () => {
    const expirationDateTime = new Date(Date.now() + 7_200_000).toISOString();
    const renewed = await asked<Entity>(server, path, { method: 'patch', body: { expirationDateTime } });
    must(renewed.expirationDateTime === expirationDateTime, 'the new time');
  });
  // The tool has no JSON for an answer without content.
  await steps.step('post of reauthorize', () =>
    server.call('Lokka-Microsoft', { apiType: 'graph', path: `${path}/reauthorize`, method: 'post' }),
  );
  await steps.step('delete of the subscription', async () => {
    must(JSON.stringify(await asked(server, path, { method: 'delete' })).includes('No Content'), 'no content');
  });
}

async function takeDirectorySteps(steps: Steps, server: McpServer): Promise<void> {
  const consistencyLevel = 'eventual';
  await steps.step('get /users with $filter and $count', async () => {
    const queryParams = { $filter: "startswith(displayName,'Adele')", $count: 'true', $select: 'id,displayName' };
    must((await asked<List>(server, '/users', { queryParams, consistencyLevel })).value.length === 1, 'one user');
  });
  await steps.step('get /users with $search', () =>
    asked<List>(server, '/users', { queryParams: { $search: '"displayName:Megan"' }, consistencyLevel }),
  );
  await steps.step('get /users/$count', async () => {
    must((await asked<number>(server, '/users/$count', { consistencyLevel })) > 0, 'a number');
  });
  for (const path of ['/groups', `/groups/${demoGroup.id}/members`, `/groups/${demoGroup.id}/events`, '/me/memberOf'])
    await steps.step(`get ${path.replace(demoGroup.id, '{id}')}`, () => asked<List>(server, path));
}

/** Another person by the tool's own means: `set-access-token` changes who calls. */
async function takeAttendeeSteps(steps: Steps, server: McpServer, target: Target, event: string): Promise<void> {
  const become = async (user: 'adele' | 'megan'): Promise<string> =>
    server.call('set-access-token', { accessToken: await target.token({ user: demoUsers[user].upn, scope }) });
  await steps.step('set-access-token, and the attendee accepts', async () => {
    await become('megan');
    const { value } = await asked<List>(server, '/me/calendarView', { queryParams: { ...window, $filter: "subject eq 'Planning'" } });
    await asked(server, `/me/events/${value[0]?.id ?? 'none'}/accept`, { method: 'post', body: { comment: 'Fine.', sendResponse: true } });
  });
  await steps.step('the organizer sees the answer', async () => {
    await become('adele');
    must(JSON.stringify((await asked<Entity>(server, event)).attendees).includes('"accepted"'), 'accepted');
  });
  await steps.step('delete of the event', async () => {
    must(JSON.stringify(await asked(server, event, { method: 'delete' })).includes('No Content'), 'no content');
  });
}

/** Its `fetchAll` isn't among the steps: it appends to the list that it walks through, until the process has no memory left. */
export const lokka: OutsideClient = {
  name: 'lokka',
  title: `${packageName} ${version}`,
  explained: {},
  async run(target, steps) {
    const script = join(await installedPackages('lokka', { [packageName]: version }), packageName, 'build/main.js');
    const server = await startMcpServer(script, [], {
      ...process.env,
      ...target.proxy.env,
      HOME: await emptyFolder('home-lokka'),
      USE_CLIENT_TOKEN: 'true',
      ACCESS_TOKEN: await target.token({ user: demoUsers.adele.upn, scope }),
    });
    try {
      const event = await takeEventSteps(steps, server);
      await takeMailboxSteps(steps, server);
      await takeSubscriptionSteps(steps, server, target);
      await takeDirectorySteps(steps, server);
      await takeAttendeeSteps(steps, server, target, event);
    } finally {
      server.stop();
    }
  },
};
