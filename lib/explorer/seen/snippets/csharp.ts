// A request in C#, with HttpClient.
import type { SeenRequest } from '../request.ts';
import { isUploadUrl, literal, type Snippet } from './snippet.ts';

/** Needs `token`, or `uploadUrl`; what was cut, and bytes, are `body`. */
export const csharp: Snippet = {
  name: 'C#',
  of: (request) => {
    const { method, url, headers, withToken } = request;
    const others = Object.entries(headers).filter(([name]) => !/^content-/i.test(name));
    return [
      'using var client = new HttpClient();',
      `using var request = new HttpRequestMessage(new HttpMethod(${literal(method)}), ${isUploadUrl(url) ? 'uploadUrl' : literal(url)});`,
      ...(withToken ? ['request.Headers.Authorization = new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", token);'] : []),
      ...others.map(([name, value]) => `request.Headers.TryAddWithoutValidation(${literal(name)}, ${literal(value)});`),
      ...contentOf(request),
      'using var answer = await client.SendAsync(request);',
      'Console.WriteLine($"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");',
    ].join('\n');
  },
};

function contentOf({ body, headers }: SeenRequest): string[] {
  if (body === undefined) return [];
  const given = body.kind === 'text' && !body.cut ? `System.Text.Encoding.UTF8.GetBytes(${literal(body.text)})` : 'body';
  const own = Object.entries(headers).filter(([name]) => /^content-/i.test(name));
  return [
    `request.Content = new ByteArrayContent(${given});`,
    ...own.map(([name, value]) => `request.Content.Headers.TryAddWithoutValidation(${literal(name)}, ${literal(value)});`),
  ];
}
