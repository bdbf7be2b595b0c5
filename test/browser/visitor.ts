// What a page does with the API: it is sent to the browser as text, and so uses nothing but what is in it.

export interface VisitRequest {
  readonly api: string;
  readonly event: string;
  readonly token: string;
  readonly size: number;
  readonly rangeBytes: number;
}

/** What the page saw. */
export interface Seen {
  /** Status of each range, in the order of the file. */
  readonly ranges: readonly number[];
  readonly location: string;
  readonly download: { readonly status: number; readonly origin: string; readonly equal: boolean; readonly disposition: string | null };
  readonly part: { readonly status: number; readonly range: string | null; readonly equal: boolean };
  readonly unchanged: number;
  readonly refused: { readonly status: number; readonly code: unknown; readonly requestId: string | null };
}

/** Uploads random bytes in parallel ranges, and downloads them again: whole, a part, and not at all. */
export async function visit({ api, event, token, size, rangeBytes }: VisitRequest): Promise<Seen> {
  const authorization = { Authorization: `Bearer ${token}` };
  const attachments = `${api}/v1.0/me/events/${event}/attachments`;
  const bytes = new Uint8Array(size);
  // As many as the browser gives at once.
  for (let i = 0; i < size; i += 65_536) crypto.getRandomValues(bytes.subarray(i, Math.min(i + 65_536, size)));
  const property = (value: unknown, name: string): unknown =>
    typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
  const isPartOf = (part: Uint8Array, first: number): boolean => part.every((byte, i) => byte === bytes[first + i]);

  const announced = await fetch(`${attachments}/createUploadSession`, {
    method: 'POST',
    headers: { ...authorization, 'Content-Type': 'application/json' },
    body: JSON.stringify({ AttachmentItem: { attachmentType: 'file', name: 'from a page.bin', size } }),
  });
  const uploadUrl = String(property(await announced.json(), 'uploadUrl'));

  let location = '';
  const ranges = await Promise.all(
    Array.from({ length: Math.ceil(size / rangeBytes) }, async (_, i) => {
      const first = i * rangeBytes;
      const body = bytes.slice(first, first + rangeBytes);
      const headers = { 'Content-Range': `bytes ${first}-${first + body.length - 1}/${size}`, 'Content-Type': 'application/octet-stream' };
      const answer = await fetch(uploadUrl, { method: 'PUT', headers, body });
      if (answer.status === 201) location = answer.headers.get('Location') ?? '';
      return answer.status;
    }),
  );

  const value = `${location}/$value`;
  const whole = await fetch(value, { headers: { ...authorization, 'client-request-id': crypto.randomUUID() } });
  const all = new Uint8Array(await whole.arrayBuffer());
  // Past the browser's cache, which would cut the part from the whole by itself.
  const part = await fetch(value, { cache: 'no-store', headers: { ...authorization, Range: 'bytes=1000-1999' } });
  const some = new Uint8Array(await part.arrayBuffer());
  const unchanged = await fetch(value, { headers: { ...authorization, 'If-None-Match': whole.headers.get('ETag') ?? '' } });
  const refused = await fetch(attachments);
  const code = property(property(await refused.json(), 'error'), 'code');

  return {
    ranges,
    location,
    download: {
      status: whole.status,
      origin: new URL(whole.url).origin,
      equal: all.length === size && isPartOf(all, 0),
      disposition: whole.headers.get('Content-Disposition'),
    },
    part: { status: part.status, range: part.headers.get('Content-Range'), equal: some.length === 1000 && isPartOf(some, 1000) },
    unchanged: unchanged.status,
    refused: { status: refused.status, code, requestId: refused.headers.get('request-id') },
  };
}
