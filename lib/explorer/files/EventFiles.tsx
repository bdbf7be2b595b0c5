// The files of an event: what there is, and where more are dropped or picked.
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { errorText } from '../errorText.ts';
import { subjectOf, type Event } from '../model/event.ts';
import { chosen } from '../state/chosen.ts';
import { readAttachments, type Attachment } from './attachment.ts';
import { droppedFiles, hasFiles, pickedFiles } from './browser/chosen.ts';
import { deleted } from './deletions.ts';
import { AttachmentRow } from './parts/AttachmentRow.tsx';
import { arrivals, uploadQueue } from './uploading.ts';

export interface EventFilesProps {
  /** The event's path in the API; attachments lie behind it. */
  readonly path: string;
  readonly event: Event;
}

export function EventFiles({ path, event }: EventFilesProps) {
  const [files, setFiles] = useState<readonly Attachment[] | string | undefined>(undefined);
  const arrived = arrivals.value;
  useEffect(() => {
    let isOver = false;
    const told = (now: readonly Attachment[] | string): void => {
      if (!isOver) setFiles(now);
    };
    readAttachments(path).then(told, (error: unknown) => told(errorText(error)));
    return () => {
      isOver = true;
    };
  }, [path, event.etag, arrived]);
  const canWrite = event.isOrganizer && !event.isCancelled && chosen.value?.calendar.canEdit !== false;
  const shown = typeof files === 'object' ? files.filter(({ path: each }) => !deleted.value.has(each)) : [];
  return (
    <section class="files" aria-label="Files">
      <h3>Files</h3>
      {typeof files === 'string' ? <p role="alert">{files}</p> : null}
      {files === undefined ? <p role="status">Reading the files …</p> : null}
      {typeof files === 'object' && shown.length === 0 ? <p>None.</p> : null}
      {shown.length === 0 ? null : (
        <ul>
          {shown.map((attachment) => (
            <AttachmentRow key={attachment.id} attachment={attachment} canWrite={canWrite} />
          ))}
        </ul>
      )}
      {canWrite ? <AddFiles attachments={`${path}/attachments`} event={subjectOf(event)} /> : null}
    </section>
  );
}

/** Where files are picked, or dropped. */
function AddFiles({ attachments, event }: { readonly attachments: string; readonly event: string }) {
  const [isOver, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const label = useId();
  const target = { attachments, event };
  return (
    <div
      class={isOver ? 'drop is-over' : 'drop'}
      onDragOver={(dragged) => {
        if (!hasFiles(dragged.dataTransfer)) return;
        dragged.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(dropped) => {
        if (!hasFiles(dropped.dataTransfer)) return;
        dropped.preventDefault();
        dropped.stopPropagation();
        setOver(false);
        void droppedFiles(dropped.dataTransfer).then((given) => uploadQueue().add(target, given));
      }}
    >
      <label id={label} class="pick">
        <span>Add files, or drop them here (up to 150 MiB each)</span>
        <input
          ref={input}
          type="file"
          multiple
          onChange={() => {
            void uploadQueue().add(target, pickedFiles(input.current?.files ?? null));
            // The same file can be picked once more.
            if (input.current !== null) input.current.value = '';
          }}
        />
      </label>
    </div>
  );
}
