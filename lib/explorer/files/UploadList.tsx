// All uploads, wherever they go: how far each is and all of them are, and what can be done about each.
import { useEffect, useRef, useState } from 'preact/hooks';
import { useAside } from '../parts/aside.ts';
import { preferences } from '../state/preferences.ts';
import { UploadRow } from './parts/UploadRow.tsx';
import { secondsLeft } from './upload/pace.ts';
import { totalOf, type Upload } from './upload/upload.ts';
import { uploads } from './uploading.ts';
import { percentText, secondsText, sizeText, speedText } from './words.ts';

export function UploadList() {
  const all = uploads.value;
  const told = useMilestones(all);
  return (
    <>
      <p class="unseen" role="status" aria-live="polite">
        {told}
      </p>
      {all.length === 0 ? null : <Shown all={all} />}
    </>
  );
}

function Shown({ all }: { readonly all: readonly Upload[] }) {
  const element = useRef<HTMLElement>(null);
  useAside(element);
  return (
    <section ref={element} class="uploads" aria-label="Uploads">
      <Total all={all} />
      <ul>
        {all.map((upload) => (
          <UploadRow key={upload.id} upload={upload} />
        ))}
      </ul>
    </section>
  );
}

function Total({ all }: { readonly all: readonly Upload[] }) {
  const { locale } = preferences.value;
  const { files, size, sent, speed } = totalOf(all);
  if (files < 2) return <h2>Uploads</h2>;
  const left = secondsLeft(size - sent, speed);
  return (
    <>
      <h2>Uploads</h2>
      <p>
        {files} files: {sizeText(sent, locale)} of {sizeText(size, locale)}
        {speed > 0 ? `, ${speedText(speed, locale)}` : ''}
        {left === undefined ? '' : `, ${secondsText(left, locale)} left`}
      </p>
      <progress max={Math.max(1, size)} value={sent} aria-label="All uploads" />
    </>
  );
}

/** What a screen reader is told: each quarter of a file, and each change of its state; not every percent. */
function useMilestones(all: readonly Upload[]): string {
  const known = useRef(new Map<string, string>());
  const [told, setTold] = useState('');
  const { locale } = preferences.value;
  useEffect(() => {
    const now = new Map(all.map((upload) => [upload.id, milestoneOf(upload, locale)]));
    const news = [...now].filter(([id, words]) => known.current.get(id) !== words).map(([, words]) => words);
    known.current = now;
    if (news.length > 0) setTold(news.join('. '));
  }, [all, locale]);
  return told;
}

function milestoneOf({ name, size, sent, state }: Upload, locale: string): string {
  switch (state.is) {
    case 'queued':
      return `${name} waits`;
    case 'sending':
      return `${name}: ${percentText(Math.floor((sent * 4) / Math.max(1, size)) / 4, 1, locale)}`;
    case 'waiting':
      return `${name}: ${state.why} It goes on by itself`;
    case 'failed':
      return `${name}: ${state.failure.words}`;
    case 'interrupted':
      return `${name} was interrupted`;
    default:
      return `${name}: ${state.is}`;
  }
}
