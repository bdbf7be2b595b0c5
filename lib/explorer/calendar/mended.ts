// What the calendar component says to screen readers, mended where axe finds fault with it.
import type { CalendarOptions } from 'fullcalendar';
import { entryKey, entryOf } from './entryInput.ts';

/** Options that mend an element once it is there; the component doesn't write these attributes again. */
export const mended: CalendarOptions = {
  moreLinkClass: 'more',
  viewDidMount: ({ el }) => {
    // The corner above the hours says nothing.
    for (const corner of el.querySelectorAll('[role="rowheader"]:empty')) {
      corner.setAttribute('role', 'presentation');
      corner.removeAttribute('aria-label');
    }
  },
  dayHeaderDidMount: ({ el }) => mendHeader(el),
  listDayHeaderDidMount: ({ el }) => el.querySelectorAll('[role="link"]').forEach(named),
  // A cell is named by what is in it: the link to its day, and the day's events.
  dayCellDidMount: ({ el }) => {
    el.removeAttribute('aria-label');
    named(el.querySelector('[role="link"]'));
  },
  eventDidMount: ({ el, event }) => {
    el.dataset.entry = entryKey(entryOf(event));
    // A list's children would have to be its items; here they are buttons.
    const list = el.parentElement?.closest('[role="list"], [role="group"]');
    if (list?.getAttribute('role') === 'list') list.setAttribute('role', 'group');
  },
};

/** A header's own text names it, and the link in it says that text first (WCAG 2.2, 2.5.3). */
function mendHeader(header: Element): void {
  header.querySelectorAll('[aria-hidden="true"]').forEach((text) => text.removeAttribute('aria-hidden'));
  named(header.querySelector('[role="link"]'));
  if (header.textContent.trim() !== '') header.removeAttribute('aria-label');
}

/** The component gives a header of one view to the next one, and writes some of its attributes anew. */
export const mendHeaders = (calendar: Element): void => calendar.querySelectorAll('[role="columnheader"]').forEach(mendHeader);

function named(link: Element | null): void {
  const [text, label] = [link?.textContent.trim() ?? '', link?.getAttribute('aria-label') ?? ''];
  if (link !== null && text !== '' && label !== '' && !label.includes(text)) link.setAttribute('aria-label', `${text}, ${label}`);
}
