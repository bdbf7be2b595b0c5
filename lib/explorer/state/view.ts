// Which view is shown, around which day.
import { computed, signal } from '@preact/signals';
import { keep, kept } from './kept.ts';

export const views = ['month', 'week', 'day', 'agenda'] as const;
export type View = (typeof views)[number];

/** What buttons call it. */
export const viewNames: Readonly<Record<View, string>> = { month: 'Month', week: 'Week', day: 'Day', agenda: 'Agenda' };

const state = signal<View>('month');
export const view = computed(() => state.value);

export function showView(next: View): void {
  state.value = next;
  keep('view', [next]);
}

/** The view of the last visit; on a narrow screen the agenda, until somebody chooses. */
export function readView(): void {
  const before = views.find((each) => each === kept('view')[0]);
  state.value = before ?? (matchMedia('(max-width: 40rem)').matches ? 'agenda' : 'month');
}

/** What stands above the calendar: `March 2027`. */
export const title = signal('');

/** The calendar's own commands; undefined until it is there. */
export interface Steering {
  previous(): void;
  next(): void;
  today(): void;
  /** `2027-03-01` */
  goTo(date: string): void;
  /** The day that the view is around. */
  date(): string;
}

export const steering = signal<Steering | undefined>(undefined);

const sidebar = signal(false);

/** Whether the list of calendars is open where the page is narrow; elsewhere it always is. */
export const isSidebarOpen = computed(() => sidebar.value);

export function toggleSidebar(): void {
  sidebar.value = !sidebar.value;
}
