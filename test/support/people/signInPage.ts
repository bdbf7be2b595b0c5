// Signs somebody in by the issuer's page, as a browser without scripts does: reads the page, and sends one of its forms.
import { expect } from 'vitest';

/** What the page shows: whom it lists, and where its forms go. */
export interface SignInPage {
  readonly people: readonly string[];
  /** Sends a form with this field. Resolves to the answer, whose redirect nobody follows. */
  send(field: Readonly<Record<string, string>>): Promise<Response>;
}

/** Opens the page to which a program leads the browser. */
export async function openSignIn(url: string): Promise<SignInPage> {
  const answer = await fetch(url, { redirect: 'manual' });
  const html = await answer.text();
  expect(answer.status, html).toBe(200);
  const action = /<form method="post" action="([^"]*)"/.exec(html)?.[1] ?? expect.fail('the page has no form');
  return {
    people: [...html.matchAll(/<button name="user" value="([^"]*)"/g)].map(([, upn = '']) => upn),
    send: (field) =>
      fetch(new URL(action.replaceAll('&amp;', '&'), url), { method: 'POST', redirect: 'manual', body: new URLSearchParams(field) }),
  };
}

/** Signs this person in, who is on the page's list. Resolves to where the program is led back to. */
export async function signInByPage(url: string, upn: string): Promise<URL> {
  const page = await openSignIn(url);
  expect(page.people).toContain(upn);
  const answer = await page.send({ user: upn });
  expect(answer.status).toBe(303);
  return new URL(answer.headers.get('location') ?? '');
}
