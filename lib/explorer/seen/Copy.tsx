// A text that can be copied with one click.
import { useState } from 'preact/hooks';

export function Copy({ text, label }: { readonly text: string; readonly label: string }) {
  const [done, setDone] = useState('');
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setDone('Copied');
    } catch {
      setDone('The browser doesn’t let the page copy: select the text instead.');
    }
  };
  return (
    <div class="copied">
      <button type="button" aria-label={`Copy ${label}`} onClick={() => void copy()}>
        Copy
      </button>
      <span role="status">{done}</span>
      <pre tabindex={0} role="region" aria-label={label}>
        <code>{text}</code>
      </pre>
    </div>
  );
}
