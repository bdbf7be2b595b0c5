// Counts the calls to Blob Storage that the SDK makes: each is one request, since its own retries are off.
import { beginCall, type CallKind } from '../../runtime/meter.ts';
import { statusOf } from './failures.ts';

/** The part of every answer that the SDK adds. */
interface Answer {
  readonly _response: { readonly status: number };
}

/** Makes one call, counted with its status. */
export async function counted<T extends Answer>(kind: CallKind, call: () => Promise<T>): Promise<T> {
  const end = beginCall(kind);
  try {
    const answer = await call();
    end(answer._response.status);
    return answer;
  } catch (error) {
    end(statusOf(error));
    throw error;
  }
}
