// A contact as a vCard of version 3.0 (RFC 2426): the version that Graph documents for this and Outlook reads.
import type { JsonObject } from '../../runtime/json.ts';
import { optional, showInstant, textProperty, writeVCard, type Property } from '../contentLines.ts';
import { given, type Given } from '../given.ts';
import { plainLine, plainText, webAddress } from '../plain.ts';
import type { Rendering } from '../rendering.ts';
import { addressesOf, emailsOf, phonesOf } from './reach.ts';

/** Properties for which vCard 3.0 has no name. Many programs read the names that Outlook (`x-ms-…`), Apple and others use for them. */
const named = [
  ['title', 'jobTitle'],
  ['role', 'profession'],
  ['note', 'personalNotes'],
  ['sort-string', 'fileAs'],
  ['x-ms-manager', 'manager'],
  ['x-ms-assistant', 'assistantName'],
  ['x-ms-spouse', 'spouseName'],
  ['x-gender', 'gender'],
  ['x-phonetic-first-name', 'yomiGivenName'],
  ['x-phonetic-last-name', 'yomiSurname'],
  ['x-phonetic-org', 'yomiCompanyName'],
] as const;

/** The card as text. Properties that can't be read are left out, and so are `initials`, for which vCard has no property. */
export async function contactAsVCard(item: JsonObject, rendering: Rendering): Promise<string> {
  const contact = given(item);
  const text = (name: string): string => contact.text(name) ?? '';
  const organization = [text('companyName'), text('department')];
  return writeVCard([
    'vcard',
    [
      ['version', {}, 'text', '3.0'],
      ['prodid', {}, 'text', '-//Calendar Attachments//Items//EN'],
      ['uid', {}, 'text', plainLine(text('id')) || `${rendering.id}@attachment.invalid`],
      ['rev', {}, 'date-time', showInstant(contact.instant('lastModifiedDateTime') ?? rendering.attached)],
      ['fn', {}, 'text', nameOf(contact) ?? rendering.name],
      ['n', {}, 'text', ['surname', 'givenName', 'middleName', 'title', 'generation'].map(text)],
      ...listProperty('nickname', [text('nickName')]),
      ...(organization.join('') === '' ? [] : [['org', {}, 'text', organization] satisfies Property]),
      ...named.flatMap(([name, property]) => textProperty(name, contact.text(property))),
      ...optional(contact.instant('birthday'), (at) => ['bday', {}, 'date', showInstant(at).slice(0, 10)]),
      ...textProperty('x-anniversary', /^\d{4}-\d\d-\d\d$/.exec(text('weddingAnniversary'))?.[0]),
      ...listProperty('categories', contact.texts('categories')),
      ...contact.texts('children').flatMap((child) => textProperty('x-ms-child', child)),
      ...emailsOf(contact),
      ...phonesOf(contact),
      ...addressesOf(contact),
      ...contact.texts('imAddresses').flatMap(chatProperty),
      ...websitesOf(contact),
    ],
    [],
  ]);
}

/** The contact's display name, or the next best name that it has. */
function nameOf(contact: Given): string | undefined {
  const parts = ['givenName', 'middleName', 'surname'].flatMap((part) => contact.text(part) ?? []);
  const names = [contact.text('displayName'), parts.join(' '), contact.text('companyName'), contact.text('fileAs')];
  const addresses = contact.objects('emailAddresses').map((each) => each.text('address'));
  return [...names, ...addresses].find((name) => name !== undefined && plainText(name).trim() !== '');
}

function listProperty(name: string, values: readonly string[]): Property[] {
  const given = values.filter((value) => plainLine(value) !== '');
  return given.length === 0 ? [] : [[name, {}, 'text', ...given]];
}

/** A chat address that is a URI has a property in vCard (RFC 4770); any other goes into a property that only Outlook reads. */
const chatProperty = (address: string): Property[] =>
  /^(?:aim|gg|im|irc|msnim|sip|sips|skype|xmpp|ymsgr):[\x21-\x7e]+$/i.test(address)
    ? [['impp', {}, 'uri', address]]
    : textProperty('x-ms-imaddress', plainLine(address));

/** The contact's websites: `businessHomePage` in Graph's v1.0, `websites` in its beta. */
function websitesOf(contact: Given): Property[] {
  const business = optional(homePage(contact.text('businessHomePage')), (url) => ['url', { type: 'WORK' }, 'uri', url]);
  const others = contact.objects('websites').flatMap((site) => {
    const type = site.text('type')?.toLowerCase();
    const parameters = type === 'work' || type === 'home' ? { type: type.toUpperCase() } : {};
    return optional(homePage(site.text('address')), (url): Property => ['url', parameters, 'uri', url]);
  });
  return [...business, ...others];
}

/** The URL of a website; contacts often write it without the scheme. */
const homePage = (text = ''): string | undefined =>
  webAddress(/^[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:[:/?#]|$)/i.test(text) ? `https://${text}` : text);
