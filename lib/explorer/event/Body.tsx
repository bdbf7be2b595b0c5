// An event's text. HTML is shown in a frame without script, form and request, in an origin of its own; its links open elsewhere.
import { useEffect, useState } from 'preact/hooks';
import type { Event } from '../model/event.ts';

export function Body({ body }: { readonly body: Event['body'] }) {
  if (body.content.trim() === '') return null;
  return (
    <section aria-labelledby="text">
      <h3 id="text">Text</h3>
      {body.type === 'text' ? (
        <p class="text" dir="auto">
          {body.content.trim()}
        </p>
      ) : (
        <FramedHtml html={body.content} />
      )}
    </section>
  );
}

/** In a document of its own it is out of the page's reach, and its policy goes with it: a `blob:` URL inherits that of who made it. */
const documentOf = (html: string): string =>
  `<!doctype html><meta charset="utf-8"><meta name="color-scheme" content="light dark"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"><base target="_blank">${html}`;

function FramedHtml({ html }: { readonly html: string }) {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([documentOf(html)], { type: 'text/html' }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [html]);
  return url === undefined ? null : (
    <iframe
      class="text-frame"
      title="Text of the event"
      sandbox="allow-popups allow-popups-to-escape-sandbox"
      referrerpolicy="no-referrer"
      src={url}
    />
  );
}
