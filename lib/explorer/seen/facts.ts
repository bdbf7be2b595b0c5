// Finds out what an event's paths are made of: names of its mailbox, its calendar's place, messages that tell of it.
import { ask, askAll } from '../graph.ts';
import { objectOf, readObject, textOf } from '../model/json.ts';
import type { Mailbox } from '../model/mailbox.ts';
import { readSettings } from '../session/settings.ts';
import { shelves } from '../state/calendars.ts';
import type { Chosen } from '../state/chosen.ts';
import type { EventFacts, MailboxFacts, UserFacts } from './spellings.ts';

/** Asks the service; what the caller may not read is left out. Rejects with a GraphError where nothing can be known. */
export async function factsOf({ calendar, event, id }: Chosen): Promise<EventFacts> {
  const json = event?.json ?? {};
  const { mailbox } = calendar;
  const [of, messages] = await Promise.all([mailboxOf(mailbox), mailbox.kind === 'me' ? messagesOf(id) : []]);
  const shelf = shelves.value.find((each) => each.calendars.some((one) => one.id === calendar.id && one.mailbox.kind === 'me'));
  const series = event?.type === 'occurrence' || event?.type === 'exception' ? event.seriesMasterId : undefined;
  return {
    id,
    iCalUId: textOf(json, 'iCalUId'),
    transactionId: textOf(json, 'transactionId'),
    occurrence: series === undefined ? undefined : { series, isException: event?.type === 'exception' },
    mailbox: of,
    calendar: { id: calendar.id, isDefault: calendar.isDefault },
    calendarGroup: shelf === undefined ? undefined : shelf.key === 'me' ? 'default' : { id: shelf.key },
    messages,
  };
}

async function mailboxOf(mailbox: Mailbox): Promise<MailboxFacts> {
  if (mailbox.kind === 'user') return { kind: 'user', user: { id: mailbox.id, upn: '', tenant: await tenantId() } };
  const person = await myself();
  return mailbox.kind === 'me' ? { kind: 'me', user: person } : { kind: 'group', id: mailbox.id, member: person };
}

async function myself(): Promise<UserFacts> {
  const [{ body }, tenant] = await Promise.all([ask('GET', '/me?$select=id,userPrincipalName'), tenantId()]);
  const json = readObject(body);
  return { id: textOf(json, 'id'), upn: textOf(json, 'userPrincipalName'), tenant };
}

/** A registration of several tenants doesn't say which one it is. */
async function tenantId(): Promise<string> {
  const { tenant } = await readSettings();
  return /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(tenant) ? tenant : '';
}

/** Messages among the last hundred that tell of the event. */
async function messagesOf(id: string): Promise<readonly string[]> {
  const all = await askAll('/me/messages?$top=20&$select=id&$expand=microsoft.graph.eventMessage/event($select=id)').catch(() => []);
  return all.filter((message) => textOf(objectOf(message, 'event'), 'id') === id).map((message) => textOf(message, 'id'));
}
