// The panel of the chosen event: when and where, people, text, files.
import { EventFiles } from '../files/EventFiles.tsx';
import { subjectOf } from '../model/event.ts';
import { rangeText } from '../model/times.ts';
import { chosen, unchoose, type Chosen } from '../state/chosen.ts';
import { preferences } from '../state/preferences.ts';

export function EventPanel() {
  const now = chosen.value;
  if (now === undefined) return null;
  return (
    <aside class="panel" aria-label="Event">
      <button type="button" class="quiet close" aria-label="Close" onClick={unchoose}>
        ×
      </button>
      {now.refusal === undefined ? null : <p role="alert">{now.refusal}</p>}
      {now.event === undefined ? <p role="status">Reading the event …</p> : <Details chosen={now} event={now.event} />}
    </aside>
  );
}

function Details({ chosen: now, event }: { readonly chosen: Chosen; readonly event: NonNullable<Chosen['event']> }) {
  return (
    <>
      <h2 dir="auto">{subjectOf(event)}</h2>
      <p>{rangeText(event, preferences.value)}</p>
      <EventFiles key={now.path} path={now.path} event={event} />
    </>
  );
}
