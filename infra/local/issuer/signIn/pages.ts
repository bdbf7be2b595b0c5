// The pages of the issuer: whom to sign in as, a form that goes back to an application, and a message. None needs a script.
import { demoTenant, demoUsers } from '../../provision/demo/tenant.ts';
import type { Application } from '../directory/applications.ts';
import { personOf } from '../directory/people.ts';
import type { Exchange, Reply } from '../http/exchange.ts';
import { isOf, type Session } from './session.ts';

/** Whom to choose, and for what. */
export interface Choice {
  readonly application: Application;
  /** The tenant's id. */
  readonly tenant: string;
  readonly session: Session;
  readonly loginHint?: string | undefined;
  readonly domainHint?: string | undefined;
  readonly scope: string;
  /** Where the page's forms go. */
  readonly action: string;
  /** Where the answer goes; undefined where a program asks for it by itself. */
  readonly redirectUri?: string;
}

/** The page that lists people, one click each, and takes any other name. */
export function choicePage(choice: Choice): Reply {
  const { application, tenant, redirectUri, loginHint = '', scope, session } = choice;
  const people = peopleFor(choice);
  const action = escaped(choice.action);
  const isListed = people.some((upn) => upn.toLowerCase() === loginHint.toLowerCase());
  const asked = scope.split(/\s+/).filter((each) => each !== '');
  const answers = redirectUri === undefined ? '' : ` Answers go to ${escaped(new URL(redirectUri).host || redirectUri)}.`;
  return page({
    status: 200,
    title: 'Choose who signs in',
    ...(redirectUri !== undefined && { formAction: redirectUri }),
    main: `
<p>to continue to <strong>${escaped(application.displayName)}</strong></p>
<form method="post" action="${action}" aria-label="People">
<ul>${people.map((upn) => entry(upn, tenant, session)).join('')}</ul>
</form>
<form method="post" action="${action}">
<label for="user">Somebody else, by user name</label>
<div class="row">
<input id="user" name="user" type="email" required maxlength="200" autocomplete="username" spellcheck="false" value="${isListed ? '' : escaped(loginHint)}">
<button>Sign in</button>
</div>
</form>
<details><summary>What it asks for</summary><ul class="plain">${asked.map((each) => `<li>${escaped(each)}</li>`).join('')}</ul></details>
<form method="post" action="${action}"><button name="cancel" value="1" class="quiet">Cancel</button></form>
<p class="note">A local stack: nobody has a password.${answers}</p>`,
  });
}

/** Whom the page's form names, `cancel`, or nobody. Another site's form counts as none: it would sign a person in behind their back. */
export function chosenIn({ form, header, base }: Exchange): string | undefined {
  const origin = header('origin');
  if (origin !== undefined && origin !== base) return undefined;
  if (form.has('cancel')) return 'cancel';
  const upn = form.get('user')?.trim();
  return upn !== undefined && /^[^\s@]+@[^\s@]+$/.test(upn) && upn.length <= 200 ? upn : undefined;
}

/** The page that asks for the code that another device shows. */
export const codePage = (wrong: string | undefined): Reply =>
  page({
    status: wrong === undefined ? 200 : 404,
    title: 'Sign in on another device',
    main: `
<form method="get" action="/device">
<label for="code">Code that the device shows</label>
<div class="row"><input id="code" name="user_code" required autocomplete="off" spellcheck="false"${wrong === undefined ? '' : ' aria-invalid="true" aria-describedby="wrong"'}><button>Next</button></div>
${wrong === undefined ? '' : `<p id="wrong">No device waits with the code ${escaped(wrong)}.</p>`}
</form>`,
  });

/** First whom the hint names, then who has signed in, then the demo tenant's people; those of another domain than the hint's are left out. */
function peopleFor({ loginHint, domainHint, tenant, session }: Choice): readonly string[] {
  const demo: readonly string[] = tenant === demoTenant ? Object.values(demoUsers).map(({ upn }) => upn) : [];
  const all = [...session.accounts.map(({ upn }) => upn), ...demo];
  const each = all.filter((upn, index) => all.findIndex((other) => other.toLowerCase() === upn.toLowerCase()) === index);
  const ofDomain = each.filter((upn) => domainHint !== undefined && upn.toLowerCase().endsWith(`@${domainHint.toLowerCase()}`));
  const hinted = (upn: string): number => (upn.toLowerCase() === loginHint?.toLowerCase() ? 0 : 1);
  return (ofDomain.length > 0 ? ofDomain : each).toSorted((one, other) => hinted(one) - hinted(other));
}

function entry(upn: string, tenant: string, { accounts }: Session): string {
  const { name, isGuest } = personOf(upn, tenant);
  const notes = [...(isGuest ? ['guest'] : []), ...(accounts.some((account) => isOf(account, upn)) ? ['signed in'] : [])];
  const note = notes.length === 0 ? '' : ` <span class="tag">${notes.join(', ')}</span>`;
  return `<li><button name="user" value="${escaped(upn)}"><span class="name">${escaped(name)}${note}</span> <span class="upn">${escaped(upn)}</span></button></li>`;
}

/** A page with a form that goes to the application: by a script where there is one, else by a click. */
export function formPostPage(uri: string, fields: Readonly<Record<string, string>>, headers: Reply['headers']): Reply {
  const inputs = Object.entries(fields).map(([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`);
  return page({
    status: 200,
    title: 'Back to the application',
    formAction: uri,
    headers,
    head: '<script src="/sign-in/form-post.js" defer></script>',
    main: `<form method="post" action="${escaped(uri)}">${inputs.join('')}<button>Continue</button></form>`,
  });
}

/** A page that says something. */
export const messagePage = (status: number, title: string, text: string, headers: Reply['headers'] = {}): Reply =>
  page({ status, title, headers, main: `<p>${escaped(text)}</p>` });

interface Page {
  readonly status: number;
  readonly title: string;
  readonly main: string;
  readonly head?: string;
  /** Where else than here a form may lead, by itself or by a redirect. */
  readonly formAction?: string;
  readonly headers?: Reply['headers'];
}

function page({ status, title, main, head = '', formAction, headers }: Page): Reply {
  const policy = [
    "default-src 'none'",
    'img-src data:',
    "style-src 'self'",
    "script-src 'self'",
    `form-action 'self'${formAction === undefined ? '' : ` ${sourceOf(formAction)}`}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    status,
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': policy.join('; '),
      // A browser then names the page's origin with its form, and the address with all that was asked to nobody else.
      'Referrer-Policy': 'same-origin',
      ...headers,
    },
    body: `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/sign-in/style.css">
${head}
</head>
<body>
<main>
<h1>${escaped(title)}</h1>${main}
</main>
</body>
</html>
`,
  };
}

/** The source of a Content Security Policy for a URI: its origin, or its scheme where that is all that can be named. */
function sourceOf(uri: string): string {
  const { protocol, hostname, origin } = new URL(uri);
  return /^https?:$/.test(protocol) && !hostname.startsWith('[') ? origin : protocol;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
