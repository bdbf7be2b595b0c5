// The list of calendars: whose they are, their colours, which are shown, and what can be done with them.
import { keyOfCalendar, type Calendar } from '../model/calendar.ts';
import { Icon } from '../parts/Icon.tsx';
import { closePerson, isShown, shelves, toggle, type Shelf } from '../state/calendars.ts';
import { dialog } from '../state/dialog.ts';
import { preferences } from '../state/preferences.ts';
import { isSidebarOpen } from '../state/view.ts';

export function Sidebar() {
  return (
    <nav id="calendars" class={isSidebarOpen.value ? 'sidebar is-open' : 'sidebar'} aria-label="Calendars">
      {shelves.value.map((shelf) => (
        <ShelfOf key={shelf.key} shelf={shelf} />
      ))}
      <div class="stack">
        <button type="button" onClick={() => (dialog.value = { kind: 'calendar', calendar: undefined })}>
          New calendar …
        </button>
        <button type="button" onClick={() => (dialog.value = { kind: 'open' })}>
          Somebody’s calendars …
        </button>
        <button type="button" onClick={() => (dialog.value = { kind: 'settings' })}>
          Settings …
        </button>
        <button type="button" onClick={() => (dialog.value = { kind: 'keys' })}>
          Keys …
        </button>
      </div>
      <p class="quiet-text">Times are those of {preferences.value.zoneName}.</p>
    </nav>
  );
}

function ShelfOf({ shelf }: { readonly shelf: Shelf }) {
  const { mailbox, title, group = '' } = shelf;
  return (
    <section aria-label={title}>
      <div class="row">
        <h2 class="grows" dir="auto">
          {title}
        </h2>
        {mailbox.kind === 'user' ? (
          <button type="button" class="quiet" aria-label={`Close ${title}’s calendars`} onClick={() => closePerson(mailbox.id)}>
            ×
          </button>
        ) : null}
        {group === '' ? null : (
          <button
            type="button"
            class="quiet small"
            aria-label={`Change the group ${title}`}
            title="Change"
            onClick={() => (dialog.value = { kind: 'group', shelf })}
          >
            <Icon name="change" />
          </button>
        )}
      </div>
      {group !== '' && shelf.calendars.length === 0 ? <p class="quiet-text">No calendars in it.</p> : null}
      {shelf.refusal === undefined ? null : <p class="notice">{shelf.refusal}</p>}
      <ul>
        {shelf.calendars.map((calendar) => (
          <CalendarOf key={keyOfCalendar(calendar)} calendar={calendar} />
        ))}
      </ul>
    </section>
  );
}

function CalendarOf({ calendar }: { readonly calendar: Calendar }) {
  return (
    <li class="row">
      <label class="grows">
        <input type="checkbox" class={`color-${calendar.color}`} checked={isShown(calendar)} onChange={() => toggle(calendar)} />
        <span dir="auto">{calendar.name}</span>
      </label>
      {calendar.canShare ? (
        <button
          type="button"
          class="quiet small"
          aria-label={`Share ${calendar.name}`}
          title="Share"
          onClick={() => (dialog.value = { kind: 'share', calendar })}
        >
          <Icon name="share" />
        </button>
      ) : null}
      {calendar.canChange ? (
        <button
          type="button"
          class="quiet small"
          aria-label={`Change ${calendar.name}`}
          title="Change"
          onClick={() => (dialog.value = { kind: 'calendar', calendar })}
        >
          <Icon name="change" />
        </button>
      ) : null}
    </li>
  );
}
