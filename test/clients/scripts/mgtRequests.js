// The requests of @microsoft/mgt-components 4.6.0, sent again as its source makes them: its components themselves need a page in a browser.
import { adeleToken, baseUrl, groupId, meganAddress, must, step } from './report.js';

const { fetch } = globalThis;
const eventual = { ConsistencyLevel: 'eventual' };

async function get(path, headers = {}) {
  const answer = await fetch(`${baseUrl}/v1.0/${path.replace(/^\//, '')}`, {
    headers: { ...headers, Authorization: `Bearer ${adeleToken}` },
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${answer.status} ${text}`);
  return JSON.parse(text);
}
/** As its class Batch does: each request with its own headers, JSON without a body. */
async function batch(...requests) {
  const answer = await fetch(`${baseUrl}/v1.0/$batch`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${adeleToken}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ requests: requests.map((each, id) => ({ id: String(id), method: 'GET', ...each })) }),
  });
  return (await answer.json()).responses.sort((a, b) => Number(a.id) - Number(b.id));
}
const statuses = (responses) => responses.map(({ status }) => status).join();

const [from, to] = ['2027-01-01T00:00:00.000Z', '2027-01-08T00:00:00.000Z'];
const inWindow = `startdatetime=${from}&enddatetime=${to}`;
const zone = { Prefer: 'outlook.timezone="Europe/Berlin"' };
const order = '$orderby=start/dateTime';

await step('agenda', async () => must(Array.isArray((await get(`me/calendarview?${inWindow}&${order}`, zone)).value), 'a list'));
await step('agenda of a group', () => get(`groups/${groupId}/calendar/calendarview?${inWindow}&${order}`));
await step('agenda with an event-query of its own', () =>
  get(`me/events?$top=5&$filter=${encodeURIComponent("contains(subject,'a')")}&${order}`),
);
await step('person and login: the user and the photo in a batch', async () => {
  const [user, photo] = await batch({ url: 'me' }, { url: 'me/photo/$value' });
  must(user.status === 200 && photo.body.error.code === 'ImageNotFound', 'the user, and no photo');
});
await step('person by id, with the properties that it asks for', async () => {
  const url = `/users/${meganAddress}?$select=businessPhones,displayName,givenName,jobTitle,department,mail,mobilePhone,officeLocation,preferredLanguage,surname,userPrincipalName,id,userType`;
  must(statuses(await batch({ url }, { url: `users/${meganAddress}/photo/$value` })) === '200,404', 'the user, and no photo');
});
await step('people of any kind', () => get(`me/people?$top=10&$filter=${encodeURIComponent("personType/class eq 'Person'")}`));
await step('people who are users', () =>
  get(`me/people?$top=10&$filter=${encodeURIComponent("personType/class eq 'Person'and personType/subclass eq 'OrganizationUser'")}`, {
    'X-PeopleQuery-QuerySources': 'Mailbox,Directory',
  }),
);
await step('people of a group, whose filter is empty', async () => {
  for (const members of ['members', 'transitiveMembers', 'members/microsoft.graph.user', 'members/microsoft.graph.group'])
    must(Array.isArray((await get(`/groups/${groupId}/${members}?$top=10&$filter=`)).value), 'a list');
});
const startsWith = (...names) => names.map((name) => `startswith(${name},'ad')`).join(' or ');
await step('people picker in a group', async () => {
  const filter = encodeURIComponent(startsWith('displayName', 'givenName', 'surname', 'mail', 'userPrincipalName'));
  await get(`/groups/${groupId}/members/microsoft.graph.user?$top=10&$filter=${filter}&$count=true`, eventual);
  const ofGroups = encodeURIComponent(`(${startsWith('displayName', 'mailNickname', 'mail')})`);
  await get(`groups/${groupId}/transitiveMembers/microsoft.graph.group?$filter=${ofGroups}&$count=true&$top=10`, eventual);
});
await step('people picker: users', async () => {
  const search = encodeURIComponent('"displayName:ad" OR "mail:ad" OR "userPrincipalName:ad"');
  must((await get(`users?$search=${search}&$count=true&$top=10`, eventual)).value.length > 0, 'somebody');
});
await step('people picker: people', () =>
  get(`me/people?$search=${encodeURIComponent('"meg"')}&$top=10&$filter=${encodeURIComponent("personType/class eq 'Person'")}`),
);
await step('people picker: groups', async () => {
  const named = startsWith('displayName', 'mailNickname', 'mail');
  await get(`groups?$filter=${encodeURIComponent(`(${named})`)}&$top=10&$count=true`, eventual);
  const kinds = ["groupTypes/any(c:c+eq+'Unified')", '(mailEnabled eq false and securityEnabled eq true)'];
  must(
    statuses(await batch(...kinds.map((kind) => ({ url: `/groups?$filter=(${named}) and ${kind}&$top=10` })))) === '200,200',
    'both kinds',
  );
});
