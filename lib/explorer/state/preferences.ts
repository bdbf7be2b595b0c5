// How the person wants to see times and words: the mailbox's zone and language, as its settings have them.
import { signal, type ReadonlySignal } from '@preact/signals';
import { toIana } from '../../calendar/time/zones.ts';
import { ask } from '../graph.ts';
import { readObject, objectOf, textOf } from '../model/json.ts';

export interface Preferences {
  /** The zone as the mailbox calls it, which requests prefer. */
  readonly zoneName: string;
  /** Its IANA name. */
  readonly zone: string;
  /** BCP 47: how dates and numbers are written. */
  readonly locale: string;
  readonly hour12: boolean;
  readonly direction: 'ltr' | 'rtl';
  /** 0 for Sunday. */
  readonly firstDay: number;
}

const state = signal<Preferences>(preferencesOf({ zone: 'UTC', locale: 'en-US', timeFormat: 'h:mm tt' }));

export const preferences: ReadonlySignal<Preferences> = state;

interface Given {
  readonly zone: string;
  readonly locale: string;
  /** .NET's format: `HH` is 24 hours. */
  readonly timeFormat: string;
}

function preferencesOf({ zone, locale, timeFormat }: Given): Preferences {
  const known = new Intl.Locale(locale);
  return {
    zoneName: zone,
    zone: toIana(zone) ?? 'UTC',
    locale,
    hour12: !timeFormat.includes('H'),
    direction: /^(?:ar|dv|fa|he|ks|ku-Arab|ps|sd|ug|ur|yi)\b/.test(locale) ? 'rtl' : 'ltr',
    firstDay: firstDayOf(known),
  };
}

/** Browsers that don't know it begin with Monday. */
function firstDayOf(locale: Intl.Locale): number {
  const weekInfo: unknown = Reflect.get(locale, 'getWeekInfo');
  const asked: unknown = typeof weekInfo === 'function' ? Reflect.apply(weekInfo, locale, []) : {};
  const day = readObject(asked).firstDay;
  return typeof day === 'number' ? day % 7 : 1;
}

/** Reads the mailbox's settings; where they may not be read, the browser's language and zone count. */
export async function readPreferences(): Promise<void> {
  const { timeZone, locale, hour12 } = new Intl.DateTimeFormat(undefined, { hour: 'numeric' }).resolvedOptions();
  try {
    const settings = readObject((await ask('GET', '/me/mailboxSettings?$select=timeZone,language,timeFormat')).body);
    state.value = preferencesOf({
      zone: textOf(settings, 'timeZone') || 'UTC',
      locale: textOf(objectOf(settings, 'language'), 'locale') || locale,
      timeFormat: textOf(settings, 'timeFormat'),
    });
  } catch {
    state.value = preferencesOf({ zone: timeZone, locale, timeFormat: hour12 === false ? 'HH:mm' : 'h:mm tt' });
  }
  document.documentElement.dir = state.value.direction;
}

/** Changes the mailbox's settings, and what is shown with them. Rejects with a GraphError. */
export async function changePreferences({ zone, locale, hour12 }: { zone: string; locale: string; hour12: boolean }): Promise<void> {
  const timeFormat = hour12 ? 'h:mm tt' : 'HH:mm';
  await ask('PATCH', '/me/mailboxSettings', { body: { timeZone: zone, language: { locale }, timeFormat } });
  state.value = preferencesOf({ zone, locale, timeFormat });
  document.documentElement.dir = state.value.direction;
}
