// An answer of bytes that are handed to the platform as they are: its own class makes three copies of them on the way.
import { HttpResponse, type HttpResponseInit } from '@azure/functions';

export class BytesResponse extends HttpResponse {
  override readonly arrayBuffer: () => Promise<ArrayBuffer>;

  constructor(init: Omit<HttpResponseInit, 'body' | 'jsonBody'>, bytes: Uint8Array) {
    super(init);
    this.arrayBuffer = () => Promise.resolve(alone(bytes));
  }
}

/** The memory of these bytes, if there is nothing else in it. */
function alone({ buffer, byteOffset, byteLength }: Uint8Array): ArrayBuffer {
  if (buffer instanceof ArrayBuffer && byteLength === buffer.byteLength) return buffer;
  return new Uint8Array(buffer, byteOffset, byteLength).slice().buffer;
}
