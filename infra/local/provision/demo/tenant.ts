// The people and ids of the demo tenant. They are fixed, so that tokens can be made before the stack runs.

/** The demo tenant's id (`tid`). */
export const demoTenant = '3f8a5c1e-7d42-4b9f-9c60-5e2b8a1d4f70';

/** The domain of the demo tenant's members; people with such an address can't be invited as guests. */
export const demoDomain = 'contoso.example';

/** The application's id URI, the audience (`aud`) that local tokens are made for. */
export const localAudience = 'api://calendar-attachments';

/** The API's registration: the audience of version 2.0 tokens that are asked for by its id URI or by this id. */
export const localApi = { appId: '5d8c3f60-1b7e-4c92-a4d5-6e90b2f7c813' };

/** Microsoft Graph's URL and id, which stand for the local API: code that was written for Graph signs in here unchanged. */
export const graphAudiences = ['https://graph.microsoft.com', '00000003-0000-0000-c000-000000000000'] as const;

/** All audiences that the local API accepts, as the setting AUDIENCES. */
export const localAudiences = [localAudience, localApi.appId, ...graphAudiences].join();

/** The application that `token --app` speaks for: its `appid` and, as service principal, its `oid`. */
export const demoApplication = {
  appId: '9b1f0e52-60b4-4f7c-8b7e-2d3c1a5f6e90',
  objectId: 'c47d2b96-18e3-4a05-bd0c-7f96e3a2d581',
  displayName: 'Calendar Attachments demo',
};

/** The application that people sign in with on the explorer's page. */
export const demoExplorer = { appId: '7c1b8f0a-94d2-4f3e-8e5b-2a6d9c0f1e34', displayName: 'Calendar' };

/** The secret of every application of the local issuer that hasn't registered others. */
export const localSecret = 'local-secret';

/** Users by userPrincipalName; object ids are Graph's `id`. */
export const demoUsers = {
  adele: { id: 'ddfcd489-628b-40d7-b48b-57002df800e5', upn: 'adele@contoso.example', displayName: 'Adele Vance' },
  megan: { id: '48d31887-5fad-4d73-a9f5-3c356e68a038', upn: 'megan@contoso.example', displayName: 'Megan Bowen' },
  guest: { id: '6f2e9a34-c0d1-4b58-9a27-e813f5b7c462', upn: 'pat_fabrikam.example#EXT#@contoso.example', displayName: 'Pat (guest)' },
} as const;

/** The group that adele is a member of. */
export const demoGroup = { id: 'b320ee12-b1cd-4cca-b648-a437be61c5cd', mailNickname: 'product-team', displayName: 'Product team' };

/** Ids of the demo tenant's calendars, events and messages. */
export const demoIds = {
  /** Adele's event of the second document, in her default calendar. */
  event: 'AAMkAGE1M88AADUv0uAAAG=',
  /** Adele's second calendar group, the calendar in it and its event. */
  calendarGroup: 'AAMkAGE1M88AAProjectsGroup=',
  calendar: 'AAMkAGE1M88AALaunchCalendar=',
  calendarEvent: 'AAMkAGE1M88AALaunchEvent=',
  /** The group's event. */
  groupEvent: 'AAMkAGE1M88AATeamEvent=',
  /** The guest's invitation, and the meeting message in the guest's inbox, which leads to adele's event. */
  invitation: '1f0d5b7c-92e4-4c3b-a6f8-0b7d9e5c3a21',
  message: 'AAMkAGE1M88AAMeetingMessage=',
} as const;
