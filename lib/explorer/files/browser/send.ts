// How a page sends bytes: to the API through its one door, to upload URLs beside it, and told of how far a request is.
import { errorText } from '../../errorText.ts';
import { announce, call, GraphError } from '../../graph.ts';
import { fetchTold } from '../../told.ts';
import { ConnectionLost, type Send } from '../upload/wire.ts';

/** A request to the API, with the person's token. */
export const askApi: Send = async ({ method, url, headers = {}, body, signal, onProgress }) => {
  try {
    const answer = await call(method, url, {
      headers,
      signal,
      as: 'text',
      onProgress,
      ...(body !== undefined && { body: new Blob([body]) }),
    });
    const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body ?? '');
    return { status: answer.status, header: (name) => answer.headers.get(name), text };
  } catch (error) {
    if (error instanceof GraphError && error.status === 0) throw new ConnectionLost();
    throw error;
  }
};

/** A request to an upload session, whose URL is all the right that it needs. */
export const sendBytes: Send = async ({ method, url, headers = {}, body, signal, onProgress }) => {
  signal.throwIfAborted();
  const ended = announce({ method, url, headers, withToken: false, body: typeof body === 'string' ? new Blob([body]) : body });
  try {
    const answer = await fetchTold(url, { method, headers, signal, onProgress, ...(body !== undefined && { body }) });
    const [{ status, headers: answered }, text] = [answer, await answer.text()];
    ended({ status, headers: answered, body: parsed(text) });
    return { status, header: (name) => answered.get(name), text };
  } catch (error) {
    ended(errorText(error));
    throw error instanceof TypeError ? new ConnectionLost() : error;
  }
};

function parsed(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
