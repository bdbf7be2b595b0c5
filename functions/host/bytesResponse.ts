// A response that passes its body to the platform as it lies in memory: the platform's own class makes three copies of bytes, and reads a
// text as a stream, which takes longer than all else that it does for an answer.
import { HttpResponse, type HttpResponseInit } from '@azure/functions';

export class BytesResponse extends HttpResponse {
  override readonly arrayBuffer: () => Promise<ArrayBuffer>;

  constructor(init: Omit<HttpResponseInit, 'body' | 'jsonBody'>, bytes: Uint8Array) {
    super(init);
    this.arrayBuffer = () => Promise.resolve(alone(bytes));
  }
}

/** A text in UTF-8, in memory of its own; `length` is its length in bytes. */
export function encoded(text: string, length = Buffer.byteLength(text)): Uint8Array {
  const bytes = Buffer.allocUnsafeSlow(length);
  bytes.write(text);
  return bytes;
}

/** The memory that these bytes lie in, if it holds nothing else. */
function alone({ buffer, byteOffset, byteLength }: Uint8Array): ArrayBuffer {
  if (buffer instanceof ArrayBuffer && byteLength === buffer.byteLength) return buffer;
  return new Uint8Array(buffer, byteOffset, byteLength).slice().buffer;
}
