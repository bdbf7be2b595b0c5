// Judges the URL of an outgoing request before any name is looked up, and the addresses that its host's name leads to.
import { isIP } from 'node:net';
import { isGloballyReachable, isLoopback } from './addresses.ts';

/** What is judged by, beside the address itself. */
export interface Boundaries {
  /** Whether receivers may be asked by plain http on this machine: in the local stack alone. */
  readonly local: boolean;
  /** The service's own hosts, as `host` of a URL; locally with their port, since all lie on one machine. */
  readonly ownHosts: readonly string[];
  /** Whether an address may be connected to; by default as `isGloballyReachable` says. */
  readonly isReachable?: (address: string) => boolean;
}

/** Where a request goes. */
export interface Target {
  readonly url: URL;
  /** The name or address of the host, without brackets. */
  readonly host: string;
  /** Whether the host is an address itself, so that no name is looked up. */
  readonly isAddress: boolean;
  /** Whether an address that its host leads to may be connected to. */
  readonly admits: (address: string) => boolean;
}

/** Judges a URL; where it may not be asked, says why, in words that name no address. */
export function judge(text: string, boundaries: Boundaries): Target | { readonly why: string } {
  const url = URL.parse(text);
  if (url === null || !/^https?:\/\/[^\s\p{Cc}\\]+$/iu.test(text)) return { why: 'must be an absolute URL that begins with https://' };
  const isOfThisMachine = boundaries.local && url.protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  const why = faultOf(text, url, isOfThisMachine, boundaries);
  if (why !== undefined) return { why };
  const host = bare(url.hostname);
  const admits = isOfThisMachine ? isLoopback : (boundaries.isReachable ?? isGloballyReachable);
  const isAddress = isIP(host) !== 0;
  const mayBeReached = isAddress ? admits(host) : isOfThisMachine || isPublicName(host);
  return mayBeReached ? { url, host, isAddress, admits } : { why: 'must have a host that is reachable from the whole internet' };
}

/** What is wrong with a URL beside its host's address. */
function faultOf(text: string, url: URL, isOfThisMachine: boolean, { local, ownHosts }: Boundaries): string | undefined {
  if (url.protocol !== 'https:' && !isOfThisMachine)
    return local ? 'must begin with https://, or with http://localhost' : 'must begin with https://';
  // `URL` leaves user info and a fragment out where they are empty.
  if (/^[^/]*\/\/[^/?#]*@/.test(text)) return 'must not have user info';
  if (text.includes('#')) return 'must not have a fragment';
  return isOwn(url, ownHosts, local) ? 'must not be an address of this service' : undefined;
}

/** A host without the brackets around IPv6, and without the dot that may end a full name. */
const bare = (hostname: string): string => hostname.replace(/^\[|\]$|\.$/g, '');

const named = (host: string): string => host.toLowerCase().replace(/\.(?=$|:\d+$)/, '');

function isOwn(url: URL, ownHosts: readonly string[], local: boolean): boolean {
  const isOf = (own: string): boolean =>
    local ? named(own) === named(url.host) : named(URL.parse(`https://${own}`)?.hostname ?? own) === named(url.hostname);
  return ownHosts.some(isOf);
}

/** A name with a dot that isn't one of this machine or of a network of its own (RFC 6761, RFC 6762, RFC 8375; "internal" is ICANN's). */
function isPublicName(host: string): boolean {
  const name = named(host);
  return name.includes('.') && !/(?:^|\.)(?:localhost|local|internal|home\.arpa)$/.test(name);
}
