// With whom a calendar is shared, and how far.
import { useEffect, useState } from 'preact/hooks';
import { PersonSearch } from '../edit/PersonSearch.tsx';
import { errorText } from '../errorText.ts';
import { ask, askAll } from '../graph.ts';
import { pathOfCalendar, type Calendar } from '../model/calendar.ts';
import { personOf } from '../model/event.ts';
import { flagOf, objectOf, textOf, textsOf, type JsonObject } from '../model/json.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { closeDialog } from '../state/dialog.ts';

const roleWords: Readonly<Record<string, string>> = {
  none: 'Nothing',
  freeBusyRead: 'When I am busy',
  limitedRead: 'Subjects and places',
  read: 'All details',
  write: 'May change events',
  delegateWithoutPrivateEventAccess: 'Delegate',
  delegateWithPrivateEventAccess: 'Delegate, private events too',
};

export function ShareDialog({ calendar }: { readonly calendar: Calendar }) {
  const [permissions, setPermissions] = useState<readonly JsonObject[]>([]);
  const [said, say] = useState('');
  const [refusal, refuse] = useState('');
  const path = `${pathOfCalendar(calendar)}/calendarPermissions`;

  const run = async (words: string, act: () => Promise<unknown>): Promise<void> => {
    refuse('');
    try {
      await act();
      say(words);
    } catch (error) {
      refuse(errorText(error));
    }
    setPermissions(await askAll(path).catch(() => permissions));
  };
  useEffect(() => void run('', () => Promise.resolve()), [path]);
  return (
    <Dialog title={`Share “${calendar.name}”`} onClose={closeDialog}>
      <PersonSearch
        label="With whom, by name or mail address"
        strangers={false}
        onChoose={({ name, address }) =>
          void run(`${name} sees all details now.`, () =>
            ask('POST', path, { body: { emailAddress: { name, address }, role: 'read', isInsideOrganization: true } }),
          )
        }
      />
      <p role="status">{said}</p>
      <p role="alert" class="refusal">
        {refusal}
      </p>
      <ul class="plain" aria-label="With whom it is shared">
        {permissions.map((permission) => (
          <Permission
            key={textOf(permission, 'id')}
            permission={permission}
            change={(role) => run('Changed.', () => ask('PATCH', `${path}/${textOf(permission, 'id')}`, { body: { role } }))}
            remove={() => run('Not shared any more.', () => ask('DELETE', `${path}/${textOf(permission, 'id')}`))}
          />
        ))}
      </ul>
    </Dialog>
  );
}

interface PermissionProps {
  readonly permission: JsonObject;
  readonly change: (role: string) => Promise<void>;
  readonly remove: () => Promise<void>;
}

function Permission({ permission, change, remove }: PermissionProps) {
  const { name } = personOf(objectOf(permission, 'emailAddress'));
  return (
    <li class="row">
      <span class="grows" dir="auto">
        {name}
      </span>
      <select
        aria-label={`What ${name} may`}
        value={textOf(permission, 'role')}
        onChange={({ currentTarget }) => void change(currentTarget.value)}
      >
        {textsOf(permission, 'allowedRoles').map((role) => (
          <option key={role} value={role}>
            {roleWords[role] ?? role}
          </option>
        ))}
      </select>
      {flagOf(permission, 'isRemovable') ? (
        <button type="button" class="quiet" aria-label={`Share with ${name} no more`} onClick={() => void remove()}>
          ×
        </button>
      ) : null}
    </li>
  );
}
