// The list of calendars: whose they are, their colours, which are shown.
import { keyOfCalendar } from '../model/calendar.ts';
import { isShown, shelves, toggle, type Shelf } from '../state/calendars.ts';

export function Sidebar() {
  return (
    <nav class="sidebar" aria-label="Calendars">
      {shelves.value.map((shelf) => (
        <ShelfOf key={shelf.key} shelf={shelf} />
      ))}
    </nav>
  );
}

function ShelfOf({ shelf }: { readonly shelf: Shelf }) {
  return (
    <section aria-label={shelf.title}>
      <h2 dir="auto">{shelf.title}</h2>
      {shelf.refusal === undefined ? null : <p class="notice">{shelf.refusal}</p>}
      <ul>
        {shelf.calendars.map((calendar) => (
          <li key={keyOfCalendar(calendar)}>
            <label>
              <input type="checkbox" class={`color-${calendar.color}`} checked={isShown(calendar)} onChange={() => toggle(calendar)} />
              <span dir="auto">{calendar.name}</span>
            </label>
          </li>
        ))}
      </ul>
    </section>
  );
}
