// @softeria/ms-365-mcp-server: an agent's tools for Graph. It has no setting for Graph's address, and takes a token from a variable.
import { join } from 'node:path';
import { demoGroup, demoUsers } from '../../../infra/local/provision/demo/tenant.ts';
import { emptyFolder, installedPackages } from '../cache.ts';
import type { OutsideClient, Target } from '../client.ts';
import { startMcpServer, type McpServer } from './mcpProcess.ts';
import { jsonOf, takeDeltaSteps, takeSubscriptionSteps, type Entity, type List } from './ms365Changes.ts';
import { must, type Steps } from '../steps.ts';

const [packageName, version] = ['@softeria/ms-365-mcp-server', '0.155.0'];
const scope =
  'Calendars.ReadWrite Calendars.ReadWrite.Shared Calendars.Read.Shared MailboxSettings.ReadWrite People.Read User.Read.All Group.ReadWrite.All GroupMember.ReadWrite.All Place.Read.All User.Read';

const at = (dateTime: string): object => ({ dateTime, timeZone: 'UTC' });
const [from, to] = ['2027-05-01T00:00:00Z', '2027-06-01T00:00:00Z'];
const meeting = (subject: string, day: number): Readonly<Record<string, unknown>> => ({
  subject,
  start: at(`2027-05-${String(day).padStart(2, '0')}T10:00:00`),
  end: at(`2027-05-${String(day).padStart(2, '0')}T11:00:00`),
});

async function takeEventSteps(steps: Steps, me: McpServer, other: McpServer): Promise<void> {
  const list = (tool: string, args: Readonly<Record<string, unknown>>): Promise<List> => jsonOf<List>(me, tool, args);
  const made = await steps.step('create-calendar-event', () =>
    jsonOf<Entity>(me, 'create-calendar-event', {
      body: {
        ...meeting('Planning', 3),
        attendees: [{ type: 'required', emailAddress: { address: demoUsers.megan.upn } }],
        isReminderOn: true,
      },
    }),
  );
  const eventId = made?.id ?? 'none';
  await steps.step('get-calendar-event with $select and a time zone', async () => {
    const event = await jsonOf<Entity>(me, 'get-calendar-event', { eventId, select: 'subject,start', timezone: 'Europe/Berlin' });
    must(JSON.stringify(event.start).includes('T12:00'), 'the start in that zone');
  });
  await steps.step('get-calendar-event with $expand=attachments', () => me.call('get-calendar-event', { eventId, expand: 'attachments' }));
  await steps.step('list-calendar-events with $top, $filter, $orderby, $count', async () => {
    const { value } = await list('list-calendar-events', {
      top: 5,
      filter: "contains(subject,'Plan')",
      orderby: 'start/dateTime desc',
      count: true,
    });
    must(value.length === 1, 'one event');
  });
  await steps.step('list-calendar-events, all pages', () => list('list-calendar-events', { top: 2, fetchAllPages: true }));
  await steps.step('list-calendar-events ordered by two properties', () =>
    list('list-calendar-events', { orderby: ['start/dateTime', 'subject'] }),
  );
  await steps.step('list-calendar-events with $expand=attachments', () => list('list-calendar-events', { expand: 'attachments' }));
  await steps.step('list-calendar-events by category', () => list('list-calendar-events', { filter: "categories/any(c:c eq 'Work')" }));
  await steps.step('get-calendar-view', async () => {
    must((await list('get-calendar-view', { startDateTime: from, endDateTime: to, top: 10 })).value.length > 0, 'events');
  });
  await steps.step('get-calendar-view with $filter, as the tool recommends', async () => {
    const { value } = await list('get-calendar-view', { startDateTime: from, endDateTime: to, filter: "contains(subject,'Plan')" });
    must(value.length === 1, 'one event');
  });
  await steps.step('get-calendar-view with $skip, $count and $expand', () =>
    list('get-calendar-view', { startDateTime: from, endDateTime: to, skip: 0, count: true, expand: 'attachments' }),
  );
  await steps.step('get-calendar-view ordered by subject', () =>
    list('get-calendar-view', { startDateTime: from, endDateTime: to, orderby: 'subject' }),
  );
  await steps.step('update-calendar-event', () => me.call('update-calendar-event', { eventId, body: { subject: 'Planning II' } }));
  await steps.step('forward-calendar-event', () =>
    me.call('forward-calendar-event', {
      eventId,
      body: { ToRecipients: [{ emailAddress: { address: 'sam@elsewhere.example' } }], Comment: 'For you as well.' },
    }),
  );
  await steps.step('snooze-calendar-event-reminder', () =>
    me.call('snooze-calendar-event-reminder', { eventId, body: { NewReminderTime: at('2027-05-03T09:55:00') } }),
  );
  await steps.step('dismiss-calendar-event-reminder', () => me.call('dismiss-calendar-event-reminder', { eventId }));
  await takeAnswerSteps(steps, me, other);
  await steps.step('cancel-calendar-event', () => me.call('cancel-calendar-event', { eventId, body: { Comment: 'Another time.' } }));
  await steps.step('delete-calendar-event', async () => {
    const { id } = await jsonOf<Entity>(me, 'create-calendar-event', { body: meeting('Short-lived', 4) });
    await me.call('delete-calendar-event', { eventId: id });
  });
}

