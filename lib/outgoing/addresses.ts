// Which addresses the service may connect to for a caller: those that the whole internet reaches, and none that a form of IPv6 hides.
import { BlockList, isIPv4, isIPv6 } from 'node:net';

/**
 * IPv4 addresses that aren't globally reachable: IANA's IPv4 Special-Purpose Address Registry (RFC 6890) where it doesn't say "Globally
 * Reachable: True", multicast (RFC 5771), and Azure's own address, which every machine there reaches ("What is IP address 168.63.129.16?").
 */
const closedIpv4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  // With 169.254.169.254, where clouds give machines their identities.
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '168.63.129.16/32',
] as const;

/** Inside of what is closed (192.0.0.0/24): anycast addresses of PCP and TURN, globally reachable by the registry. */
const openIpv4 = ['192.0.0.9/32', '192.0.0.10/32'] as const;

/** IPv6: what is neither global unicast (RFC 4291, section 2.4; IANA has given out 2000::/3 alone) nor a form that hides an IPv4 address. */
const openIpv6 = ['2000::/3', '64:ff9b::/96', '::ffff:0:0/96'] as const;

/** Inside of it, what IANA's IPv6 Special-Purpose Address Registry doesn't say "Globally Reachable: True" of. */
const closedIpv6 = ['2001::/23', '2001:db8::/32', '3fff::/20'] as const;

/** Inside of 2001::/23, what is globally reachable all the same; Teredo, which hides an IPv4 address, is judged by that. */
const openAgainIpv6 = [
  '2001::/32',
  '2001:1::1/128',
  '2001:1::2/128',
  '2001:1::3/128',
  '2001:3::/32',
  '2001:4:112::/48',
  '2001:20::/28',
  '2001:30::/28',
] as const;

const lists = {
  closedIpv4: listOf(closedIpv4, 'ipv4'),
  openIpv4: listOf(openIpv4, 'ipv4'),
  openIpv6: listOf(openIpv6, 'ipv6'),
  closedIpv6: listOf(closedIpv6, 'ipv6'),
  openAgainIpv6: listOf(openAgainIpv6, 'ipv6'),
};

function listOf(ranges: readonly string[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [network = '', prefix] = range.split('/');
    list.addSubnet(network, Number(prefix), family);
  }
  return list;
}

/** Whether the service may connect to an address, given as text without brackets. False for a text that is no address. */
export function isGloballyReachable(address: string): boolean {
  if (isIPv4(address)) return isOpenIpv4(address);
  // A zone (`fe80::1%eth0`) names an interface of this machine.
  if (!isIPv6(address) || address.includes('%')) return false;
  const groups = groupsOf(address);
  return isOpenIpv6(groups) && hiddenIn(groups).every(isOpenIpv4);
}

/** Whether an address is this machine's own. */
export const isLoopback = (address: string): boolean => address === '127.0.0.1' || address === '::1';

const isOpenIpv4 = (address: string): boolean => !lists.closedIpv4.check(address, 'ipv4') || lists.openIpv4.check(address, 'ipv4');

/** A list of IPv6 ranges also meets IPv4 addresses in their mapped form, so that the text given to it names no IPv4 address. */
function isOpenIpv6(groups: readonly number[]): boolean {
  const text = groups.map((group) => group.toString(16)).join(':');
  const isIn = (list: BlockList): boolean => list.check(text, 'ipv6');
  return isIn(lists.openIpv6) && (!isIn(lists.closedIpv6) || isIn(lists.openAgainIpv6));
}

/** The eight groups of an IPv6 address. */
function groupsOf(address: string): readonly number[] {
  // An IPv4 address may stand for the last two groups (RFC 4291, section 2.2).
  const [, before = address, dotted] = /^(.*:)(\d+(?:\.\d+){3})$/.exec(address) ?? [];
  const text = dotted === undefined ? address : before + inGroups(dotted);
  const [head = '', tail] = text.split('::');
  const parts = (side: string): number[] => (side === '' ? [] : side.split(':').map((group) => parseInt(group, 16)));
  const [first, last] = [parts(head), parts(tail ?? '')];
  return [...first, ...Array.from({ length: 8 - first.length - last.length }, () => 0), ...last];
}

function inGroups(dotted: string): string {
  const [a = 0, b = 0, c = 0, d = 0] = dotted.split('.').map(Number);
  return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
}

/** A form of IPv6 that hides IPv4: the groups with which it begins, and where it has the IPv4 addresses. */
interface Form {
  readonly begins: readonly number[];
  readonly hidden: (dotted: (group: number, mask?: number) => string) => readonly string[];
}

const forms: readonly Form[] = [
  // Mapped (RFC 4291, section 2.5.5.2).
  { begins: [0, 0, 0, 0, 0, 0xffff], hidden: (dotted) => [dotted(6)] },
  // NAT64 (RFC 6052).
  { begins: [0x64, 0xff9b, 0, 0, 0, 0], hidden: (dotted) => [dotted(6)] },
  // 6to4 (RFC 3056).
  { begins: [0x2002], hidden: (dotted) => [dotted(1)] },
  // Teredo (RFC 4380, section 4): the server, and the client's address with all bits turned.
  { begins: [0x2001, 0], hidden: (dotted) => [dotted(2), dotted(6, 0xffff)] },
];

/** The IPv4 addresses that an IPv6 address stands for or leads through; also ISATAP's (RFC 5214, section 6.1), behind any prefix. */
function hiddenIn(groups: readonly number[]): readonly string[] {
  const at = (group: number): number => groups[group] ?? 0;
  const dotted = (group: number, mask = 0): string => dottedOf(at(group) ^ mask, at(group + 1) ^ mask);
  const isIsatap = (at(4) & 0xfdff) === 0 && at(5) === 0x5efe;
  return [
    ...forms.filter(({ begins }) => begins.every((group, i) => group === at(i))).flatMap(({ hidden }) => hidden(dotted)),
    ...(isIsatap ? [dotted(6)] : []),
  ];
}

const dottedOf = (high: number, low: number): string => [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.');
