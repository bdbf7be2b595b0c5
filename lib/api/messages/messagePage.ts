// A page of messages as it is read: some at a time, until it is full or has enough bytes.
import type { Mailbox } from '../../calendar/mailbox.ts';
import type { MessagePage, MessagePageRequest } from '../../calendar/meetings/messages.ts';
import type { Call } from '../call.ts';
import { pageBytes } from '../pageBytes.ts';

/** Messages that one query gives: a bound on what is read for a page that ends by its bytes. */
const atOnce = 100;

/** What is shown is taken from the budget. One query for each hundred messages. Throws 503 where the budget has no room. */
export async function readMessages({ services, share }: Call, mailbox: Mailbox, request: MessagePageRequest): Promise<MessagePage> {
  const { limit: most, skip, after, ...rest } = request;
  const page = pageBytes(share);
  const messages: MessagePage['messages'][number][] = [];
  let next = after;
  for (let left = most; left > 0; left -= atOnce) {
    const first = left === most && after === undefined && skip !== undefined ? { skip } : {};
    const found = await services.messages.list(mailbox, { ...rest, ...first, limit: Math.min(left, atOnce), ...(next && { after: next }) });
    for (const message of found.messages) {
      const last = messages.at(-1);
      if (!page.holds(message))
        return { messages, ...(last?.received !== undefined && { next: { received: last.received, id: last.id } }) };
      messages.push(message);
    }
    ({ next } = found);
    if (next === undefined) return { messages };
  }
  return { messages, ...(next && { next }) };
}
