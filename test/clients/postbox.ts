// A receiver of notifications for clients that run in processes of their own: who asks for a path by GET is told what was posted to it.
import { echo, startReceiver, type TestReceiver } from '../support/receivers/receiver.ts';

/** Starts it on a free port. It answers handshakes, takes what is posted, and answers a GET with the bodies posted to the same path, as JSON. */
export async function startPostbox(): Promise<TestReceiver> {
  const postbox = await startReceiver();
  postbox.answer = (asked, response) => {
    if (asked.method !== 'GET') {
      echo(asked, response);
      return;
    }
    const bodies = postbox.received
      .filter(({ method, path, validationToken }) => method === 'POST' && path === asked.path && validationToken === undefined)
      .map(({ body }) => body);
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(`[${bodies.join()}]`);
  };
  return postbox;
}
