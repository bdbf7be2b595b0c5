// A story that the API's document gets its examples from: requests by the operations' ids, in an order in which each finds what it needs.
import type { Answer, Api, Sent } from '../api/api.ts';
import { demoGroup, demoUsers } from '../../../infra/local/provision/demo/tenant.ts';

/** One request of the story with its answer. */
export interface Told {
  readonly operation: string;
  readonly request?: unknown;
  readonly answer: Answer;
}

const { adele, megan } = demoUsers;
const at = (hour: number) => ({ dateTime: `2027-03-01T${String(hour).padStart(2, '0')}:00:00`, timeZone: 'UTC' });
const meeting = {
  subject: 'Plan the launch',
  body: { contentType: 'text', content: 'The plan is attached.' },
  start: at(9),
  end: at(10),
  location: { displayName: 'Room 5' },
  attendees: [{ emailAddress: { address: megan.upn, name: megan.displayName }, type: 'required' }],
};
const series = {
  subject: 'Stand-up',
  start: at(11),
  end: at(12),
  recurrence: { pattern: { type: 'daily', interval: 1 }, range: { type: 'numbered', startDate: '2027-03-01', numberOfOccurrences: 5 } },
};
const span = 'startDateTime=2027-03-01T00:00:00Z&endDateTime=2027-03-08T00:00:00Z';

