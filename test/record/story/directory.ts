// The recorded story, first part: users, groups, members and invitations.
import { demoUsers } from '../../../infra/local/provision/demo/tenant.ts';
import type { Recorder } from '../recorder.ts';
import { guestAddress, type People } from './people.ts';

/** Resolves to the ids of the group and of the invitation, which later parts need. */
export async function recordDirectory(
  recorder: Recorder,
  people: People,
): Promise<{ readonly group: string; readonly invitation: string }> {
  const { ask, askAll } = recorder;
  const { adele, megan, admin, application, nobody } = people;
  const as = adele;
  await ask('GET /v1.0/me', { as });
  await ask('GET /beta/Me?$select=id,displayName', { as });
  await ask('HEAD /v1.0/me', { as });
  await ask('GET /v1.0/me', { as: nobody });
  await ask('GET /v1.0/me', { as: application });
  await ask('GET /v1.0/me');
  await ask('GET /v1.0/me', { as: 'not.a.token' });
  await ask('PATCH /v1.0/me', { as, json: { preferredLanguage: 'de-DE', mobilePhone: '+49 30 1' } });
  await ask('PATCH /v1.0/me', { as, json: { unknownThing: 1 } });
  await ask('GET /v1.0/me', { as: megan });

  const made = await ask('POST /v1.0/users', { as: admin, json: { displayName: 'Lee', userPrincipalName: 'lee@contoso.example' } });
  await ask('POST /v1.0/users', { as: admin, json: { displayName: 'Lee', userPrincipalName: 'lee@contoso.example' } });
  await ask('POST /v1.0/users', { as: admin, json: { displayName: 'Nameless' } });
  await ask('POST /v1.0/users', { as, json: { displayName: 'Lee', userPrincipalName: 'other@contoso.example' } });
  await ask(`GET /v1.0/users/${made.id}`, { as: admin });
  await ask("GET /v1.0/Users('lee@contoso.example')?$select=userPrincipalName,userType", { as: admin });
  await ask(`PATCH /v1.0/users/${made.id}`, { as: admin, json: { jobTitle: 'Engineer', givenName: 'Lee' } });
  await ask(`PATCH /v1.0/users/${made.id}`, { as, json: { jobTitle: 'Engineer' } });
  for (let i = 1; i <= 5; i++)
    await ask('POST /v1.0/users', { as: admin, json: { displayName: `Person ${i}`, userPrincipalName: `person${i}@contoso.example` } });
  await askAll('/v1.0/users?$top=3&$select=userPrincipalName', { as: admin });
  await askAll('/v1.0/users?$top=4', { as: megan });
  await ask('GET /v1.0/users/$count', { as: admin });
  await ask('GET /v1.0/users?$filter=userPrincipalName eq %27lee@contoso.example%27', { as: admin });
  await ask('GET /v1.0/users?$orderby=nothing', { as: admin });
  await ask('GET /v1.0/users/none@contoso.example', { as: admin });
  await ask(`DELETE /v1.0/users/${made.id}`, { as: admin });
  await ask(`DELETE /v1.0/users/${made.id}`, { as: admin });
  await ask('DELETE /v1.0/me', { as });

  const group = await recordGroups(recorder, people);
  const invitation = await recordInvitations(recorder, people);
  return { group, invitation };
}