/** What an attendee does with a meeting. */
async function takeAnswerSteps(steps: Steps, me: McpServer, other: McpServer): Promise<void> {
  const invited = async (subject: string, day: number): Promise<string> => {
    await me.call('create-calendar-event', {
      body: { ...meeting(subject, day), attendees: [{ type: 'required', emailAddress: { address: demoUsers.megan.upn } }] },
    });
    const { value } = await jsonOf<List>(other, 'get-calendar-view', { startDateTime: from, endDateTime: to, top: 50 });
    const entry = value.find((each) => each.subject === subject);
    must(entry !== undefined, 'the meeting is in the calendar of who is invited');
    return entry.id;
  };
  const answers = ['accept-calendar-event', 'tentatively-accept-calendar-event', 'decline-calendar-event'];
  for (const [index, tool] of answers.entries())
    await steps.step(`${tool} by who is invited`, async () => {
      await other.call(tool, { eventId: await invited(tool, 10 + index), body: { Comment: 'Thanks.', SendResponse: true } });
    });
}

async function takeCalendarSteps(steps: Steps, me: McpServer): Promise<void> {
  const list = (tool: string, args: Readonly<Record<string, unknown>>): Promise<List> => jsonOf<List>(me, tool, args);
  const made = await steps.step('create-calendar', () => jsonOf<Entity>(me, 'create-calendar', { body: { name: 'Side projects' } }));
  const calendarId = made?.id ?? 'none';
  await steps.step('list-calendars', () => list('list-calendars', {}));
  await steps.step('list-calendars by name', async () => {
    must((await list('list-calendars', { filter: "name eq 'Side projects'" })).value.length === 1, 'one calendar');
  });
  await steps.step('update-calendar', () =>
    me.call('update-calendar', { calendarId, body: { name: 'Side projects', color: 'lightBlue' } }),
  );
  const event = await steps.step('create-specific-calendar-event', () =>
    jsonOf<Entity>(me, 'create-specific-calendar-event', {
      calendarId,
      body: {
        ...meeting('Every week', 5),
        recurrence: {
          pattern: { type: 'weekly', interval: 1, daysOfWeek: ['wednesday'] },
          range: { type: 'numbered', startDate: '2027-05-05', numberOfOccurrences: 3 },
        },
      },
    }),
  );
  const eventId = event?.id ?? 'none';
  await steps.step('get-specific-calendar-event', () => me.call('get-specific-calendar-event', { calendarId, eventId }));
  await steps.step('update-specific-calendar-event', () =>
    me.call('update-specific-calendar-event', { calendarId, eventId, body: { showAs: 'free' } }),
  );
  await steps.step('list-specific-calendar-events', () => list('list-specific-calendar-events', { calendarId }));
  await steps.step('get-specific-calendar-view', async () => {
    must(
      (await list('get-specific-calendar-view', { calendarId, startDateTime: from, endDateTime: to })).value.length === 3,
      'three occurrences',
    );
  });
  await steps.step('list-calendar-event-instances', async () => {
    const { value } = await list('list-calendar-event-instances', { calendarId, eventId, startDateTime: from, endDateTime: to });
    must(value.length === 3, 'three occurrences');
  });
  await steps.step('delete-specific-calendar-event', () => me.call('delete-specific-calendar-event', { calendarId, eventId }));
  await steps.step('delete-calendar', () => me.call('delete-calendar', { calendarId }));
  const shared = await steps.step('create-my-calendar-permission', () =>
    jsonOf<Entity>(me, 'create-my-calendar-permission', { body: { emailAddress: { address: demoUsers.megan.upn }, role: 'read' } }),
  );
  const calendarPermissionId = shared?.id ?? 'none';
  await steps.step('list-my-calendar-permissions', () => list('list-my-calendar-permissions', {}));
  await steps.step('update-my-calendar-permission', () =>
    me.call('update-my-calendar-permission', { calendarPermissionId, body: { role: 'write' } }),
  );
}

