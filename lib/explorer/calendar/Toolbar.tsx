// The line above the calendar: which days, which view, who is here.
import type { Session } from '../session/session.ts';
import { composeNew } from '../state/compose.ts';
import { isSidebarOpen, showView, steering, title, toggleSidebar, view, viewNames, views } from '../state/view.ts';

export function Toolbar({ session }: { readonly session: Session }) {
  const steer = steering.value;
  return (
    <header class="toolbar">
      <button type="button" class="primary" onClick={() => composeNew()}>
        New event
      </button>
      <button type="button" class="narrow-only" aria-expanded={isSidebarOpen.value} aria-controls="calendars" onClick={toggleSidebar}>
        Calendars
      </button>
      <div class="group" role="group" aria-label="Days">
        <button type="button" onClick={() => steer?.today()}>
          Today
        </button>
        <button type="button" class="icon" aria-label="Back" onClick={() => steer?.previous()}>
          <span class="turning" aria-hidden="true">
            ‹
          </span>
        </button>
        <button type="button" class="icon" aria-label="Forward" onClick={() => steer?.next()}>
          <span class="turning" aria-hidden="true">
            ›
          </span>
        </button>
      </div>
      <h1 aria-live="polite">{title.value}</h1>
      <div class="group" role="group" aria-label="View">
        {views.map((each) => (
          <button key={each} type="button" aria-pressed={view.value === each} onClick={() => showView(each)}>
            {viewNames[each]}
          </button>
        ))}
      </div>
      <div class="person">
        <span dir="auto">{session.name}</span>
        <button type="button" class="quiet" onClick={() => void session.signOut()}>
          Sign out
        </button>
      </div>
    </header>
  );
}
