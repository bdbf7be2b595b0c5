// What stands in an entry: its time, its subject, and in words for screen readers what the colour and the pictures say.
import type { EventDisplayInfo } from 'fullcalendar';
import { h, type ComponentChild } from 'preact';
import { categoryOf } from '../model/category.ts';
import { signOf } from '../parts/CategoryName.tsx';
import { Icon } from '../parts/Icon.tsx';
import { categories } from '../state/categories.ts';
import { changedByOthers } from '../state/window.ts';
import { entryKey, entryOf, wordsOf } from './entryInput.ts';

function classesOf(view: string, isAllDay: boolean): string {
  if (view === 'listMonth') return 'entry-text is-roomy in-list';
  return view === 'dayGridMonth' || isAllDay ? 'entry-text' : 'entry-text is-roomy';
}

/** Signs of categories that an entry has room for. */
const mostSigns = 3;

export function entryContent({ event, timeText, view }: EventDisplayInfo): ComponentChild {
  const entry = entryOf(event);
  const marked = changedByOthers.value.has(entry.event.id);
  return h(
    'span',
    {
      class: classesOf(view.type, event.allDay),
      // Files are dropped on it.
      'data-entry': entryKey(entry),
    },
    entry.event.categories
      .slice(0, mostSigns)
      .map((name) => h('span', { class: signOf(categoryOf(name, categories.value).color), 'aria-hidden': 'true' })),
    timeText === '' ? null : h('span', { class: 'entry-time' }, timeText, ' '),
    h('span', { class: 'entry-subject', dir: 'auto' }, event.title),
    entry.event.hasAttachments ? h('span', { class: 'entry-sign', 'aria-hidden': 'true' }, h(Icon, { name: 'file' })) : null,
    marked ? h('span', { class: 'entry-sign', 'aria-hidden': 'true' }, '●') : null,
    h('span', { class: 'unseen' }, `, ${wordsOf(entry, marked)}`),
  );
}
