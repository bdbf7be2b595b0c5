// Which addresses the service may connect to: a table made of IANA's registries, and of the forms of IPv6 that hide an IPv4 address.
import { describe, expect, it } from 'vitest';
import { isGloballyReachable } from '../../../lib/outgoing/addresses.ts';

const closed = {
  'this network': ['0.0.0.0', '0.255.255.255', '::'],
  'private networks': ['10.0.0.0', '10.255.255.255', '172.16.0.1', '172.31.255.255', '192.168.0.1', '192.168.255.255'],
  'shared address space': ['100.64.0.1', '100.127.255.255', '100.100.100.200'],
  'this machine': ['127.0.0.1', '127.255.255.254', '::1'],
  'links, and the metadata of clouds': [
    '169.254.0.1',
    '169.254.169.254',
    '169.254.255.255',
    'fe80::1',
    'fe80::1%eth0',
    'febf::1',
    'fec0::1',
  ],
  'protocol assignments': ['192.0.0.0', '192.0.0.8', '192.0.0.11', '192.0.0.192', '192.0.0.255'],
  documentation: ['192.0.2.1', '198.51.100.1', '203.0.113.255', '2001:db8::1', '3fff::1', '3fff:fff:ffff::1'],
  'benchmarks, and the relays of 6to4': ['198.18.0.1', '198.19.255.255', '192.88.99.1', '2001:2::1'],
  'multicast, reserved, broadcast': ['224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255', 'ff02::1', 'ffff::1'],
  'Azure’s own address': ['168.63.129.16'],
  'unique local addresses, AWS’s metadata': ['fc00::1', 'fdff::1', 'fd00:ec2::254'],
  'what IPv6 has not given out, and discards': [
    '100::1',
    '100:0:0:1::1',
    '64:ff9b:1::8.8.8.8',
    '4000::1',
    '5f00::1',
    '::2',
    '::8.8.8.8',
    '2001:100::1',
  ],
  'mapped IPv4': ['::ffff:127.0.0.1', '::ffff:a00:1', '::ffff:169.254.169.254', '::ffff:a83f:8110', '0:0:0:0:0:ffff:7f00:1'],
  'NAT64 of IPv4': ['64:ff9b::10.0.0.1', '64:ff9b::a9fe:a9fe', '64:ff9b::7f00:1', '64:ff9b::a83f:8110'],
  '6to4 of IPv4': ['2002:a00:1::', '2002:7f00:1::1', '2002:a9fe:a9fe::1', '2002:a83f:8110::1'],
  'Teredo by its server, and by its client': ['2001:0:a00:1::f5ff:fffe', '2001:0:808:808:0:0:f5ff:fffe', '2001:0:808:808::5601:5601'],
  'ISATAP behind any prefix': [
    '2600::5efe:10.0.0.1',
    '2600::200:5efe:127.0.0.1',
    '2a00:1:2:3:0:5efe:a9fe:a9fe',
    '2002:808:808::5efe:10.0.0.1',
  ],
  'what is no address': ['', 'localhost', '8.8.8', '8.8.8.8.8', '0x7f.1', '[::1]', '1.1.1.1:80', '::g'],
} as const;

const open = [
  '1.1.1.1',
  '8.8.8.8',
  '9.255.255.255',
  '11.0.0.0',
  '100.63.255.255',
  '100.128.0.0',
  '126.255.255.255',
  '128.0.0.1',
  '168.63.129.15',
  '168.63.129.17',
  '169.253.255.255',
  '172.15.255.255',
  '172.32.0.0',
  '192.0.0.9',
  '192.0.0.10',
  '192.0.1.0',
  '192.167.255.255',
  '198.17.255.255',
  '198.20.0.0',
  '223.255.255.255',
  '2001:1::1',
  '2001:3::1',
  '2001:4:112::1',
  '2001:20::1',
  '2001:200::1',
  '2001:4860:4860::8888',
  '2606:4700:4700::1111',
  '2620:4f:8000::1',
  '3ffe::1',
  '::ffff:8.8.8.8',
  '::ffff:808:808',
  '64:ff9b::8.8.8.8',
  '2002:808:808::1',
  '2001:0:808:808::f7f7:f7f7',
  '2600::5efe:8.8.8.8',
];

describe('an address that may not be connected to', () => {
  it.each(Object.entries(closed).flatMap(([what, addresses]) => addresses.map((address) => [what, address] as const)))(
    'an address of %s is closed: %s',
    (_what, address) => {
      expect(isGloballyReachable(address)).toBe(false);
    },
  );
});

it.each(open)('%s may be connected to', (address) => {
  expect(isGloballyReachable(address)).toBe(true);
});
