// What a file looks like, in a frame that has nothing of this page: no origin, no forms, and no script but the one that draws PDFs.
import { useEffect, useState } from 'preact/hooks';
import { errorText } from '../../errorText.ts';
import { readBytes, type Attachment } from '../attachment.ts';
import { imageBytes, shownOf, type Shown } from './frame.ts';
import { PdfFrame } from './PdfFrame.tsx';

type Now =
  | Exclude<Shown, { readonly document: Blob }>
  | { readonly kind: 'reading' }
  | { readonly kind: 'ready'; readonly isCut: boolean; readonly url: string };

export function Preview({ attachment }: { readonly attachment: Attachment }) {
  const [now, setNow] = useState<Now>({ kind: 'reading' });
  useEffect(() => {
    const end = new AbortController();
    let url = '';
    read(attachment, end.signal)
      .then((shown) => {
        if (end.signal.aborted) return;
        if (!('document' in shown)) {
          setNow(shown);
          return;
        }
        url = URL.createObjectURL(shown.document);
        setNow({ kind: 'ready', isCut: shown.kind === 'text' && shown.cut, url });
      })
      .catch((error: unknown) => {
        if (!end.signal.aborted) setNow({ kind: 'nothing', why: errorText(error) });
      });
    return () => {
      end.abort();
      URL.revokeObjectURL(url);
    };
  }, [attachment]);
  if (now.kind === 'reading') return <p role="status">Reading {attachment.name} …</p>;
  if (now.kind === 'nothing') return <p role="status">{now.why}</p>;
  if (now.kind === 'pdf') return <PdfFrame name={attachment.name} bytes={now.bytes} />;
  return (
    <>
      <iframe class="preview" sandbox="" referrerpolicy="no-referrer" title={`Preview of ${attachment.name}`} src={now.url} />
      {now.isCut ? <p>Only the beginning is shown.</p> : null}
    </>
  );
}

async function read(attachment: Attachment, signal: AbortSignal): Promise<Shown> {
  if (attachment.size > imageBytes) return { kind: 'nothing', why: 'The file is too large to be shown here. Download it to open it.' };
  return shownOf(await readBytes(attachment, signal));
}
