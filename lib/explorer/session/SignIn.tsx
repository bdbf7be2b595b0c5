// What somebody sees who hasn't signed in yet.
import { useRef, useState } from 'preact/hooks';
import { errorText } from '../errorText.ts';

export function SignIn({ signIn }: { readonly signIn: () => Promise<void> }) {
  const [refusal, refuse] = useState('');
  const [isOpen, setOpen] = useState(false);
  const attempts = useRef(0);
  // Nobody tells the page that the window was closed: another click takes the place of the one before.
  const click = async (): Promise<void> => {
    const mine = (attempts.current += 1);
    setOpen(true);
    refuse('');
    try {
      await signIn();
    } catch (error) {
      if (attempts.current === mine) refuse(errorText(error));
    }
    if (attempts.current === mine) setOpen(false);
  };
  return (
    <main class="sign-in">
      <h1>Calendar</h1>
      <p>Your events with their files, and what each click asks of the API.</p>
      <button type="button" class="primary" onClick={() => void click()}>
        Sign in
      </button>
      <p role="status">{isOpen ? 'Go on in the window that has opened. Was it closed? Sign in once more.' : ''}</p>
      {refusal === '' ? null : <p role="alert">{refusal}</p>}
    </main>
  );
}
