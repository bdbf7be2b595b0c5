// The page once somebody has signed in: the calendar, and what is beside it.
import { signal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { onKey } from './calendar/keys.ts';
import { Toolbar } from './calendar/Toolbar.tsx';
import { EventPanel } from './event/EventPanel.tsx';
import { UploadList } from './files/UploadList.tsx';
import { Dialogs } from './parts/Dialogs.tsx';
import { Toasts } from './parts/Toasts.tsx';
import { Seen } from './seen/Seen.tsx';
import type { Session } from './session/session.ts';
import { Sidebar } from './sidebar/Sidebar.tsx';
import { isLoading, offline } from './state/window.ts';

const calendarView = signal<ComponentType | undefined>(undefined);

/** Loads the calendar component, which is the largest part of the page. */
export async function loadCalendar(): Promise<void> {
  const { CalendarView } = await import('./calendar/CalendarView.tsx');
  calendarView.value = CalendarView;
}

export function App({ session }: { readonly session: Session }) {
  const Shown = calendarView.value;
  return (
    <div class="page">
      <a class="skip" href="#calendar">
        Skip to the calendar
      </a>
      <Toolbar session={session} />
      <Sidebar />
      <main id="calendar" tabindex={-1} aria-label="Calendar" aria-busy={isLoading.value} onKeyDown={onKey}>
        {offline.value === undefined ? null : <p class="notice">Not up to date: {offline.value}</p>}
        {Shown === undefined ? <p class="starting">Opening the calendar …</p> : <Shown />}
      </main>
      <EventPanel />
      <Seen />
      <UploadList />
      <Dialogs />
      <Toasts />
    </div>
  );
}
