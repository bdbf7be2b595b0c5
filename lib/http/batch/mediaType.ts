// How a batch holds a body: JSON as it is, everything else as base64 text.
import { MIMEType } from 'node:util';

/** Whether a Content-Type is JSON or one of its kinds (RFC 6839, section 3.1); text that is no media type isn't. */
export function isJson(contentType: string): boolean {
  try {
    const { essence } = new MIMEType(contentType);
    return essence === 'application/json' || essence.endsWith('+json');
  } catch {
    return false;
  }
}
