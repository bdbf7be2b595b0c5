// One upload: how far it is, how fast, what went wrong, and what can be done.
import type { Ref } from 'preact';
import { useRef } from 'preact/hooks';
import { preferences } from '../../state/preferences.ts';
import { fileBehind, pickedFiles } from '../browser/chosen.ts';
import { secondsLeft } from '../upload/pace.ts';
import type { Upload } from '../upload/upload.ts';
import { uploadQueue } from '../uploading.ts';
import { secondsText, sizeText, speedText } from '../words.ts';

export function UploadRow({ upload }: { readonly upload: Upload }) {
  const { id, name, size, sent, state, target } = upload;
  const picker = useRef<HTMLInputElement>(null);
  const queue = uploadQueue();
  const resume = async (): Promise<void> => {
    if (state.is !== 'interrupted') return queue.resume(id);
    const given = await fileBehind(state.handle);
    if (given === undefined) picker.current?.click();
    else await queue.resume(id, given);
  };
  const can = actionsOf(upload);
  return (
    <li class="upload">
      <p class="file-name" dir="auto">
        {name} <span class="file-facts">→ {target.event}</span>
      </p>
      <progress max={Math.max(1, size)} value={sent} aria-label={name} />
      <p class={state.is === 'failed' ? 'file-facts is-error' : 'file-facts'}>{wordsOf(upload)}</p>
      <div class="group">
        {can.resume === undefined ? null : (
          <button type="button" aria-label={`${can.resume} ${name}`} onClick={() => void resume()}>
            {can.resume}
          </button>
        )}
        {can.pause ? (
          <button type="button" aria-label={`Pause ${name}`} onClick={() => queue.pause(id)}>
            Pause
          </button>
        ) : null}
        <button type="button" class="quiet" aria-label={`Cancel ${name}`} onClick={() => void queue.cancel(id)}>
          Cancel
        </button>
      </div>
      {state.is === 'interrupted' ? <Picker input={picker} name={name} id={id} /> : null}
    </li>
  );
}

/** Picks the file of an upload that was interrupted. */
function Picker({ input, name, id }: { readonly input: Ref<HTMLInputElement>; readonly name: string; readonly id: string }) {
  return (
    <input
      ref={input}
      type="file"
      hidden
      aria-label={`File to resume ${name}`}
      onChange={({ currentTarget }) => {
        const [given] = pickedFiles(currentTarget.files);
        if (given !== undefined) void uploadQueue().resume(id, given);
        currentTarget.value = '';
      }}
    />
  );
}

function actionsOf({ state }: Upload): { readonly pause: boolean; readonly resume?: string } {
  switch (state.is) {
    case 'paused':
    case 'interrupted':
      return { pause: false, resume: 'Resume' };
    case 'waiting':
      return { pause: true, resume: 'Try now' };
    case 'failed':
      return state.failure.wayOut === 'again' || state.failure.wayOut === 'sign in'
        ? { pause: false, resume: 'Try again' }
        : { pause: false };
    default:
      return { pause: state.is !== 'done' };
  }
}

function wordsOf(upload: Upload): string {
  const { size, sent, speed, state } = upload;
  const { locale, hour12, zone } = preferences.value;
  const far = `${sizeText(sent, locale)} of ${sizeText(size, locale)}`;
  const left = secondsLeft(size - sent, speed);
  switch (state.is) {
    case 'queued':
      return `${sizeText(size, locale)}, waits for its turn`;
    case 'sending':
      return [far, speed > 0 ? speedText(speed, locale) : '', left === undefined ? '' : `${secondsText(left, locale)} left`]
        .filter((part) => part !== '')
        .join(', ');
    case 'waiting': {
      const at = new Intl.DateTimeFormat(locale, { timeStyle: 'medium', hour12, timeZone: zone }).format(state.until);
      return `${state.why} It goes on at ${at}. ${far}`;
    }
    case 'paused':
      return `Paused. ${far}`;
    case 'interrupted':
      return state.wrong
        ? `This is another file, or it was changed. Choose the file that was begun (${sizeText(size, locale)}).`
        : `Interrupted when the page ended. Resume it with the same file (${sizeText(size, locale)}).`;
    case 'failed':
      return state.failure.said === undefined ? state.failure.words : `${state.failure.words} (${state.failure.said})`;
    case 'done':
      return 'Added.';
  }
}
