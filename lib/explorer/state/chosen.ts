// Which event is chosen, and what is known of it: the panel, its files and the requests beside it look here.
import { signal, type ReadonlySignal } from '@preact/signals';
import { errorText } from '../errorText.ts';
import { ask } from '../graph.ts';
import { pathOfCalendar, type Calendar } from '../model/calendar.ts';
import { readEvent, type Event } from '../model/event.ts';
import { readObject } from '../model/json.ts';
import { pathOfMailbox } from '../model/mailbox.ts';
import { preferences } from './preferences.ts';

export interface Chosen {
  readonly calendar: Calendar;
  readonly id: string;
  /** The event's path in the API: `/me/events/{id}`. Attachments lie behind it. */
  readonly path: string;
  /** As the last answer has it; undefined until there is one. */
  readonly event: Event | undefined;
  /** Why it can't be shown. */
  readonly refusal: string | undefined;
}

const state = signal<Chosen | undefined>(undefined);

/** The event that was chosen; undefined where none is. */
export const chosen: ReadonlySignal<Chosen | undefined> = state;

/** An event's shortest path; what is shared is reached through its calendar alone. */
export const pathOfEvent = (calendar: Calendar, id: string): string =>
  calendar.mailbox.kind === 'user' ? `${pathOfCalendar(calendar)}/events/${id}` : `${pathOfMailbox(calendar.mailbox)}/events/${id}`;

/** Chooses an event, and asks for all of it. */
export async function choose(calendar: Calendar, id: string): Promise<void> {
  state.value = { calendar, id, path: pathOfEvent(calendar, id), event: undefined, refusal: undefined };
  await refreshChosen();
}

export function unchoose(): void {
  state.value = undefined;
}

/** Asks for the chosen event anew: it, its people or its files have changed. */
export async function refreshChosen(): Promise<void> {
  const now = state.value;
  if (now === undefined) return;
  const told = (rest: Partial<Chosen>): void => {
    if (state.value?.path === now.path) state.value = { ...state.value, ...rest };
  };
  try {
    const { body } = await ask('GET', now.path, { headers: { Prefer: `outlook.timezone="${preferences.value.zoneName}"` } });
    told({ event: readEvent(readObject(body)), refusal: undefined });
  } catch (error) {
    told({ refusal: errorText(error) });
  }
}
