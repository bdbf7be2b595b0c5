// The calendar itself: month, week, day and agenda by FullCalendar, told what to show by the page's state. It loads beside the page.
import { effect } from '@preact/signals';
import { Calendar, type CalendarOptions } from 'fullcalendar';
import dayGridPlugin from 'fullcalendar/daygrid';
import interactionPlugin from 'fullcalendar/interaction';
import listPlugin from 'fullcalendar/list';
import classicThemePlugin from 'fullcalendar/themes/classic';
import timeGridPlugin from 'fullcalendar/timegrid';
import { useEffect, useRef } from 'preact/hooks';
import { addDays, clockIn } from '../model/times.ts';
import { choose } from '../state/chosen.ts';
import { preferences, type Preferences } from '../state/preferences.ts';
import { showView, steering, title, view, type View } from '../state/view.ts';
import { changedByOthers, entries, showDays } from '../state/window.ts';
import { entryContent } from './entryContent.ts';
import { entryInput, entryOf } from './entryInput.ts';

const componentViews: Readonly<Record<View, string>> = {
  month: 'dayGridMonth',
  week: 'timeGridWeek',
  day: 'timeGridDay',
  agenda: 'listMonth',
};

/** What depends on the mailbox's settings. */
const localOptions = ({ locale, hour12, direction, firstDay, zone }: Preferences): CalendarOptions => ({
  locale,
  direction,
  firstDay,
  timeZone: zone,
  now: () => clockIn(zone, new Date()),
  eventTimeFormat: { hour: 'numeric', minute: '2-digit', hour12 },
  slotHeaderFormat: { hour: 'numeric', minute: '2-digit', hour12 },
});

const options: CalendarOptions = {
  plugins: [dayGridPlugin, timeGridPlugin, listPlugin, interactionPlugin, classicThemePlugin],
  headerToolbar: false,
  height: '100%',
  expandRows: true,
  nowIndicator: true,
  navLinks: true,
  eventInteractive: true,
  dayMaxEvents: true,
  scrollTime: '07:30:00',
  eventDisplay: 'block',
  eventContent: entryContent,
  noEventsText: 'Nothing in these days.',
  allDayText: 'all day',
};

function mount(element: HTMLElement): () => void {
  let shown = { entries: entries.peek(), marked: changedByOthers.peek() };
  const calendar = new Calendar(element, {
    ...options,
    ...localOptions(preferences.peek()),
    initialView: componentViews[view.peek()],
    datesSet: ({ view: shown, startStr, endStr }) => {
      title.value = shown.title;
      showDays({ from: addDays(startStr.slice(0, 10), -1), until: addDays(endStr.slice(0, 10), 1) });
    },
    eventClick: ({ event, jsEvent }) => {
      jsEvent.preventDefault();
      const {
        calendar: of,
        event: { id },
      } = entryOf(event);
      void choose(of, id);
    },
    navLinkDayClick: (date) => {
      calendar.gotoDate(date);
      showView('day');
    },
    events: (_, done) => done(shown.entries.map((entry) => entryInput(entry, shown.marked))),
  });
  calendar.render();
  steering.value = {
    previous: () => calendar.prev(),
    next: () => calendar.next(),
    today: () => calendar.today(),
    goTo: (date) => calendar.gotoDate(date),
    date: () => calendar.getDate().toISOString().slice(0, 10),
  };
  const ends = [
    effect(() => calendar.changeView(componentViews[view.value])),
    effect(() => {
      shown = { entries: entries.value, marked: changedByOthers.value };
      calendar.refetchEvents();
    }),
  ];
  return () => {
    for (const end of ends) end();
    steering.value = undefined;
    calendar.destroy();
  };
}

export function CalendarView() {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => (element.current === null ? undefined : mount(element.current)), []);
  return <div class="calendar" ref={element} />;
}
