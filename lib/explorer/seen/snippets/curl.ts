// A request as a command of curl, for a POSIX shell: $TOKEN and $UPLOAD_URL are the reader's.
import type { SeenRequest } from '../request.ts';
import { isUploadUrl, type Snippet } from './snippet.ts';

/** In single quotes nothing has a meaning but the quote itself. */
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

export const curl: Snippet = {
  name: 'curl',
  of: (request) => {
    const { method, url, headers, withToken } = request;
    const lines = [`curl -X ${method} ${isUploadUrl(url) ? '"$UPLOAD_URL"' : quoted(url)}`];
    // These would be patterns of several URLs.
    if (/[[\]{}]/.test(url) && !isUploadUrl(url)) lines.push('--globoff');
    if (withToken) lines.push('-H "Authorization: Bearer $TOKEN"');
    for (const [name, value] of Object.entries(headers)) lines.push(`-H ${quoted(`${name}: ${value}`)}`);
    const data = dataOf(request);
    if (data !== undefined) lines.push(`--data-binary ${data}`);
    return lines.join(' \\\n  ');
  },
};

/** What was cut, and bytes, are in a file of the reader's. */
function dataOf({ body }: SeenRequest): string | undefined {
  if (body === undefined) return undefined;
  return body.kind === 'text' && !body.cut ? quoted(body.text) : '@body';
}
