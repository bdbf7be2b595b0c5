// Microsoft's own JavaScript client, unmodified: a series that another sees in the calendar, with each day's changes and files (contract, section 18).
import { randomBytes, randomUUID } from 'node:crypto';
import { FileUpload, LargeFileUploadTask, ResponseType, type Client } from '@microsoft/microsoft-graph-client';
import { beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { demoUsers } from '../../infra/local/provision/demo/tenant.ts';
import { graphClient, trust } from '../support/clients/officialClients.ts';
import { newGuest } from '../support/people/guests.ts';
import { sharedStack, type SharedStack } from '../support/process/sharedStack.ts';

let stack: SharedStack;
let adele: Client;
let sam: Client;
let address: string;
let upn: string;
beforeAll(async () => {
  stack = sharedStack();
  trust(stack);
  adele = graphClient(stack, await stack.token({ user: demoUsers.adele.upn }));
  ({ address, upn } = newGuest());
  const application = graphClient(stack, await stack.token({ app: true, role: 'User.Invite.All' }));
  await application.api('/invitations').post({ invitedUserEmailAddress: address, inviteRedirectUrl: 'https://contoso.example' });
  sam = graphClient(stack, await stack.token({ user: upn }));
});

const entity = z.looseObject({ id: z.string() });
const page = z.looseObject({ value: z.array(entity) });
type Entity = z.infer<typeof entity>;
const listOf = async (client: Client, path: string): Promise<readonly Entity[]> => page.parse(await client.api(path).get()).value;
const window = 'startDateTime=2027-05-01T00:00:00Z&endDateTime=2027-06-01T00:00:00Z';
const timeOf = ({ start }: Entity): string => z.looseObject({ dateTime: z.string() }).parse(start).dateTime.slice(5, 16);
const at = (day: number, hour: number) => ({
  start: { dateTime: `2027-05-0${day}T${hour}:00:00`, timeZone: 'UTC' },
  end: { dateTime: `2027-05-0${day}T${hour}:30:00`, timeZone: 'UTC' },
});

/** The days of a series of this subject in somebody's calendar view. */
const view = async (client: Client, subject: string): Promise<readonly Entity[]> =>
  (await listOf(client, `/me/calendarView?${window}&$top=50`)).filter((event) => event.subject === subject);

/** Uploads 7 MiB in two ranges to an event, and gives the bytes. */
async function attach(event: string, name: string): Promise<Buffer> {
  const bytes = randomBytes(7 * 1024 * 1024);
  const session = await LargeFileUploadTask.createUploadSession(adele, `/me/events/${event}/attachments/createUploadSession`, {
    AttachmentItem: { attachmentType: 'file', name, size: bytes.length },
  });
  await new LargeFileUploadTask(adele, new FileUpload(new Uint8Array(bytes), name, bytes.length), session).upload();
  return bytes;
}

const download = async (client: Client, path: string): Promise<Buffer> =>
  Buffer.from(z.instanceof(ArrayBuffer).parse(await client.api(path).responseType(ResponseType.ARRAYBUFFER).get()));

it('an attendee sees a series with each day that its organizer moves, cancels or attaches to, and reads its files by every spelling of the entry', async () => {
  const subject = `Daily ${randomUUID()}`;
  const series = entity.parse(
    await adele.api('/me/events').post({
      subject,
      ...at(3, 10),
      recurrence: { pattern: { type: 'daily', interval: 1 }, range: { type: 'numbered', startDate: '2027-05-03', numberOfOccurrences: 4 } },
      attendees: [{ type: 'required', emailAddress: { address } }],
    }),
  );
  const [, second, third] = await view(adele, subject);
  const mine = await view(sam, subject);
  expect(mine.map(timeOf)).toEqual(['05-03T10:00', '05-04T10:00', '05-05T10:00', '05-06T10:00']);
  const entry = String(mine[0]?.seriesMasterId);
  await sam.api(`/me/events/${entry}/accept`).post({ comment: 'With pleasure.' });
  expect((await view(sam, subject)).map(({ showAs }) => showAs)).toEqual(['busy', 'busy', 'busy', 'busy']);

  await adele.api(`/me/events/${second?.id}`).patch(at(4, 14));
  await adele.api(`/me/events/${third?.id}/cancel`).post({ comment: 'A holiday.' });
  const changed = await view(sam, subject);
  expect(changed.map(timeOf)).toEqual(['05-03T10:00', '05-04T14:00', '05-06T10:00']);
  expect(changed.map(({ responseStatus }) => responseStatus)).toMatchObject([
    { response: 'accepted' },
    { response: 'notResponded' },
    { response: 'accepted' },
  ]);

  const [ofSeries, ofDay] = [await attach(series.id, 'series.bin'), await attach(second?.id ?? '', 'day.bin')];
  const messages = await listOf(sam, '/me/messages?$top=50');
  const invitation = messages.find((each) => each.type === 'seriesMaster' && String(each.subject).includes(subject));
  const calendar = entity.parse(await sam.api('/me/calendar').get()).id;
  const { iCalUId } = entity.parse(await sam.api(`/me/events/${entry}`).get());
  const spellings = [
    `/me/events/${entry}`,
    `/me/calendar/events/${entry}`,
    `/me/calendars/${calendar}/events/${entry}`,
    `/users/${upn.replaceAll('#', '%23')}/events/${entry}`,
    `/me/events(iCalUId='${String(iCalUId)}')`,
    `/me/messages/${invitation?.id}/event`,
  ];
  for (const spelling of spellings) {
    const files = await listOf(sam, `${spelling}/attachments?$select=id,name,size`);
    expect(files, spelling).toMatchObject([{ name: 'series.bin', size: ofSeries.length }]);
    expect((await download(sam, `${spelling}/attachments/${files[0]?.id}/$value`)).equals(ofSeries), spelling).toBe(true);
  }
  const days = [
    ...spellings.map((spelling) => `${spelling}/instances/${changed[1]?.id}`),
    `/me/events/${changed[1]?.id}`,
    `/me/calendarView/${changed[1]?.id}`,
  ];
  for (const day of days) {
    const files = await listOf(sam, `${day}/attachments?$select=id,name,size`);
    expect(files.map(({ name }) => name).toSorted(), day).toEqual(['day.bin', 'series.bin']);
    const own = files.find(({ name }) => name === 'day.bin')?.id;
    expect((await download(sam, `${day}/attachments/${own}/$value`)).equals(ofDay), day).toBe(true);
  }
  expect((await listOf(sam, `/me/events/${changed[0]?.id}/attachments`)).map(({ name }) => name)).toEqual(['series.bin']);

  await expect(
    sam.api(`/me/events/${entry}/attachments`).post({ '@odata.type': '#microsoft.graph.fileAttachment', name: 'x', contentBytes: 'YQ==' }),
  ).rejects.toMatchObject({ statusCode: 403 });
  await sam.api(`/me/events/${changed[2]?.id}/decline`).post({});
  expect((await view(sam, subject)).map(timeOf)).toEqual(['05-03T10:00', '05-04T14:00']);
  const last = entity.parse(await adele.api(`/me/events/${(await view(adele, subject)).at(-1)?.id}`).get());
  expect(last.attendees).toMatchObject([{ status: { response: 'declined' } }]);
});