/** Tells it as adele, megan and an application. `suffix` keeps names apart that may be there once. Throws at the first request that fails. */
export async function tell(api: Api, suffix: string): Promise<readonly Told[]> {
  const told: Told[] = [];
  const as = {
    megan: await api.token({ user: megan.upn }),
    app: await api.token({ app: true, role: roles }),
    adele: await api.token({ user: adele.upn, scope: scopes }),
  };
  const ask = async (operation: string, path: string, sent: Sent = {}): Promise<Readonly<Record<string, unknown>>> => {
    const answer = await api.send(`/v1.0${path}`, { token: as.adele, ...sent });
    if (answer.status >= 300) throw new Error(`${operation} was answered with ${answer.status}: ${answer.text}`);
    told.push({ operation, ...(sent.json !== undefined && { request: sent.json }), answer });
    return answer.json;
  };
  const idOf = async (json: Promise<Readonly<Record<string, unknown>>>): Promise<string> => String((await json).id);
  const patch = (json: unknown): Sent => ({ method: 'PATCH', json });
  const gone: Sent = { method: 'DELETE' };

  const id = await idOf(ask('createEvent', '/me/events', { json: meeting }));
  const event = `/me/events/${id}`;
  await ask('getEvent', event);
  await ask('updateEvent', event, patch({ subject: 'Plan the launch again' }));
  await ask('putEvent', `/me/events/launch-${suffix}`, {
    method: 'PUT',
    json: { subject: 'From another system', start: at(14), end: at(15) },
  });
  await ask('listEvents', "/me/events?$select=subject,start&$top=2&$count=true&$filter=startswith(subject,'P')");
  await ask('countEvents', '/me/events/$count');
  await ask('listCalendarView', `/me/calendarView?${span}&$top=2`);
  await ask('deltaCalendarView', `/me/calendarView/delta?${span}&$top=1`);
  const daily = await idOf(
    ask('createCalendarEvent', `/me/calendars/${await idOf(ask('getDefaultCalendar', '/me/calendar'))}/events`, { json: series }),
  );
  await ask('listEventInstances', `/me/events/${daily}/instances?${span}&$top=2`);
  await ask('getEventCalendar', `${event}/calendar`);

  const file = await idOf(
    ask('createEventAttachment', `${event}/attachments`, {
      json: { '@odata.type': '#microsoft.graph.fileAttachment', name: 'plan.txt', contentBytes: 'VGhlIHBsYW4u' },
    }),
  );
  await ask('listEventAttachments', `${event}/attachments?$select=name,size`);
  await ask('getEventAttachment', `${event}/attachments/${file}`);
  await ask('updateEventAttachment', `${event}/attachments/${file}`, patch({ name: 'the plan.txt' }));
  const upload = await ask('createEventUploadSession', `${event}/attachments/createUploadSession`, {
    json: { AttachmentItem: { attachmentType: 'file', name: 'film.mp4', size: 4194304 } },
  });
  await api.send(String(upload.uploadUrl), gone);
  await ask('createEventExtension', `${event}/extensions`, {
    json: { '@odata.type': '#microsoft.graph.openTypeExtension', extensionName: 'com.contoso.launch', stage: 3 },
  });
  await ask('listEventExtensions', `${event}/extensions`);
  await ask('getEventExtension', `${event}/extensions/com.contoso.launch`);

  const calendar = `/me/calendars/${await idOf(ask('createCalendar', '/me/calendars', { json: { name: `Launches ${suffix}` } }))}`;
  await ask('getCalendar', calendar);
  await ask('updateCalendar', calendar, patch({ color: 'lightBlue' }));
  await ask('listCalendars', '/me/calendars?$top=2');
  await ask('listCalendarGroups', '/me/calendarGroups');
  await ask('createCalendarPermission', `${calendar}/calendarPermissions`, {
    json: { emailAddress: { address: megan.upn, name: megan.displayName }, role: 'read' },
  });
  await ask('listCalendarPermissions', `${calendar}/calendarPermissions`);
  await ask('listCalendarSharingRoles', `/me/calendar/allowedCalendarSharingRoles(User='${megan.upn}')`);
  await ask('getSchedule', '/me/calendar/getSchedule', {
    json: { Schedules: [adele.upn], StartTime: at(8), EndTime: at(18), AvailabilityViewInterval: 60 },
  });
  await ask('findMeetingTimes', '/me/findMeetingTimes', { json: { meetingDuration: 'PT1H', maxCandidates: 2 } });
  await ask('listReminders', "/me/reminderView(StartDateTime='2027-03-01T00:00:00',EndDateTime='2027-03-03T00:00:00')?$top=2");

  await ask('listMessages', '/me/messages?$top=1', { token: as.megan });
  const [first] = told.at(-1)?.answer.json.value as readonly { readonly id: string }[];
  await ask('getMessage', `/me/messages/${first?.id ?? ''}`, { token: as.megan });
  const [theirs] = (await ask('listEvents', '/me/events?$top=1', { token: as.megan })).value as readonly { readonly id: string }[];
  await ask('acceptEvent', `/me/events/${theirs?.id ?? ''}/accept`, {
    json: { Comment: 'I will come.', SendResponse: true },
    token: as.megan,
  });
  await ask('listMailFolders', '/me/mailFolders');

  await ask('getMailboxSettings', '/me/mailboxSettings');
  await ask('updateMailboxSettings', '/me/mailboxSettings', patch({ timeZone: 'W. Europe Standard Time' }));
  await ask('getTimeZone', '/me/mailboxSettings/timeZone');
  const category = `/me/outlook/masterCategories/${await idOf(
    ask('createCategory', '/me/outlook/masterCategories', { json: { displayName: `Launch ${suffix}`, color: 'preset3' } }),
  )}`;
  await ask('getCategory', category);
  await ask('listCategories', '/me/outlook/masterCategories?$top=2');
  await ask('listSupportedLanguages', '/me/outlook/supportedLanguages');

  await ask('getMe', '/me');
  await ask('listUsers', '/users?$top=2&$orderby=displayName&$count=true', { token: as.app });
  await ask('getUser', `/users/${adele.id}?$select=id,displayName,mail`, { token: as.app });
  const person = await idOf(
    ask('createUser', '/users', {
      json: {
        displayName: 'Sam Rivera',
        userPrincipalName: `sam-${suffix}@contoso.example`,
        mailNickname: `sam-${suffix}`,
        accountEnabled: true,
      },
      token: as.app,
    }),
  );
  await ask('updateUser', `/users/${person}`, { ...patch({ jobTitle: 'Engineer' }), token: as.app });
  await ask('listGroups', '/groups?$top=2', { token: as.app });
  await ask('getGroup', `/groups/${demoGroup.id}`, { token: as.app });
  await ask('listGroupMembers', `/groups/${demoGroup.id}/members`, { token: as.app });
  await ask('addGroupMember', `/groups/${demoGroup.id}/members/$ref`, {
    json: { '@odata.id': `${api.url}/v1.0/users/${person}` },
    token: as.app,
  });
  await ask('getMemberGroupsMine', '/me/getMemberGroups', { json: { securityEnabledOnly: false } });
  await ask('listMemberOf', '/me/memberOf');
  await ask('listPeople', '/me/people?$top=2');
  await ask('listRooms', '/places/microsoft.graph.room', { token: as.app });
  await ask('createInvitation', '/invitations', {
    json: { invitedUserEmailAddress: `guest-${suffix}@fabrikam.example`, inviteRedirectUrl: 'https://app.contoso.example' },
    token: as.app,
  });
  await ask('listSubscriptions', '/subscriptions');
  await ask('sendBatch', '/$batch', {
    json: {
      requests: [
        { id: '1', method: 'GET', url: '/me?$select=displayName' },
        { id: '2', method: 'GET', url: '/me/events/nothing' },
      ],
    },
  });
  await ask('deleteUser', `/users/${person}`, { ...gone, token: as.app });
  await ask('deleteEvent', event, gone);
  return told;
}

const roles =
  'Calendars.ReadWrite User.ReadWrite.All Group.ReadWrite.All GroupMember.ReadWrite.All User.Invite.All Place.Read.All MailboxSettings.ReadWrite';
const scopes = 'Calendars.ReadWrite MailboxSettings.ReadWrite People.Read User.Read GroupMember.Read.All Mail.ReadWrite';
