// Makes what a seed says, by the API: so it is checked as anybody's requests are, and has what the service adds.
import { demoTenant } from '../../provision/demo/tenant.ts';
import { personOf } from '../../issuer/directory/people.ts';
import type { TokenRequest } from '../../issuer/signToken.ts';
import type { Planted, Seed } from './seedSchema.ts';
import { putRanges, senderTo, type Ground, type Send } from './sender.ts';

type SeedEvent = Seed['events'][number];

/** The directory's requests come from an application. */
const directory: TokenRequest = { app: true, role: 'User.ReadWrite.All Group.ReadWrite.All Calendars.ReadWrite' };

/** What goes up by a session: more than Graph takes in one request. */
const largestInline = 3 * 1024 * 1024;

/** One after the other, in the order of the seed. Throws an error that names the request which was refused; what was made before stays. */
export async function plant(seed: Seed, ground: Ground): Promise<Planted> {
  const send = senderTo(ground);
  const people = await inTurn(seed.people, (person) => plantPerson(send, person));
  const groups = await inTurn(seed.groups, (group) => plantGroup(send, group));
  const groupIds = new Map(seed.groups.map(({ mailNickname }, index) => [mailNickname, groups[index] ?? '']));
  const calendars = await inTurn(seed.calendars, ({ owner, ...calendar }) =>
    idOf(send({ user: owner }, 'POST', '/me/calendars', calendar)),
  );
  const calendarIds = new Map(seed.calendars.map(({ owner, name }, index) => [`${owner} ${name}`, calendars[index] ?? '']));
  const events = await inTurn(seed.events, async ({ owner, calendar, id, attachments, ...body }) => {
    const group = groupIds.get(owner);
    const as: TokenRequest = group === undefined ? { user: owner } : directory;
    const below = placeOf(owner, calendar, group, calendarIds);
    const event = await idOf(
      send(as, id === undefined ? 'POST' : 'PUT', id === undefined ? below : `${below}/${encodeURIComponent(id)}`, body),
    );
    const at = `${below}/${encodeURIComponent(event)}`;
    return { id: event, attachments: await inTurn(attachments, (each) => attach({ send, as, at, secret: ground.secret }, each)) };
  });
  return { people, groups, calendars, events };
}

async function inTurn<T, Made>(all: readonly T[], make: (each: T) => Promise<Made>): Promise<Made[]> {
  const made: Made[] = [];
  for (const each of all) made.push(await make(each));
  return made;
}

const idOf = async (answer: ReturnType<Send>): Promise<string> => String((await answer).id);

/** The object id is the one that the person's tokens have. */
const plantPerson = (send: Send, person: Seed['people'][number]): Promise<string> => {
  const { userPrincipalName: upn } = person;
  const displayName = upn.replace(/@.*$/, '');
  return idOf(send(directory, 'POST', '/users', { displayName, ...person, id: personOf(upn, demoTenant).oid }));
};

const plantGroup = (send: Send, { members, ...group }: Seed['groups'][number]): Promise<string> =>
  idOf(
    send(directory, 'POST', '/groups', {
      displayName: group.mailNickname,
      ...group,
      ...(members.length > 0 && {
        'members@odata.bind': members.map((upn) => `https://graph.microsoft.com/v1.0/users/${personOf(upn, demoTenant).oid}`),
      }),
    }),
  );

function placeOf(owner: string, calendar: string | undefined, group: string | undefined, calendars: ReadonlyMap<string, string>): string {
  if (group !== undefined) return `/groups/${group}/events`;
  if (calendar === undefined) return '/me/events';
  const id = calendars.get(`${owner} ${calendar}`);
  if (id === undefined) throw new Error(`The seed has no calendar '${calendar}' of ${owner}.`);
  return `/me/calendars/${encodeURIComponent(id)}/events`;
}

interface Place {
  readonly send: Send;
  readonly as: TokenRequest;
  readonly at: string;
  readonly secret: string;
}

async function attach({ send, as, at, secret }: Place, attachment: SeedEvent['attachments'][number]): Promise<string> {
  const bytes = Buffer.from(attachment.contentBytes ?? '', 'base64');
  if (bytes.length <= largestInline)
    return idOf(send(as, 'POST', `${at}/attachments`, { '@odata.type': '#microsoft.graph.fileAttachment', ...attachment }));
  const item = Object.fromEntries(Object.entries(attachment).filter(([name]) => name !== 'contentBytes'));
  const AttachmentItem = { attachmentType: 'file', size: bytes.length, ...item };
  const { uploadUrl } = await send(as, 'POST', `${at}/attachments/createUploadSession`, { AttachmentItem });
  const location = await putRanges(String(uploadUrl), new Uint8Array(bytes), secret);
  // `…/attachments('{id}')` or `…/attachments/{id}`.
  return decodeURIComponent(location.replace(/'?\)$/, '').replace(/^.*attachments(?:\('?|\/)/i, ''));
}
