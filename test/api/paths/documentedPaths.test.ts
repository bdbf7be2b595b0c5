// Paths that only documents show: quoted keys, `oid@tid`, the old calendar group, and messages, as the guest who got one sees them.
import { beforeAll, describe, expect, it } from 'vitest';
import { demoIds, demoTenant, demoUsers } from '../../../infra/local/provision/demo/tenant.ts';
import { documentedTemplates } from '../../fixtures/pathTemplates.ts';
import { expectError, idsIn } from '../../support/api/answers.ts';
import { openApi, type Answer, type Api } from '../../support/api/api.ts';
import { bareBody, fileBody, itemBody, sessionBody } from '../../support/api/bodies.ts';
import { demoIdsFor, fillTemplate } from '../../support/data/fillTemplate.ts';

let api: Api;
let application: string;
let guest: string;
beforeAll(async () => {
  api = await openApi();
  application = await api.token({ app: true });
  guest = await api.token({ user: demoUsers.guest.upn });
});

/** An attachment of the event that the template leads to, made past the template; an item where it is to be expanded. */
async function attachmentFor(template: string): Promise<string> {
  const { events = '' } = demoIdsFor(template);
  const json = template.includes('$expand') ? itemBody({ subject: 'expanded' }) : fileBody('documented.txt', 'documented');
  const { status, json: made } = await api.send(`/v1.0/me/events/${events}/attachments`, { json });
  expect(status).toBe(201);
  return String(made.id);
}

/** People reach messages in their own mailbox; only an application walks through an invitation. */
function tokenFor(template: string): { token?: string } {
  if (template.startsWith('/invitations/')) return { token: application };
  return template.includes('/messages/') ? { token: guest } : {};
}

const statusOf: Readonly<Record<string, number>> = { GET: 200, POST: 201, DELETE: 204 };

describe.each(['v1.0', 'beta'])('in %s', (version) => {
  it.each(documentedTemplates)('the documented path $methods $template is taken', async ({ methods, template }) => {
    for (const method of methods) {
      const attachment = await attachmentFor(template);
      const json = method === 'POST' ? { json: bareBody() } : {};
      const path = `/${version}${fillTemplate(template, demoIdsFor(template, attachment))}`;
      // Other tests attach to the same event: there may be more than a page of them.
      const query = method === 'GET' && /\/attachments$/i.test(path) ? '?$select=id&$top=1000' : '';
      const answer = await api.send(`${path}${query}`, { method, ...json, ...tokenFor(template) });
      expect(answer.status, answer.text).toBe(statusOf[method]);
      if (method === 'GET') expectContent(answer, path, attachment);
    }
  });
});

function expectContent(answer: Answer, path: string, attachment: string): void {
  if (path.endsWith('$expand=attachments'))
    expect(answer.json.attachments).toContainEqual(expect.objectContaining({ id: expect.any(String) as unknown }));
  else if (path.endsWith('$value')) expect(answer.text).toBe('documented');
  else if (path.includes('$expand')) expect(answer.json).toMatchObject({ id: attachment, item: { subject: 'expanded' } });
  else if (path.endsWith('ttachments')) expect(idsIn(answer)).toContain(attachment);
  else expect(answer.json).toMatchObject({ id: attachment, name: 'documented.txt' });
}

describe('a message about a meeting', () => {
  const message = `messages/${demoIds.message}`;
  const ways = [
    `/me/${message}/event`,
    `/me/${message}`,
    `/me/${message}/microsoft.graph.eventMessage/event`,
    `/me/${message}/microsoft.graph.eventMessage`,
    `/me/mailFolders/inbox/${message}/event`,
    `/me/mailFolders/Inbox/${message}`,
    `/users/${demoUsers.guest.id}/${message}/event`,
    `/users/${demoUsers.guest.id}@${demoTenant}/${message}/event`,
    `/users/${encodeURIComponent(demoUsers.guest.upn)}/${message}/event`,
    `/invitations/${demoIds.invitation}/invitedUser/${message}/event`,
    `/Invitations('${demoIds.invitation}')/InvitedUser/Messages('${demoIds.message}')/Event`,
  ];

  it.each(ways)("a message about a meeting leads the guest to the organizer's attachments: %s", async (way) => {
    const attachment = await api.newFile(demoIds.event, 'agenda.txt', Buffer.from('agenda'));
    const list = await api.send(`/v1.0${way}/attachments?$select=id&$top=1000`, { token: guest });
    expect(idsIn(list)).toContain(attachment);
    expect((await api.send(`/beta${way}/attachments/${attachment}/$value`, { token: guest })).text).toBe('agenda');
    expect((await api.send(`/v1.0${way}/attachments/$count`, { token: guest })).text).toMatch(/^\d+$/);
    const made = await api.send(`/v1.0${way}/attachments`, { token: guest, json: bareBody() });
    expectError(made, 403, 'ErrorAccessDenied', 'Access is denied. Check credentials and try again.');
    expectError(await api.send(`/v1.0${way}/attachments/${attachment}`, { token: guest, method: 'DELETE' }), 403, 'ErrorAccessDenied');
  });

  it.each(ways.filter((way) => !way.startsWith('/me/')))('a message about a meeting lets an application write by it: %s', async (way) => {
    const { status, json } = await api.send(`/v1.0${way}/attachments`, { token: application, json: fileBody('by-application.txt') });
    expect(status).toBe(201);
    const session = await api.send(`/v1.0${way}/attachments/createUploadSession`, { token: application, json: sessionBody(10) });
    expect(session.status).toBe(201);
    const attachment = `${way}/attachments/${String(json.id)}`;
    expect((await api.send(`/v1.0/me/events/${demoIds.event}/attachments/${String(json.id)}`)).json.id).toBe(json.id);
    expect((await api.send(`/v1.0${attachment}`, { token: application, method: 'DELETE' })).status).toBe(204);
    expect((await api.send(`/v1.0/me/events/${demoIds.event}/attachments/${String(json.id)}`)).status).toBe(404);
  });

  it.each([
    ['another folder', `/me/mailFolders/drafts/${message}/event`],
    ['a folder below', `/me/mailFolders/inbox/childFolders/inbox/${message}/event`],
    ['another message', '/me/messages/AAMkNone/event'],
    ["the event's own id", `/me/messages/${demoIds.event}/event`],
    ["the organizer's event", `/me/events/${demoIds.event}`],
  ])('a message about a meeting is 404 by %s', async (_, way) => {
    expectError(
      await api.send(`/v1.0${way}/attachments`, { token: guest }),
      404,
      'ErrorItemNotFound',
      'The specified object was not found in the store.',
    );
  });

  it('a message about a meeting is nobody else’s: another invitation is 403 to people, 404 to an application', async () => {
    const unknown = `/v1.0/invitations/${demoTenant}/invitedUser/${message}/event/attachments`;
    expectError(await api.send(unknown, { token: guest }), 403, 'ErrorAccessDenied');
    expectError(
      await api.send(`/v1.0/invitations/${demoIds.invitation}/invitedUser/${message}/event/attachments`),
      403,
      'ErrorAccessDenied',
    );
    expectError(await api.send(unknown, { token: application }), 404, 'ErrorItemNotFound');
  });
});
