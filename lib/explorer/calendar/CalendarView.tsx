// The calendar itself: month, week, day and agenda by FullCalendar, told what to show by the page's state. It loads beside the page.
import { effect } from '@preact/signals';
import { Calendar, type CalendarOptions } from 'fullcalendar';
import dayGridPlugin from 'fullcalendar/daygrid';
import interactionPlugin from 'fullcalendar/interaction';
import listPlugin from 'fullcalendar/list';
import classicThemePlugin from 'fullcalendar/themes/classic';
import timeGridPlugin from 'fullcalendar/timegrid';
import { useEffect, useRef } from 'preact/hooks';
import { now } from '../clock.ts';
import { addDays, clockIn } from '../model/times.ts';
import { choose } from '../state/chosen.ts';
import { composeNew } from '../state/compose.ts';
import { preferences, type Preferences } from '../state/preferences.ts';
import { showView, steering, title, view, type View } from '../state/view.ts';
import { isRead, offline, showDays } from '../state/window.ts';
import { drop } from './drop.ts';
import { entryContent } from './entryContent.ts';
import { entryOf } from './entryInput.ts';
import { mended, mendHeaders } from './mended.ts';
import { showEntries } from './showEntries.ts';

const componentViews: Readonly<Record<View, string>> = {
  month: 'dayGridMonth',
  week: 'timeGridWeek',
  day: 'timeGridDay',
  agenda: 'listMonth',
};

/** What depends on the mailbox's settings. */
function localOptions({ locale, hour12, direction, firstDay, zone }: Preferences): CalendarOptions {
  const time = { hour: 'numeric', minute: '2-digit', hour12 } as const;
  return {
    locale,
    direction,
    firstDay,
    timeZone: zone,
    now: () => clockIn(zone, now()),
    eventTimeFormat: { ...time, omitZeroMinute: hour12 },
    slotHeaderFormat: { ...time, omitZeroMinute: hour12 },
  };
}

const options: CalendarOptions = {
  ...mended,
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
  allDayText: 'all day',
  moreLinkText: (more) => `${more} more`,
  eventResizableFromStart: true,
  selectable: true,
  selectMinDistance: 5,
  // A finger scrolls first; it drags what it rests on.
  longPressDelay: 400,
  eventClick: ({ event, jsEvent }) => {
    jsEvent.preventDefault();
    const { calendar, event: shown } = entryOf(event);
    void choose(calendar, shown.id);
  },
  eventDrop: drop,
  eventResize: drop,
  dateClick: ({ dateStr }) => composeNew(dateStr.slice(0, 19)),
  select: ({ startStr, endStr }) => composeNew(startStr.slice(0, 19), endStr.slice(0, 19)),
};

/** What stands in the place of events where there are none. */
function nothingText(): string {
  if (isRead.value) return 'Nothing in these days.';
  return offline.value === undefined ? 'Reading the events …' : 'What is in these days isn’t known yet.';
}

function mount(element: HTMLElement): () => void {
  const calendar = new Calendar(element, {
    ...options,
    ...localOptions(preferences.peek()),
    initialView: componentViews[view.peek()],
    datesSet: ({ view: shown, startStr, endStr }) => {
      title.value = shown.title;
      requestAnimationFrame(() => mendHeaders(element));
      // A day more on each side: the window is in UTC, the days are the mailbox's.
      showDays({ from: addDays(startStr.slice(0, 10), -1), until: addDays(endStr.slice(0, 10), 1) });
    },
    navLinkDayClick: (date) => {
      calendar.gotoDate(date);
      showView('day');
    },
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
    showEntries(calendar, element),
    effect(() => calendar.setOption('noEventsText', nothingText())),
  ];
  return () => {
    for (const end of ends) end();
    steering.value = undefined;
    calendar.destroy();
  };
}

export function CalendarView() {
  const element = useRef<HTMLDivElement>(null);
  const { zoneName, locale, hour12 } = preferences.value;
  // Other settings are another calendar.
  useEffect(() => (element.current === null ? undefined : mount(element.current)), [zoneName, locale, hour12]);
  return <div class="calendar" ref={element} />;
}
