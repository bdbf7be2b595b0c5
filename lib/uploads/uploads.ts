// Upload sessions: started for an event, opened by their URLs' tokens, filled range by range, and cancelled.
import type { EventRecord } from '../calendar/events/record/eventRecord.ts';
import type { EventKey } from '../calendar/mailbox.ts';
import type { Author } from '../stores/records.ts';
import { cancelUpload } from './cancel.ts';
import { openUpload } from './open.ts';
import type { ByteRange } from './ranges.ts';
import { receiveRange, type Received, type UploadDependencies } from './receive.ts';
import type { UploadSession, UploadToken } from './session.ts';
import { startUpload, type NewUpload, type StartDependencies, type StartedUpload } from './start.ts';

export interface Uploads {
  /** Makes a session; see `startUpload`. */
  start(key: EventKey, event: EventRecord, upload: NewUpload, by: Author): Promise<StartedUpload>;
  /** The session that a token opens; see `openUpload`. Throws 404. */
  open(token: UploadToken): Promise<UploadSession>;
  /** Takes the bytes of one range; see `receiveRange`. */
  receive(opened: UploadSession, token: UploadToken, range: ByteRange, bytes: Uint8Array): Promise<Received>;
  /** Ends a session that was opened. Throws 404 for one that has ended. */
  cancel(token: UploadToken, session: UploadSession): Promise<void>;
}

export const createUploads = (deps: StartDependencies & UploadDependencies): Uploads => ({
  start: (...given) => startUpload(deps, ...given),
  open: (token) => openUpload(deps, token),
  receive: (...given) => receiveRange(deps, ...given),
  cancel: (token, session) => cancelUpload(deps, token, session),
});
