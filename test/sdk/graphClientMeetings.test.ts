// Microsoft's own JavaScript client, unmodified: a guest is invited by mail address, comes, and has the meeting in the calendar (contract, sections 17 and 18).
import { randomUUID } from 'node:crypto';
import type { Client } from '@microsoft/microsoft-graph-client';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { demoUsers } from '../../infra/local/provision/demo/tenant.ts';
import { graphClient, trust } from '../support/clients/officialClients.ts';
import { newGuest, type Guest } from '../support/people/guests.ts';
import { sharedStack, type SharedStack } from '../support/process/sharedStack.ts';

let stack: SharedStack;
let adele: Client;
let application: Client;
beforeAll(async () => {
  stack = sharedStack();
  trust(stack);
  adele = graphClient(stack, await stack.token({ user: demoUsers.adele.upn }));
  application = graphClient(stack, await stack.token({ app: true, role: 'User.Invite.All' }));
});

const entity = z.looseObject({ id: z.string() });
const page = z.looseObject({ value: z.array(entity) });
const entriesAt = async (client: Client, path: string) => page.parse(await client.api(path).get()).value;
const window = 'startDateTime=2027-03-01T00:00:00Z&endDateTime=2027-03-02T00:00:00Z';

const invite = async ({ address }: Guest): Promise<unknown> =>
  application.api('/invitations').post({ invitedUserEmailAddress: address, inviteRedirectUrl: 'https://contoso.example' });

async function meet({ address }: Guest, subject: string): Promise<string> {
  const made: unknown = await adele.api('/me/events').post({
    subject,
    start: { dateTime: '2027-03-01T10:00:00', timeZone: 'W. Europe Standard Time' },
    end: { dateTime: '2027-03-01T11:00:00', timeZone: 'W. Europe Standard Time' },
    attendees: [{ type: 'required', emailAddress: { address } }],
    attachments: [{ '@odata.type': '#microsoft.graph.fileAttachment', name: 'agenda.txt', contentBytes: 'YQ==' }],
  });
  return entity.parse(made).id;
}

describe('a guest who is invited by mail address', () => {
  it.each(['the invitation', 'the meeting'])(
    'a guest who is invited by mail address finds the meeting in the calendar, answers it and reads its files: first %s',
    async (first) => {
      const sam = newGuest();
      const subject = `Review ${randomUUID()}`;
      if (first === 'the invitation') await invite(sam);
      const event = await meet(sam, subject);
      if (first === 'the meeting') await invite(sam);
      const guest = graphClient(stack, await stack.token({ user: sam.upn }));

      const [entry, ...others] = await entriesAt(guest, `/me/calendarView?${window}`);
      expect(others).toEqual([]);
      expect(entry).toMatchObject({ subject, isOrganizer: false, showAs: 'tentative', responseStatus: { response: 'notResponded' } });
      const id = entry?.id ?? expect.fail('no entry');
      expect(id).not.toBe(event);
      const messages = await entriesAt(guest, '/me/messages?$expand=microsoft.graph.eventMessage/event');
      expect(messages).toMatchObject([{ meetingMessageType: 'meetingRequest', subject, event: { id, subject } }]);

      await guest.api(`/me/events/${id}/accept`).post({ comment: 'With pleasure.' });
      expect(entity.parse(await adele.api(`/me/events/${event}`).get())).toMatchObject({
        attendees: [{ emailAddress: { address: sam.address }, status: { response: 'accepted' } }],
      });
      expect(entity.parse(await guest.api(`/me/events/${id}`).get())).toMatchObject({
        responseStatus: { response: 'accepted' },
        showAs: 'busy',
      });

      const message = messages[0]?.id ?? '';
      for (const path of [
        `/me/events/${id}`,
        `/me/calendar/events/${id}`,
        `/users/${sam.upn.replaceAll('#', '%23')}/events/${id}`,
        `/me/messages/${message}/event`,
      ])
        expect(await entriesAt(guest, `${path}/attachments`)).toMatchObject([{ name: 'agenda.txt', contentBytes: 'YQ==' }]);

      await adele.api(`/me/events/${event}`).patch({ subject: `${subject}, moved`, location: { displayName: 'Room 2' } });
      expect(await entriesAt(guest, `/me/calendarView?${window}`)).toMatchObject([{ id, subject: `${subject}, moved` }]);
      await adele.api(`/me/events/${event}/cancel`).post({ comment: 'No time.' });
      expect(await entriesAt(guest, `/me/calendarView?${window}`)).toMatchObject([{ id, isCancelled: true, showAs: 'free' }]);
      await guest.api(`/me/events/${id}`).delete();
      expect(await entriesAt(guest, `/me/calendarView?${window}`)).toEqual([]);
    },
  );
});
