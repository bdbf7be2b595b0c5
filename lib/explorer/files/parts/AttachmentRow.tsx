// One attachment: what it is, and what can be done with it.
import { useId, useState } from 'preact/hooks';
import { preferences } from '../../state/preferences.ts';
import { attempt } from '../../state/toasts.ts';
import type { Attachment } from '../attachment.ts';
import { remove } from '../deletions.ts';
import { download } from '../download.ts';
import { Preview } from '../preview/Preview.tsx';
import { sizeText } from '../words.ts';
import { ItemView } from './ItemView.tsx';

export function AttachmentRow({ attachment, canWrite }: { readonly attachment: Attachment; readonly canWrite: boolean }) {
  const [isOpen, setOpen] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const opened = useId();
  const { type, name, sourceUrl } = attachment;
  const isContent = type === 'file' || type === 'item';
  const save = async (): Promise<void> => {
    if (isBusy) return;
    setBusy(true);
    await attempt(`${name} can’t be downloaded`, () => download(attachment));
    setBusy(false);
  };
  return (
    <li class="file">
      <p class="file-name" dir="auto">
        {sourceUrl === undefined ? (
          name
        ) : (
          <a href={sourceUrl} target="_blank" rel="noopener noreferrer">
            {name}
          </a>
        )}
      </p>
      <p class="file-facts">{factsOf(attachment)}</p>
      <div class="group">
        {isContent ? (
          <>
            <button
              type="button"
              class="quiet"
              aria-expanded={isOpen}
              aria-controls={opened}
              aria-label={`Preview ${name}`}
              onClick={() => setOpen(!isOpen)}
            >
              Preview
            </button>
            <button type="button" class="quiet" aria-disabled={isBusy} aria-label={`Download ${name}`} onClick={() => void save()}>
              Download
            </button>
          </>
        ) : null}
        {canWrite ? (
          <button type="button" class="quiet" aria-label={`Delete ${name}`} onClick={() => remove(attachment)}>
            Delete
          </button>
        ) : null}
      </div>
      <div id={opened}>{isOpen ? type === 'item' ? <ItemView attachment={attachment} /> : <Preview attachment={attachment} /> : null}</div>
    </li>
  );
}

const typeWords = { file: '', item: 'item', reference: 'link', bare: 'description' } as const;

/** Type, size and date, as far as it has them. */
function factsOf({ type, contentType, size, modified, isInline, sourceUrl }: Attachment): string {
  const { locale, hour12, zone } = preferences.value;
  const when = Date.parse(modified);
  const facts = [
    type === 'file' ? contentType : typeWords[type],
    type === 'reference' ? (URL.parse(sourceUrl ?? '')?.host ?? '') : sizeText(size, locale),
    Number.isNaN(when)
      ? ''
      : new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', hour12, timeZone: zone }).format(when),
    isInline ? 'in the text' : '',
  ];
  return facts.filter((fact) => fact !== '').join(' · ');
}
