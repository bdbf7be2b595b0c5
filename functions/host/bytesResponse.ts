// A response that passes its bytes to the platform without a copy: the platform's own class makes three.
import { HttpResponse, type HttpResponseInit } from '@azure/functions';

export class BytesResponse extends HttpResponse {
  override readonly arrayBuffer: () => Promise<ArrayBuffer>;

  constructor(init: Omit<HttpResponseInit, 'body' | 'jsonBody'>, bytes: Uint8Array) {
    super(init);
    this.arrayBuffer = () => Promise.resolve(alone(bytes));
  }
}

/** The memory that these bytes lie in, if it holds nothing else. */
function alone({ buffer, byteOffset, byteLength }: Uint8Array): ArrayBuffer {
  if (buffer instanceof ArrayBuffer && byteLength === buffer.byteLength) return buffer;
  return new Uint8Array(buffer, byteOffset, byteLength).slice().buffer;
}
