// CORS: which origins are let in, and what a page is told of an answer and in a preflight.
import { describe, expect, it } from 'vitest';
import { corsHeaders, optionsReply } from '../../../lib/http/cors.ts';
import { methodOf, type Request } from '../../../lib/http/messages.ts';

const asked = (headers: Readonly<Record<string, string>>, method = 'GET'): Request => ({
  method: methodOf(method),
  url: new URL('https://api.example/v1.0/me/events'),
  headers: new Headers(headers),
  body: () => Promise.resolve(new Uint8Array()),
});
const app = 'https://app.example';
const other = 'https://app.example.evil.example';
const allowed = 'access-control-allow-origin';
const lower = (headers: Readonly<Record<string, string>>): Record<string, string> => Object.fromEntries(new Headers(headers));

describe('an answer', () => {
  it.each([
    [[app], app, app, 'Origin'],
    [['http://localhost:3000', app], app, app, 'Origin'],
    [['*'], app, '*', undefined],
    [['*'], 'null', '*', undefined],
    [['*', app], app, '*', undefined],
    [[app], other, undefined, 'Origin'],
    [[app], 'http://app.example', undefined, 'Origin'],
    [[app], `${app}:8443`, undefined, 'Origin'],
    [[app], 'null', undefined, 'Origin'],
    [[app], `${app}, ${app}`, undefined, 'Origin'],
    [[], app, undefined, undefined],
  ])(
    'an answer where %j may, to %s, says whether it is allowed (%s) and whether it varies by origin (%s)',
    (origins, origin, allow, vary) => {
      const headers = lower(corsHeaders(origins, asked({ Origin: origin })));
      expect([headers[allowed], headers.vary]).toEqual([allow, vary]);
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toHaveLength(allow === undefined ? 0 : 2);
    },
  );

  it('an answer to no page says nothing, but that another origin would have another', () => {
    expect(corsHeaders([app], asked({}))).toEqual({ Vary: 'Origin' });
    expect(corsHeaders(['*'], asked({}))).toEqual({});
  });

  it('an answer shows what clients read, and lets no cookies in', () => {
    const headers = lower(corsHeaders([app], asked({ Origin: app })));
    const exposed = headers['access-control-expose-headers']?.split(', ');
    expect(exposed).toEqual(
      expect.arrayContaining([
        ...['ETag', 'Location', 'Content-Range', 'Content-Disposition', 'Accept-Ranges', 'Retry-After', 'request-id', 'client-request-id'],
        ...['OData-EntityId', 'Preference-Applied', 'WWW-Authenticate'],
      ]),
    );
    expect(headers).not.toHaveProperty('access-control-allow-credentials');
  });
});

describe('OPTIONS', () => {
  const methods = ['GET', 'HEAD', 'POST'];
  const preflight = (headers: Readonly<Record<string, string>>, origins = [app]) => {
    const { status, headers: replied, body } = optionsReply(origins, asked(headers, 'OPTIONS'), methods);
    expect({ status, body }).toEqual({ status: 204, body: undefined });
    expect(replied.Allow).toBe('GET, HEAD, POST, OPTIONS');
    return lower(replied);
  };

  it('OPTIONS as a preflight tells the methods of the path, and for how long', () => {
    expect(preflight({ Origin: app, 'Access-Control-Request-Method': 'POST' })).toEqual({
      allow: 'GET, HEAD, POST, OPTIONS',
      'access-control-allow-methods': 'GET, HEAD, POST',
      'access-control-max-age': '7200',
    });
  });

  it.each([
    'authorization',
    'authorization,content-type',
    'authorization, client-request-id , consistencylevel,content-range,content-type,idempotency-key,if-match,if-none-match,prefer,range,sdkversion',
  ])('OPTIONS lets in the headers that are asked for: %s', (names) => {
    const headers = preflight({ Origin: app, 'Access-Control-Request-Method': 'GET', 'Access-Control-Request-Headers': names });
    expect(headers['access-control-allow-headers']).toBe(names);
  });

  it.each(['', ',', 'a b', 'a,', 'a\u00fc', 'a;b', 'x: y'])('OPTIONS repeats nothing that is no name of a header: %j', (names) => {
    const headers = preflight({ Origin: app, 'Access-Control-Request-Method': 'GET', 'Access-Control-Request-Headers': names });
    expect(headers).not.toHaveProperty('access-control-allow-headers');
  });

  it.each([
    [{}, [app]],
    [{ Origin: app }, [app]],
    [{ 'Access-Control-Request-Method': 'GET' }, ['*']],
    [{ Origin: other, 'Access-Control-Request-Method': 'GET', 'Access-Control-Request-Headers': 'authorization' }, [app]],
    [{ Origin: app, 'Access-Control-Request-Method': 'GET', 'Access-Control-Request-Headers': 'authorization' }, []],
  ])('OPTIONS that is no preflight of an allowed page tells the methods alone: %j where %j may', (headers, origins) => {
    expect(preflight(headers, origins)).toEqual({ allow: 'GET, HEAD, POST, OPTIONS' });
  });
});