/** What the one who got a share does, then its end. */
async function takeShareSteps(steps: Steps, me: McpServer, other: McpServer): Promise<void> {
  await steps.step("list-shared-calendar-events of another's calendar", () =>
    other.call('list-shared-calendar-events', { userId: demoUsers.adele.id }),
  );
  await steps.step("get-shared-calendar-view of another's calendar", () =>
    other.call('get-shared-calendar-view', { userId: demoUsers.adele.id, startDateTime: from, endDateTime: to }),
  );
  await steps.step('delete-my-calendar-permission', async () => {
    const { value } = await jsonOf<List>(me, 'list-my-calendar-permissions', {});
    const shared = value.find(({ emailAddress }) => JSON.stringify(emailAddress).includes(demoUsers.megan.upn));
    await me.call('delete-my-calendar-permission', { calendarPermissionId: shared?.id });
  });
}

async function takeSettingSteps(steps: Steps, me: McpServer): Promise<void> {
  await steps.step('get-schedule', () =>
    me.call('get-schedule', {
      body: {
        Schedules: [demoUsers.adele.upn, demoUsers.megan.upn],
        StartTime: at('2027-05-03T00:00:00'),
        EndTime: at('2027-05-04T00:00:00'),
      },
    }),
  );
  await steps.step('find-meeting-times', () =>
    me.call('find-meeting-times', {
      body: { attendees: [{ type: 'required', emailAddress: { address: demoUsers.megan.upn } }], meetingDuration: 'PT1H' },
    }),
  );
  await steps.step('get-mailbox-settings', () => me.call('get-mailbox-settings'));
  await steps.step('update-mailbox-settings', () => me.call('update-mailbox-settings', { body: { timeZone: 'Europe/Berlin' } }));
  await steps.step('create-outlook-category', () =>
    me.call('create-outlook-category', { body: { displayName: 'Travel', color: 'preset9' } }),
  );
  await steps.step('list-outlook-categories', () => me.call('list-outlook-categories'));
  await steps.step('list-supported-time-zones', () => me.call('list-supported-time-zones', { TimeZoneStandard: 'Iana' }));
  await steps.step('list-supported-languages', () => me.call('list-supported-languages'));
}

async function takeDirectorySteps(steps: Steps, me: McpServer): Promise<void> {
  const groupId = demoGroup.id;
  await steps.step('list-users by the beginning of the name', async () => {
    const { value } = await jsonOf<List>(me, 'list-users', { filter: "startswith(displayName,'Adele')", select: 'id,displayName,mail' });
    must(value.length === 1, 'one user');
  });
  await steps.step('list-users by $search, counted', () =>
    me.call('list-users', { search: '"displayName:Megan"', count: true, ConsistencyLevel: 'eventual' }),
  );
  await steps.step('list-relevant-people', () => me.call('list-relevant-people', { top: 5 }));
  await steps.step('list-groups by name', () => me.call('list-groups', { filter: "startswith(displayName,'P')" }));
  await steps.step('get-group', () => me.call('get-group', { groupId }));
  await steps.step('list-group-members', () => me.call('list-group-members', { groupId }));
  await steps.step('list-group-owners', () => me.call('list-group-owners', { groupId }));
  await steps.step('list-group-events', () => me.call('list-group-events', { groupId }));
  await steps.step('get-group-calendar-view', () => me.call('get-group-calendar-view', { groupId, startDateTime: from, endDateTime: to }));
}

export const ms365Mcp: OutsideClient = {
  name: 'mcp',
  title: `${packageName} ${version}`,
  explained: {
    'list-subscriptions with $filter, as the tool recommends':
      'A list of subscriptions has no query options, and Graph names none (List subscriptions).',
  },
  async run(target, steps) {
    const script = join(await installedPackages('mcp', { [packageName]: version }), packageName, 'dist/index.js');
    const [me, other] = await Promise.all([start(script, target, 'adele'), start(script, target, 'megan')]);
    try {
      await takeEventSteps(steps, me, other);
      await takeDeltaSteps(steps, me, { startDateTime: from, endDateTime: to });
      await takeSubscriptionSteps(steps, me, target);
      await takeCalendarSteps(steps, me);
      await takeShareSteps(steps, me, other);
      await takeSettingSteps(steps, me);
      await takeDirectorySteps(steps, me);
    } finally {
      me.stop();
      other.stop();
    }
  },
};

async function start(script: string, target: Target, who: 'adele' | 'megan'): Promise<McpServer> {
  const home = await emptyFolder(`home-mcp-${who}`);
  const token = await target.token({ user: demoUsers[who].upn, scope });
  return startMcpServer(script, ['--org-mode'], { ...process.env, ...target.proxy.env, HOME: home, MS365_MCP_OAUTH_TOKEN: token });
}
