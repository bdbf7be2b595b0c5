// Who takes part in an event, as iCalendar names them: organizer and attendees by their mail addresses.
import type { Property } from '../contentLines.ts';
import type { Given } from '../given.ts';
import { isMailAddress, plainLine } from '../plain.ts';

const roles: ReadonlyMap<string, Readonly<Record<string, string>>> = new Map([
  ['required', { role: 'REQ-PARTICIPANT' }],
  ['optional', { role: 'OPT-PARTICIPANT' }],
  ['resource', { cutype: 'RESOURCE', role: 'NON-PARTICIPANT' }],
]);

const participation: ReadonlyMap<string, string> = new Map([
  ['accepted', 'ACCEPTED'],
  ['organizer', 'ACCEPTED'],
  ['tentativelyaccepted', 'TENTATIVE'],
  ['declined', 'DECLINED'],
]);

/** The organizer and the attendees, in their order. People without a mail address are left out, since iCalendar can't name them. */
export function peopleOf(event: Given): Property[] {
  const organizer = named(event.object('organizer'));
  const rsvp = (event.flag('responseRequested') ?? true) ? 'TRUE' : 'FALSE';
  return [
    ...organizer.map(({ address, name }): Property => ['organizer', name, 'cal-address', address]),
    ...event.objects('attendees').flatMap((attendee) =>
      named(attendee).map(({ address, name }): Property => {
        const role = roles.get(attendee.text('type')?.toLowerCase() ?? 'required') ?? {};
        const partstat = participation.get(attendee.object('status')?.text('response')?.toLowerCase() ?? '') ?? 'NEEDS-ACTION';
        return ['attendee', { ...role, partstat, rsvp, ...name }, 'cal-address', address];
      }),
    ),
  ];
}

function named(recipient: Given | undefined): { readonly address: string; readonly name: Readonly<Record<string, string>> }[] {
  const emailAddress = recipient?.object('emailAddress');
  const address = emailAddress?.text('address') ?? '';
  const name = plainLine(emailAddress?.text('name') ?? '');
  return isMailAddress(address) ? [{ address: mailto(address), name: name === '' ? {} : { cn: name } }] : [];
}

/** The address as a URI (RFC 6068); characters that have another meaning in a URI are percent-encoded. */
const mailto = (address: string): string => `mailto:${encodeURI(address).replace(/[#?/&]/g, encodeURIComponent)}`;
