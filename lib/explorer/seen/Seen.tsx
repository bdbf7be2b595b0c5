// Requests that the page has made: each with its answer, and as it is written in other languages.
import { signal } from '@preact/signals';
import { useState } from 'preact/hooks';
import { preferences } from '../state/preferences.ts';
import { sizeText } from '../files/words.ts';
import { Copy } from './Copy.tsx';
import { forget, see, seen, type Seen as SeenExchange } from './exchanges.ts';
import { indented, type SeenBody } from './request.ts';
import { curl } from './snippets/curl.ts';
import { csharp } from './snippets/csharp.ts';
import { graphClient, javascript } from './snippets/javascript.ts';

const snippets = [curl, javascript, graphClient, csharp];

const opened = signal<SeenExchange | undefined>(undefined);

see();

function clear(): void {
  opened.value = undefined;
  forget();
}

export function Seen() {
  const all = seen.value;
  // One that is looked at stays, even when it isn't in the list any more.
  const chosen = all.find(({ number }) => number === opened.value?.number) ?? opened.value;
  return (
    <section class="seen" aria-label="API">
      <details>
        <summary>See the API ({all.length} requests)</summary>
        <div class="seen-parts">
          <div>
            <button type="button" onClick={clear}>
              Clear
            </button>
            <ol aria-label="Requests">
              {all.map((each) => (
                <li key={each.number}>
                  <button
                    type="button"
                    class="quiet request"
                    aria-pressed={each.number === opened.value?.number}
                    onClick={() => (opened.value = each)}
                  >
                    <RequestLine of={each} />
                  </button>
                </li>
              ))}
            </ol>
          </div>
          {chosen === undefined ? <p>Choose a request to see it with its answer.</p> : <Details of={chosen} />}
        </div>
      </details>
    </section>
  );
}

function RequestLine({ of: { method, url, status, failure, milliseconds } }: { readonly of: SeenExchange }) {
  const { pathname, search } = new URL(url);
  const outcome = failure === undefined ? (status ?? '…') : 'no answer';
  const isBad = failure !== undefined || (status ?? 0) >= 400;
  return (
    <>
      <b>{method}</b> <span class="request-path">{decoded(pathname + search)}</span>{' '}
      <span class={isBad ? 'outcome is-error' : 'outcome'}>
        {outcome}
        {milliseconds === undefined ? '' : ` · ${milliseconds} ms`}
      </span>
    </>
  );
}

function decoded(text: string): string {
  try {
    return decodeURI(text);
  } catch {
    return text;
  }
}

function Details({ of: one }: { readonly of: SeenExchange }) {
  const [language, setLanguage] = useState(0);
  const { method, url, headers, withToken, body, status, answerHeaders, answer, failure } = one;
  const asked = { ...(withToken && { Authorization: 'Bearer {token}' }), ...headers };
  const snippet = snippets[language] ?? curl;
  return (
    <section aria-label="Request and answer">
      <h2>Request</h2>
      <pre tabindex={0} role="region" aria-label="Request">
        {[`${method} ${url}`, ...Object.entries(asked).map(([name, value]) => `${name}: ${value}`)].join('\n')}
      </pre>
      <BodyText body={body} label="Request body" />
      <h2>Answer</h2>
      <pre tabindex={0} role="region" aria-label="Answer">
        {failure ?? [String(status ?? 'On its way …'), ...answerHeaders.map(([name, value]) => `${name}: ${value}`)].join('\n')}
      </pre>
      <BodyText body={answer} label="Answer body" />
      <h2>The same request</h2>
      <div class="group" role="group" aria-label="Language">
        {snippets.map(({ name }, place) => (
          <button key={name} type="button" aria-pressed={place === language} onClick={() => setLanguage(place)}>
            {name}
          </button>
        ))}
      </div>
      <Copy key={`${one.number} ${language}`} text={snippet.of(one)} label={snippet.name} />
    </section>
  );
}

function BodyText({ body, label }: { readonly body: SeenBody | undefined; readonly label: string }) {
  if (body === undefined) return null;
  if (body.kind === 'bytes')
    return (
      <p>
        {sizeText(body.size, preferences.value.locale)}
        {body.type === '' ? '' : ` of ${body.type}`}
      </p>
    );
  return (
    <pre tabindex={0} role="region" aria-label={label}>
      {indented(body)}
    </pre>
  );
}
