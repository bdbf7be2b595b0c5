// The files of an event: their names, types and sizes.
import { useEffect, useState } from 'preact/hooks';
import { askAll } from '../graph.ts';
import type { Event } from '../model/event.ts';
import { textOf } from '../model/json.ts';

export interface EventFilesProps {
  /** The event's path in the API; attachments lie behind it. */
  readonly path: string;
  readonly event: Event;
}

export function EventFiles({ path, event }: EventFilesProps) {
  const [names, setNames] = useState<readonly string[]>([]);
  useEffect(() => {
    void askAll(`${path}/attachments?$select=id,name,size,contentType`).then(
      (all) => setNames(all.map((each) => textOf(each, 'name'))),
      () => setNames([]),
    );
  }, [path, event.etag]);
  return (
    <section aria-label="Files">
      <h3>Files</h3>
      {names.length === 0 ? <p>None.</p> : null}
      <ul>
        {names.map((name) => (
          <li key={name} dir="auto">
            {name}
          </li>
        ))}
      </ul>
    </section>
  );
}
