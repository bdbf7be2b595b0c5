// Counts the calls to Blob Storage: each call of the adapter is one request, since the SDK's own retries are off.
import { RestError } from '@azure/storage-blob';
import { beginCall, type CallKind } from '../../runtime/meter.ts';

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
    end(error instanceof RestError ? error.statusCode : undefined);
    throw error;
  }
}
