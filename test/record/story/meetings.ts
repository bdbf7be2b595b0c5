// The recorded story, fifth part: meetings, their messages and the answers of attendees.
import { demoUsers } from '../../../infra/local/provision/demo/tenant.ts';
import type { Recorder } from '../recorder.ts';
import { file, idsIn } from './events.ts';
import { guestAddress, type People } from './people.ts';

/** Resolves to the id of a meeting message in the guest's inbox. */
export async function recordMeetings({ ask, askAll, note, service }: Recorder, people: People, invitation: string): Promise<string> {
  const { adele: as, guest, megan, application } = people;
  const json = {
    subject: 'Meeting',
    start: { dateTime: '2031-06-02T10:00:00', timeZone: 'UTC' },
    end: { dateTime: '2031-06-02T11:00:00', timeZone: 'UTC' },
    attendees: [
      { type: 'required', emailAddress: { address: guestAddress, name: 'Sam' } },
      { type: 'optional', emailAddress: { address: demoUsers.megan.upn } },
      { type: 'resource', emailAddress: { address: 'room@nowhere.example' } },
    ],
  };
  await ask('PUT /v1.0/me/events/meeting', { as, json });
  await ask('POST /v1.0/me/events/meeting/attachments', { as, json: file });
  const messages = await ask('GET /v1.0/me/messages', { as: guest });
  const [message = ''] = idsIn(messages.json.value);
  await ask('GET /v1.0/me/messages/$count', { as: guest });
  await ask('GET /v1.0/me/mailFolders/inbox/messages?$select=subject', { as: megan });
  const own = `/v1.0/me/messages/${message}`;
  await ask(`GET ${own}`, { as: guest });
  await ask(`GET ${own}?$expand=microsoft.graph.eventMessage/event`, { as: guest });
  await ask(`GET ${own}/event`, { as: guest });
  await ask(`GET ${own}/microsoft.graph.eventMessage/event/attachments`, { as: guest });
  await ask(`GET /v1.0/invitations/${invitation}/invitedUser/messages/${message}/event/attachments/$count`, { as: application });
  await ask(`POST ${own}/event/attachments`, { as: guest, json: file });
  await ask(`PATCH ${own}/event`, { as: guest, json: { subject: 'Mine' } });
  await ask('GET /v1.0/me/messages/none', { as: guest });
  await ask(`POST ${own}/event/accept`, { as: guest, json: { comment: 'I come', sendResponse: true } });
  await ask(`POST ${own}/event/accept`, { as: guest, json: { nothing: 1 } });
  await ask(`POST ${own}/event/tentativelyAccept`, { as: guest });
  await ask('POST /v1.0/me/events/meeting/accept', { as, json: {} });
  await ask('GET /v1.0/me/events/meeting?$select=attendees,responseStatus,isOrganizer', { as });
  await askAll('/v1.0/me/messages?$top=1&$select=subject,meetingMessageType', { as });
  await ask('PATCH /v1.0/me/events/meeting', { as, json: { start: { dateTime: '2031-06-02T09:00:00', timeZone: 'UTC' } } });
  await ask('GET /v1.0/me/messages?$select=subject,meetingMessageType', { as: guest });
  await ask(`POST ${own}/event/decline`, { as: guest, json: { comment: 'no' } });
  await ask('POST /v1.0/me/events/meeting/cancel', { as, json: { comment: 'Another day' } });
  await ask('GET /v1.0/me/events/meeting', { as });
  await ask('GET /v1.0/me/messages', { as: megan });
  service.turn();
  note('sweep', await service.apps.usual.sweep());
  return message;
}