async function recordGroups({ ask, askAll }: Recorder, { adele, megan, admin }: People): Promise<string> {
  const { id: adeleId } = demoUsers.adele;
  const json = { displayName: 'Team', mailNickname: 'team', description: 'Those who plan', visibility: 'Private' };
  const { id: group } = await ask('POST /v1.0/groups', { as: admin, json });
  await ask('POST /v1.0/groups', { as: admin, json });
  await ask('POST /v1.0/groups', { as: adele, json: { displayName: 'Own', mailNickname: 'own' } });
  await ask('POST /v1.0/groups', { as: megan, json: { displayName: 'No', mailNickname: 'no' } });
  await ask(`GET /v1.0/groups/${group}`, { as: admin });
  await ask(`PATCH /v1.0/groups/${group}`, { as: admin, json: { description: 'changed' } });
  await ask(`PATCH /v1.0/groups/${group}`, { as: admin, json: { mailNickname: '' } });
  const reference = { '@odata.id': `https://graph.microsoft.com/v1.0/directoryObjects/${adeleId}` };
  await ask(`POST /v1.0/groups/${group}/members/$ref`, { as: admin, json: reference });
  await ask(`POST /v1.0/groups/${group}/members/$ref`, { as: admin, json: reference });
  await ask(`POST /v1.0/groups/${group}/members/$ref`, { as: megan, json: reference });
  await ask(`POST /v1.0/groups/${group}/owners/$ref`, { as: admin, json: reference });
  const second = { '@odata.id': `https://graph.microsoft.com/v1.0/users/${demoUsers.megan.id}` };
  await ask(`POST /v1.0/groups/${group}/members/$ref`, { as: admin, json: second });
  await askAll(`/v1.0/groups/${group}/members?$top=1`, { as: admin });
  await ask(`GET /v1.0/groups/${group}/members/microsoft.graph.user`, { as: admin });
  await ask(`GET /v1.0/groups/${group}/members/$count`, { as: admin });
  await ask(`GET /v1.0/groups/${group}/owners`, { as: megan });
  await ask('GET /v1.0/me/memberOf', { as: adele });
  await ask('GET /v1.0/me/joinedGroups', { as: adele });
  await ask(`GET /v1.0/users/${adeleId}/memberOf/microsoft.graph.group`, { as: admin });
  await ask(`DELETE /v1.0/groups/${group}/members/${demoUsers.megan.id}/$ref`, { as: admin });
  await ask(`DELETE /v1.0/groups/${group}/members/${demoUsers.megan.id}/$ref`, { as: admin });
  await ask('GET /v1.0/groups', { as: admin });
  await ask('GET /v1.0/groups/$count', { as: admin });
  await ask('GET /v1.0/groups/none', { as: admin });
  await ask(`GET /v1.0/groups/${group}/calendar`, { as: adele });
  await ask(`GET /v1.0/groups/${group}/calendar`, { as: megan });
  await ask(`PUT /v1.0/groups/${group}/events/team-event`, { as: adele, json: { subject: 'Team planning' } });
  await ask(`GET /v1.0/groups/${group}/events`, { as: adele });
  await ask(`GET /v1.0/me/joinedGroups/${group}/events/team-event`, { as: adele });
  await ask(`POST /v1.0/groups/${group}/events/team-event/attachments`, {
    as: adele,
    json: { '@odata.type': '#microsoft.graph.fileAttachment', name: 'plan.txt', contentBytes: 'cGxhbg==' },
  });
  return group;
}

async function recordInvitations({ ask }: Recorder, { adele, admin, guest }: People): Promise<string> {
  const json = { invitedUserEmailAddress: guestAddress, inviteRedirectUrl: 'https://contoso.example', invitedUserDisplayName: 'Sam' };
  const { id: invitation } = await ask('POST /v1.0/invitations', { as: admin, json });
  await ask('POST /v1.0/invitations', { as: admin, json });
  await ask('POST /v1.0/invitations', { as: adele, json });
  await ask('POST /v1.0/invitations', { as: admin, json: { ...json, invitedUserEmailAddress: 'someone@contoso.example' } });
  await ask('POST /v1.0/invitations', { as: admin, json: { inviteRedirectUrl: 'https://contoso.example' } });
  await ask(`GET /v1.0/invitations/${invitation}`, { as: admin });
  await ask(`GET /v1.0/invitations/${invitation}/invitedUser`, { as: admin });
  await ask('GET /v1.0/me', { as: guest });
  await ask('GET /v1.0/me/calendars', { as: guest });
  return invitation;
}
