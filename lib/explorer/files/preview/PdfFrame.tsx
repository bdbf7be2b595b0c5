// A PDF in its frame: it gets the bytes and no right but to run its own script, and says how far it is.
import { useEffect, useRef, useState } from 'preact/hooks';
import { maxPages, readTold } from '../pdf/told.ts';

/** Milliseconds that a page may take. */
const patience = 30_000;

const failures = {
  locked: 'The PDF wants a password. Download it to open it.',
  broken: 'The PDF can’t be read here. Download it to open it.',
  slow: 'The PDF takes too long to be shown here. Download it to open it.',
} as const;

export function PdfFrame({ name, bytes }: { readonly name: string; readonly bytes: ArrayBuffer }) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [pages, setPages] = useState({ drawn: 0, all: 0 });
  const [failure, setFailure] = useState<keyof typeof failures>();
  useEffect(() => {
    const waited = (): void => setFailure('slow');
    let timer = setTimeout(waited, patience);
    const onMessage = ({ source, data }: MessageEvent): void => {
      const { contentWindow } = frame.current ?? {};
      const told = source !== null && source === contentWindow ? readTold(data) : undefined;
      if (told === undefined || !contentWindow) return;
      clearTimeout(timer);
      if (told.pdf === 'refused') {
        setFailure(told.isLocked ? 'locked' : 'broken');
        return;
      }
      // Its origin is nobody's, which no target can name.
      if (told.pdf === 'ready') contentWindow.postMessage(bytes, '*');
      else setPages({ drawn: told.drawn, all: told.pages });
      if (told.pdf === 'ready' || told.drawn < Math.min(told.pages, maxPages)) timer = setTimeout(waited, patience);
    };
    window.addEventListener('message', onMessage);
    return () => {
      clearTimeout(timer);
      window.removeEventListener('message', onMessage);
    };
  }, [bytes]);
  if (failure !== undefined) return <p role="status">{failures[failure]}</p>;
  return (
    <>
      <iframe
        class="preview"
        ref={frame}
        sandbox="allow-scripts"
        referrerpolicy="no-referrer"
        title={`Preview of ${name}`}
        src="/explorer/pdf"
      />
      {pages.drawn === 0 ? <p role="status">Drawing {name} …</p> : null}
      {pages.all > maxPages ? <p>Only the first {maxPages} pages are shown.</p> : null}
    </>
  );
}
