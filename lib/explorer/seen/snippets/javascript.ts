// A request in JavaScript: with `fetch`, and with Microsoft's Graph client.
import type { SeenBody, SeenRequest } from '../request.ts';
import { isUploadUrl, literal, type Snippet } from './snippet.ts';

/** Needs `token`, or `uploadUrl`; what was cut, and bytes, are `body`. */
export const javascript: Snippet = {
  name: 'JavaScript (fetch)',
  of: ({ method, url, headers, withToken, body }) => {
    const all = [
      ...(withToken ? ['Authorization: `Bearer ${token}`'] : []),
      ...Object.entries(headers).map(([name, value]) => `${literal(name)}: ${literal(value)}`),
    ];
    const options = [
      ...(method === 'GET' ? [] : [`method: ${literal(method)},`]),
      ...(all.length === 0 ? [] : [`headers: { ${all.join(', ')} },`]),
      ...(body === undefined ? [] : [`body: ${isWhole(body) ? `JSON.stringify(${jsonOf(body)})` : 'body'},`]),
    ];
    return [
      `const answer = await fetch(${isUploadUrl(url) ? 'uploadUrl' : literal(url)}, {`,
      ...options.map((line) => `  ${line}`),
      '});',
      'console.log(answer.status, await answer.text());',
    ].join('\n');
  },
};

/** Needs `token`. The client speaks to Graph unless it is told another base; the host's name lets it send the token there. */
export const graphClient: Snippet = {
  name: 'JavaScript (Graph client)',
  of: (request) => {
    const { method, url, headers, body } = request;
    const { origin, hostname, pathname, search } = new URL(url);
    const [, version = 'v1.0', path = ''] = /^\/([^/]+)(\/.*)?$/.exec(pathname) ?? [];
    if (!request.withToken) return '// The Graph client has a LargeFileUploadTask for upload sessions, which sends these requests itself.';
    const calls = Object.entries(headers)
      .filter(([name]) => !(name === 'Content-Type' && isJson(request)))
      .map(([name, value]) => `  .header(${literal(name)}, ${literal(value)})`);
    const given = body === undefined ? '' : isWhole(body) ? jsonOf(body) : 'body';
    return [
      "import { Client } from '@microsoft/microsoft-graph-client';",
      '',
      'const client = Client.init({',
      `  baseUrl: ${literal(`${origin}/`)},`,
      `  defaultVersion: ${literal(version)},`,
      `  customHosts: new Set([${literal(hostname)}]),`,
      '  authProvider: (done) => done(null, token),',
      '});',
      `const answer = await client`,
      `  .api(${literal(path + search)})`,
      ...calls,
      `  .${method.toLowerCase()}(${given});`,
      'console.log(answer);',
    ].join('\n');
  },
};

const isJson = ({ headers }: SeenRequest): boolean => headers['Content-Type'] === 'application/json';

const isWhole = (body: SeenBody): body is Extract<SeenBody, { kind: 'text' }> => body.kind === 'text' && !body.cut;

/** JSON is an expression of JavaScript; what isn't JSON is a text. */
function jsonOf({ text }: Extract<SeenBody, { kind: 'text' }>): string {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2).replaceAll('\n', '\n  ');
  } catch {
    return literal(text);
  }
}
