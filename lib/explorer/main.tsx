// The page's beginning: who signs in, then their calendar. The library for signing in and the calendar component load meanwhile.
import { render, type ComponentChild } from 'preact';
import { App, loadCalendar } from './App.tsx';
import { errorText } from './errorText.ts';
import { takeDrops } from './files/dropping.ts';
import { startUploads } from './files/uploading.ts';
import { signWith } from './graph.ts';
import { keepFocus } from './parts/focus.ts';
import type { Session } from './session/session.ts';
import { readSettings } from './session/settings.ts';
import { SignIn } from './session/SignIn.tsx';
import { readCalendars } from './state/calendars.ts';
import { readCategories } from './state/categories.ts';
import { keepFor } from './state/kept.ts';
import { readPreferences } from './state/preferences.ts';
import { attempt } from './state/toasts.ts';
import { readView } from './state/view.ts';
import { follow } from './state/window.ts';
import './style/explorer.css';

const place = document.getElementById('app') ?? document.body;
// What the page shows before there is a script goes with the first of it.
place.replaceChildren();
const show = (what: ComponentChild): void => render(what, place);
const loading = loadCalendar();

async function open(session: Session): Promise<void> {
  signWith((anew) => session.token(anew));
  keepFor(session.username);
  startUploads(session.username);
  takeDrops();
  keepFocus();
  readView();
  const calendars = attempt('The calendars can’t be read', readCalendars);
  // Read beside the settings, so that entries are drawn once, in their colours.
  await Promise.all([readPreferences(), readCategories()]);
  await loading;
  show(<App session={session} />);
  follow();
  await calendars;
}

try {
  const [settings, { openSession }] = await Promise.all([readSettings(), import('./session/msal.ts')]);
  const session = await openSession(settings);
  if ('token' in session) await open(session);
  else show(<SignIn signIn={async () => open(await session.signIn())} />);
} catch (error) {
  show(
    <main class="starting">
      <h1>Calendar</h1>
      <p role="alert">The calendar can’t be opened: {errorText(error)}</p>
    </main>,
  );
}
