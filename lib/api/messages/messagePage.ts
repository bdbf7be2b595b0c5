// A page of messages as it is read: it ends by its bytes.
import type { Mailbox } from '../../calendar/mailbox.ts';
import type { MessagePage, MessagePageRequest } from '../../calendar/meetings/messages.ts';
import type { Call } from '../call.ts';
import { withinPage } from '../pageBytes.ts';

/** What is shown is taken from the budget. One query, none for a limit of 0. Throws 503 where the budget has no room. */
export async function readMessages({ services, share }: Call, mailbox: Mailbox, request: MessagePageRequest): Promise<MessagePage> {
  if (request.limit === 0) return { messages: [] };
  const page = await services.messages.list(mailbox, request);
  const messages = withinPage(share, page.messages);
  const last = messages.at(-1);
  if (messages.length === page.messages.length || last?.received === undefined) return page;
  return { messages, next: { received: last.received, id: last.id } };
}
