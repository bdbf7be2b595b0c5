// What is kept of an upload, so that it goes on after the page was loaded anew. No tokens are kept: the session's URL is good for a day.
import type { FileIdentity } from './identity.ts';

export interface KeptUpload {
  readonly id: string;
  /** Who has begun it: nobody else is shown it. */
  readonly person: string;
  /** The path of the attachments to which the file goes. */
  readonly attachments: string;
  /** The event, in words. */
  readonly event: string;
  readonly uploadUrl: string;
  /** When the session ends, in milliseconds since the epoch. */
  readonly expires: number;
  readonly file: FileIdentity;
  /** What leads to the file again, where the browser has given such a thing. */
  readonly handle?: unknown;
}

export interface Keep {
  all(): Promise<readonly KeptUpload[]>;
  put(upload: KeptUpload): Promise<void>;
  remove(id: string): Promise<void>;
  /** Whether this page may go on with it: not while another page has it. Once given, it is this page's until that ends. */
  claim(id: string): Promise<boolean>;
}
