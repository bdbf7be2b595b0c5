// The mailbox's settings that the page follows: zone, language, hours of the clock.
import { useState } from 'preact/hooks';
import { Dialog } from '../parts/Dialog.tsx';
import { FormEnd } from '../parts/FormEnd.tsx';
import { useSubmit } from '../parts/useSubmit.ts';
import { closeDialog } from '../state/dialog.ts';
import { changePreferences, preferences } from '../state/preferences.ts';
import { refresh } from '../state/window.ts';

/** Languages that dates can be in; the mailbox may have any other. */
const locales = [
  'ar-EG',
  'de-DE',
  'en-GB',
  'en-US',
  'es-ES',
  'fr-FR',
  'he-IL',
  'it-IT',
  'ja-JP',
  'nl-NL',
  'pl-PL',
  'pt-BR',
  'tr-TR',
  'zh-CN',
];

const nameOf = (locale: string): string => new Intl.DisplayNames('en', { type: 'language' }).of(locale) ?? locale;

export function SettingsDialog() {
  const { zoneName, locale, hour12 } = preferences.value;
  const [zone, setZone] = useState(zoneName);
  const [language, setLanguage] = useState(locale);
  const [clock, setClock] = useState(hour12 ? '12' : '24');
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const zones = [...new Set([zoneName, here, 'UTC', ...Intl.supportedValuesOf('timeZone')])];
  const save = async (): Promise<void> => {
    await changePreferences({ zone, locale: language, hour12: clock === '12' });
    closeDialog();
    await refresh();
  };
  const { form, onSubmit, refusal, isSaving } = useSubmit(() => undefined, save);
  return (
    <Dialog title="Settings of the mailbox" onClose={closeDialog}>
      <form ref={form} onSubmit={onSubmit}>
        <label>
          Time zone
          <select value={zone} onChange={({ currentTarget }) => setZone(currentTarget.value)}>
            {zones.map((each) => (
              <option key={each} value={each}>
                {each === here ? `${each} (this device)` : each}
              </option>
            ))}
          </select>
        </label>
        <label>
          Dates and numbers as in
          <select value={language} onChange={({ currentTarget }) => setLanguage(currentTarget.value)}>
            {[...new Set([locale, ...locales])].map((each) => (
              <option key={each} value={each}>
                {nameOf(each)}
              </option>
            ))}
          </select>
        </label>
        <label>
          Clock
          <select value={clock} onChange={({ currentTarget }) => setClock(currentTarget.value)}>
            <option value="12">12 hours</option>
            <option value="24">24 hours</option>
          </select>
        </label>
        <FormEnd refusal={refusal} isSaving={isSaving} />
      </form>
    </Dialog>
  );
}
