// The dialog that is open, whichever it is.
import { EventForm } from '../edit/EventForm.tsx';
import { ScopeDialog } from '../edit/ScopeDialog.tsx';
import { KeysDialog } from '../calendar/KeysDialog.tsx';
import { CalendarDialog } from '../sidebar/CalendarDialog.tsx';
import { DeleteCalendarDialog } from '../sidebar/DeleteCalendarDialog.tsx';
import { GroupDialog } from '../sidebar/GroupDialog.tsx';
import { OpenPersonDialog } from '../sidebar/OpenPersonDialog.tsx';
import { SettingsDialog } from '../sidebar/SettingsDialog.tsx';
import { ShareDialog } from '../sidebar/ShareDialog.tsx';
import { dialog } from '../state/dialog.ts';

export function Dialogs() {
  const open = dialog.value;
  switch (open?.kind) {
    case undefined:
      return null;
    case 'form':
      return <EventForm draft={open.draft} before={open.before} entry={open.entry} />;
    case 'scope':
      return <ScopeDialog question={open.question} choose={open.choose} />;
    case 'calendar':
      return <CalendarDialog calendar={open.calendar} />;
    case 'delete calendar':
      return <DeleteCalendarDialog calendar={open.calendar} />;
    case 'group':
      return <GroupDialog shelf={open.shelf} />;
    case 'share':
      return <ShareDialog calendar={open.calendar} />;
    case 'open':
      return <OpenPersonDialog />;
    case 'settings':
      return <SettingsDialog />;
    case 'keys':
      return <KeysDialog />;
  }
}
