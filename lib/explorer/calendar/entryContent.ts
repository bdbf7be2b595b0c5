// What stands in an entry: its time, its subject, and in words for screen readers what the colour and the pictures say.
import type { EventDisplayInfo } from 'fullcalendar';
import { h, type ComponentChild } from 'preact';
import { changedByOthers } from '../state/window.ts';
import { entryKey, entryOf, wordsOf } from './entryInput.ts';

export function entryContent({ event, timeText, view }: EventDisplayInfo): ComponentChild {
  const entry = entryOf(event);
  const marked = changedByOthers.value.has(entry.event.id);
  return h(
    'span',
    {
      class: view.type === 'dayGridMonth' || event.allDay ? 'entry-text' : 'entry-text is-roomy',
      // Files are dropped on it.
      'data-entry': entryKey(entry),
    },
    timeText === '' ? null : h('span', { class: 'entry-time' }, timeText, ' '),
    h('span', { class: 'entry-subject', dir: 'auto' }, event.title),
    entry.event.hasAttachments ? h('span', { class: 'entry-sign', 'aria-hidden': 'true' }, '📎') : null,
    marked ? h('span', { class: 'entry-sign', 'aria-hidden': 'true' }, '●') : null,
    h('span', { class: 'unseen' }, `, ${wordsOf(entry, marked)}`),
  );
}
