// An event of a person of its own that hostile requests are sent to, and the proof that none of them left anything.
import { expect, inject } from 'vitest';
import { openApi, type Api, type Answer, type Sent } from '../support/api/api.ts';
import { expectError } from '../support/api/answers.ts';
import { newEventOf, newStranger, type Person } from '../support/people/people.ts';
import { fileBody } from '../support/api/bodies.ts';
import { documentsOf, mailboxState, type MailboxState } from '../support/stores/mailboxState.ts';

export interface Target {
  readonly api: Api;
  readonly person: Person;
  /** Path of the event, of its attachments, and of the one that it has. */
  readonly event: string;
  readonly attachments: string;
  readonly attachment: string;
  /** Sends as the event's owner, to the attachments unless a path is given. */
  send(sent: Sent, path?: string): Promise<Answer>;
  /** Sends, and holds the answer to be this error and the documents to be as they were; `leftNothing` looks at the blobs. */
  refuses(sent: Sent, status: number, code: string, message?: string | RegExp, path?: string): Promise<Answer>;
  /** Documents with their ETags, and blobs: what must not change. */
  state(): Promise<MailboxState>;
  /** For the end of a file: the mailbox has the blobs that it began with. Listing them takes long where many tests store some. */
  leftNothing(): Promise<void>;
}

export async function openTarget(): Promise<Target> {
  const api = await openApi();
  const person = await newStranger(api);
  const event = await newEventOf(api, person);
  const attachments = `${event}/attachments`;
  const send: Target['send'] = (sent, path = attachments) => api.send(path, { token: person.token, ...sent });
  const { json } = await send({ json: fileBody('kept.txt') });
  const state = (): Promise<MailboxState> => mailboxState(inject('stack'), person.partition);
  const documents = () => documentsOf(inject('stack'), 'mailboxes', person.partition);
  const { blobs } = await state();
  return {
    api,
    person,
    event,
    attachments,
    attachment: `${attachments}/${String(json.id)}`,
    send,
    state,
    async leftNothing() {
      expect((await state()).blobs).toEqual(blobs);
    },
    async refuses(sent, status, code, message, path) {
      const before = await documents();
      const answer = await send(sent, path);
      expectError(answer, status, code, message);
      expect(await documents()).toEqual(before);
      expect((await send({ method: 'GET' }, `${attachments}/$count`)).text).toBe('1');
      return answer;
    },
  };
}

/** A request whose body is sent as it is, labelled as JSON. */
export const raw = (body: string | Uint8Array<ArrayBuffer>, headers: Readonly<Record<string, string>> = {}): Sent => ({
  method: 'POST',
  body,
  headers: { 'Content-Type': 'application/json', ...headers },
});
