// Which URLs outgoing requests may have, as far as their text tells.
import { describe, expect, it } from 'vitest';
import { judge, type Boundaries } from '../../../lib/outgoing/target.ts';

const deployed: Boundaries = { local: false, ownHosts: ['Calendar.Contoso.example', 'app.azurewebsites.net'] };
const local: Boundaries = { local: true, ownHosts: ['localhost:7071'] };

const absolute = 'must be an absolute URL that begins with https://';
const unreachable = 'must have a host that is reachable from the whole internet';
const own = 'must not be an address of this service';
const secure = 'must begin with https://';

const refused: readonly (readonly [url: string, why: string])[] = [
  ['', absolute],
  ['receiver', absolute],
  ['/notify', absolute],
  ['//receiver.example/x', absolute],
  ['https:/receiver.example', absolute],
  ['https:receiver.example', absolute],
  ['https://', absolute],
  ['https://receiver.example\\@10.0.0.1/', absolute],
  ['https://receiver.example/a b', absolute],
  ['https://rece\niver.example/', absolute],
  [' https://receiver.example', absolute],
  ['ftp://receiver.example', absolute],
  ['EventHub:https://vault.example/secrets/x', absolute],
  ['http://receiver.example/', secure],
  ['http://localhost:8080/', secure],
  ['https://user:password@receiver.example/', 'must not have user info'],
  ['https://user@receiver.example/', 'must not have user info'],
  ['https://@receiver.example/', 'must not have user info'],
  ['https://receiver.example/#part', 'must not have a fragment'],
  ['https://receiver.example/#', 'must not have a fragment'],
  ['https://calendar.contoso.example/hooks', own],
  ['https://CALENDAR.contoso.EXAMPLE:8443/', own],
  ['https://calendar.contoso.example./', own],
  ['https://app.azurewebsites.net/x', own],
  ['https://localhost/', unreachable],
  ['https://receiver/', unreachable],
  ['https://db.internal/', unreachable],
  ['https://printer.local./', unreachable],
  ['https://a.localhost/', unreachable],
  ['https://127.0.0.1/', unreachable],
  ['https://127.1/', unreachable],
  ['https://2130706433/', unreachable],
  ['https://0x7f000001/', unreachable],
  ['https://0177.0.0.1/', unreachable],
  ['https://%31%32%37.0.0.1/', unreachable],
  ['https://１２７.0.0.1/', unreachable],
  ['https://127.0.0.1./', unreachable],
  ['https://169.254.169.254/metadata/instance', unreachable],
  ['https://168.63.129.16/', unreachable],
  ['https://[::1]/', unreachable],
  ['https://[::ffff:7f00:1]/', unreachable],
  ['https://[fd00:ec2::254]/', unreachable],
  ['https://[64:ff9b::10.0.0.1]/', unreachable],
];

describe('a URL that may not be asked', () => {
  it.each(refused)('%s is refused: it %s', (url, why) => {
    expect(judge(url, deployed)).toEqual({ why });
  });
});

it.each([
  ['https://receiver.example/notify?code=a%20b', 'receiver.example', false],
  ['HTTPS://Receiver.Example:8443', 'receiver.example', false],
  ['https://receiver.example./', 'receiver.example', false],
  ['https://notcalendar.contoso.example/', 'notcalendar.contoso.example', false],
  ['https://пример.example/', 'xn--e1afmkfd.example', false],
  ['https://8.8.8.8/', '8.8.8.8', true],
  ['https://[2001:4860:4860::8888]:444/', '2001:4860:4860::8888', true],
])('%s may be asked, at the host %s', (url, host, isAddress) => {
  expect(judge(url, deployed)).toMatchObject({ host, isAddress });
});

describe('in the local stack', () => {
  it.each(['http://localhost:8080/x', 'http://127.0.0.1:8080', 'http://[::1]:8080'])(
    '%s may be asked, at this machine’s own addresses alone',
    (url) => {
      const target = judge(url, local);
      if ('why' in target) return expect.fail(target.why);
      expect(['127.0.0.1', '::1', '10.0.0.1', '8.8.8.8'].filter(target.admits)).toEqual(['127.0.0.1', '::1']);
    },
  );

  it.each([
    ['http://receiver.example/', 'must begin with https://, or with http://localhost'],
    ['http://127.0.0.2/', 'must begin with https://, or with http://localhost'],
    ['http://localhost.receiver.example/', 'must begin with https://, or with http://localhost'],
    ['https://localhost/', unreachable],
    ['http://localhost:7071/v1.0/subscriptions', own],
  ])('%s is refused', (url, why) => {
    expect(judge(url, local)).toEqual({ why });
  });
});
