// Which operation answers a path to messages; what stands behind a message's event is the event's.
import type { MessageReference } from '../../paths/reference.ts';
import type { Call } from '../call.ts';
import type { Reply } from '../../http/messages.ts';
import { deleteMessage, getMessage, getMessages } from '../messages/messages.ts';
import { byMethod } from './byMethod.ts';

/** Answers a call whose method its target takes. */
export function answerMessages(call: Call<MessageReference>): Promise<Reply> {
  const { reference } = call;
  switch (reference.kind) {
    case 'messages':
      return byMethod({ ...call, reference }, { GET: getMessages });
    case 'message':
      return byMethod({ ...call, reference }, { GET: getMessage, DELETE: deleteMessage });
  }
}
