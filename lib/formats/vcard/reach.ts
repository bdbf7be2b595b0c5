// How a contact is reached, in vCard's properties: mail addresses, telephones and postal addresses, of Graph's v1.0 and of its beta.
import type { Property } from '../contentLines.ts';
import type { Given } from '../given.ts';
import { plainLine } from '../plain.ts';

/** The contact's mail addresses; the first one is marked as preferred. */
export function emailsOf(contact: Given): Property[] {
  const primary = ['primaryEmailAddress', 'secondaryEmailAddress', 'tertiaryEmailAddress'].flatMap((name) => contact.object(name) ?? []);
  const all = [...contact.objects('emailAddresses'), ...primary];
  const addresses = new Map<string, Given>();
  for (const each of all) {
    const address = plainLine(each.text('address') ?? '');
    if (address !== '' && !addresses.has(address)) addresses.set(address, each);
  }
  return [...addresses].map(([address, each], index): Property => {
    const type = each.text('type')?.toLowerCase();
    const kind = type === 'work' ? ['WORK'] : type === 'personal' ? ['HOME'] : [];
    return ['email', { type: ['INTERNET', ...kind, ...(index === 0 ? ['PREF'] : [])] }, 'text', address];
  });
}

const phoneTypes: ReadonlyMap<string, readonly string[]> = new Map([
  ['home', ['HOME', 'VOICE']],
  ['business', ['WORK', 'VOICE']],
  ['mobile', ['CELL', 'VOICE']],
  ['other', ['VOICE']],
  ['assistant', ['WORK', 'MSG']],
  ['homefax', ['HOME', 'FAX']],
  ['businessfax', ['WORK', 'FAX']],
  ['otherfax', ['FAX']],
  ['pager', ['PAGER']],
  ['radio', ['CAR', 'VOICE']],
]);

export function phonesOf(contact: Given): Property[] {
  const typed = contact
    .objects('phones')
    .map((phone) => [phoneTypes.get(phone.text('type')?.toLowerCase() ?? 'other') ?? ['VOICE'], phone.text('number') ?? ''] as const);
  const all = [
    ...contact.texts('businessPhones').map((number) => [['WORK', 'VOICE'], number] as const),
    ...contact.texts('homePhones').map((number) => [['HOME', 'VOICE'], number] as const),
    [['CELL', 'VOICE'], contact.text('mobilePhone') ?? ''] as const,
    ...typed,
  ];
  return all.flatMap(([type, number]): Property[] => (plainLine(number) === '' ? [] : [['tel', { type }, 'text', plainLine(number)]]));
}

const addressTypes: ReadonlyMap<string, string> = new Map([
  ['business', 'WORK'],
  ['home', 'HOME'],
]);

/** The contact's postal addresses. The office stands in the business address, where Outlook writes it. */
export function addressesOf(contact: Given): Property[] {
  const office = contact.text('officeLocation') ?? '';
  return [
    ...addressProperty('WORK', contact.object('businessAddress'), office),
    ...addressProperty('HOME', contact.object('homeAddress')),
    ...addressProperty('POSTAL', contact.object('otherAddress')),
    ...contact
      .objects('postalAddresses')
      .flatMap((address) => addressProperty(addressTypes.get(address.text('type')?.toLowerCase() ?? '') ?? 'POSTAL', address)),
  ];
}

/** An address: post office box, extended address, street, city, state, postal code, country (RFC 2426, section 3.2.1). */
function addressProperty(type: string, address: Given | undefined, office = ''): Property[] {
  const part = (name: string): string => address?.text(name) ?? '';
  const parts = [part('postOfficeBox'), office, part('street'), part('city'), part('state'), part('postalCode'), part('countryOrRegion')];
  return parts.join('') === '' ? [] : [['adr', { type }, 'text', parts]];
}
