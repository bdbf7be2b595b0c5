// The panel of the chosen event: when and where, people and answers, text, files, and what can be done.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { EventFiles } from '../files/EventFiles.tsx';
import { isOfSeries, subjectOf, type Event } from '../model/event.ts';
import { categoryOf } from '../model/category.ts';
import { rangeText } from '../model/times.ts';
import { CategoryName } from '../parts/CategoryName.tsx';
import { categories } from '../state/categories.ts';
import { chosen, unchoose, type Chosen } from '../state/chosen.ts';
import { composeChange } from '../state/compose.ts';
import { Spellings } from '../seen/Spellings.tsx';
import { preferences } from '../state/preferences.ts';
import { remove } from '../state/write.ts';
import { AnswerButtons } from './AnswerButtons.tsx';
import { Body } from './Body.tsx';
import { People } from './People.tsx';
import { RecurrenceWords } from './RecurrenceWords.tsx';

export function EventPanel() {
  const now = chosen.value;
  return now === undefined ? null : <Panel key={now.path} now={now} />;
}

/** Takes the focus when it opens, and gives it back when it closes. */
function Panel({ now }: { readonly now: Chosen }) {
  const element = useRef<HTMLElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    element.current?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <aside
      ref={element}
      class="panel"
      tabindex={-1}
      aria-label="Event"
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) unchoose();
      }}
    >
      <button type="button" class="quiet close" aria-label="Close" onClick={unchoose}>
        ×
      </button>
      {now.refusal === undefined ? null : <p role="alert">{now.refusal}</p>}
      {now.event === undefined ? (
        <p role="status">{now.refusal === undefined ? 'Reading the event …' : ''}</p>
      ) : (
        <Details now={now} event={now.event} />
      )}
    </aside>
  );
}

function Details({ now, event }: { readonly now: Chosen; readonly event: Event }) {
  const { calendar, path } = now;
  const entry = { calendar, event };
  const isInvited = calendar.mailbox.kind === 'me' && !event.isOrganizer && !event.isCancelled;
  return (
    <>
      <h2>
        <span dir="auto">{subjectOf(event)}</span>
      </h2>
      {event.isCancelled ? <p class="tag">Cancelled</p> : null}
      <dl class="facts">
        <Fact name="When">{rangeText(event, preferences.value)}</Fact>
        {isOfSeries(event) ? (
          <Fact name="Recurs">
            <RecurrenceWords calendar={calendar} event={event} />
          </Fact>
        ) : null}
        {event.location === '' ? null : (
          <Fact name="Where">
            <span dir="auto">{event.location}</span>
          </Fact>
        )}
        <Fact name="Calendar">
          <span dir="auto">{calendar.name}</span>
        </Fact>
        {event.categories.length === 0 ? null : (
          <Fact name="Categories">
            <span class="category-list">
              {event.categories.map((name) => (
                <span key={name}>
                  <CategoryName category={categoryOf(name, categories.value)} />
                </span>
              ))}
            </span>
          </Fact>
        )}
      </dl>
      {calendar.canEdit ? (
        <div class="actions">
          {event.isOrganizer ? (
            <button type="button" onClick={() => void composeChange(calendar, event.id)}>
              Change
            </button>
          ) : null}
          <button type="button" class="danger" onClick={() => void remove(entry)}>
            Delete
          </button>
        </div>
      ) : null}
      {isInvited ? <AnswerButtons entry={entry} /> : null}
      <People entry={entry} />
      <Body body={event.body} />
      <EventFiles path={path} event={event} />
      <Spellings chosen={now} />
    </>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
