// What the recipes ask of the API: requests with a token, lists page after page, and files of any size.

const { API = 'http://localhost:7071/v1.0', TOKEN = '' } = process.env;
/** Of one range of an upload: a multiple of 320 KiB, as Graph wants it. */
const rangeBytes = 12 * 320 * 1024;

/** Sends a request; an answer that is no success is thrown with what it says. */
export async function ask(method: string, path: string, body?: object): Promise<Response> {
  const headers = { Authorization: `Bearer ${TOKEN}`, 'Content-Type': 'application/json' };
  const answer = await fetch(path.startsWith('http') ? path : API + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer;
}

/** Every entry of a list, page after page. */
export async function listOf<T>(path: string): Promise<T[]> {
  const { value, '@odata.nextLink': next } = (await (await ask('GET', path)).json()) as { value: T[]; '@odata.nextLink'?: string };
  return next === undefined ? value : [...value, ...(await listOf<T>(next))];
}

/** A file that is to be attached. */
export interface NewFile {
  readonly name: string;
  readonly contentType: string | null;
  readonly isInline?: boolean;
  readonly contentId?: string | null;
}

/** Attaches a file to an event: up to 3 MB by one request, a larger one by an upload session. */
export async function attachFile(event: string, file: NewFile, bytes: Uint8Array): Promise<void> {
  const attachments = `/me/events/${event}/attachments`;
  if (bytes.length <= 3e6) {
    const contentBytes = Buffer.from(bytes).toString('base64');
    await ask('POST', attachments, { '@odata.type': '#microsoft.graph.fileAttachment', ...file, contentBytes });
    return;
  }
  const AttachmentItem = { attachmentType: 'file', ...file, size: bytes.length };
  const { uploadUrl } = (await (await ask('POST', `${attachments}/createUploadSession`, { AttachmentItem })).json()) as {
    uploadUrl: string;
  };
  for (let from = 0; from < bytes.length; from += rangeBytes) {
    const body = bytes.slice(from, from + rangeBytes);
    const headers = { 'Content-Range': `bytes ${from}-${from + body.length - 1}/${bytes.length}` };
    // The URL is its own authority: no token goes there.
    const answer = await fetch(uploadUrl, { method: 'PUT', headers, body });
    if (!answer.ok) throw new Error(`range from byte ${from} of ${file.name}: ${answer.status} ${await answer.text()}`);
  }
}
