// Replaces what another recording would change in an example by values that stay: ids, ETags, tokens, times and hosts.
import { createHash } from 'node:crypto';
import * as tenant from '../../infra/local/provision/demo/tenant.ts';
import { renamer } from './canonical.ts';

/** Addresses, and what is shown for each. */
export type Hosts = Readonly<Record<string, string>>;

/** Values that every stack has. */
const known = JSON.stringify(tenant);

/** Milliseconds: longer than a recording takes, so that two of its times are shown as one. What is fixed in the story are whole quarters. */
const shownTime = 15 * 60_000;

/**
 * Replaces in texts, which belong to an operation. A value becomes what is made of the operation that it was first seen at, so that a row more
 * in the story changes no other example.
 */
export function lasting(hosts: Hosts): (operation: string, text: string) => string {
  const seen = new Map<string, number>();
  let at = '';
  const renamed = renamer((kind, found) => {
    if (known.includes(found)) return found;
    const nth = (seen.get(at) ?? 0) + 1;
    seen.set(at, nth);
    return likeness(found, `${at} ${nth}`, kind);
  });
  const withHosts = (text: string): string => Object.entries(hosts).reduce((rest, [from, to]) => rest.replaceAll(from, to), text);
  return (operation, text) => {
    at = operation;
    return withTimes(renamed(withChangeKeys(withHosts(text), renamed)));
  };
}

/** A change key is an ETag in base64. */
const withChangeKeys = (text: string, renamed: (text: string) => string): string =>
  text.replace(/(?<="changeKey":")[-\w+/=]+/g, (found) =>
    Buffer.from(renamed(Buffer.from(found, 'base64').toString())).toString('base64url'),
  );

const withTimes = (text: string): string =>
  text.replace(/\b(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(?=Z|")/g, (_, time: string, fraction = '') => {
    const floored = new Date(Math.floor(Date.parse(`${time}Z`) / shownTime) * shownTime);
    return `${floored.toISOString().slice(0, 19)}${String(fraction).replaceAll(/\d/g, '0')}`;
  });

/** A text of the same form: what tells an id's kind stays, and a long token becomes a short one. */
function likeness(found: string, name: string, kind: string): string {
  const isGuid = kind === 'guid';
  const hash = createHash('sha512').update(name);
  const digits = isGuid ? hash.digest('hex') : hash.digest('base64url').replaceAll(/[-_]/g, 'x');
  const form = found.length > 100 ? found.slice(0, 60) : found;
  const kept = kind === 'id' || kind === 'message' ? 4 : 0;
  return form.replace(/[-\w]/g, (character, i: number) => (i < kept || (isGuid && character === '-') ? character : digits.charAt(i)));
}
