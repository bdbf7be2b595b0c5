// What somebody sees who hasn't signed in yet.
import { useState } from 'preact/hooks';

export function SignIn({ signIn }: { readonly signIn: () => Promise<void> }) {
  const [refusal, refuse] = useState('');
  const [isOpen, setOpen] = useState(false);
  const click = async (): Promise<void> => {
    setOpen(true);
    refuse('');
    try {
      await signIn();
    } catch (error) {
      refuse(error instanceof Error ? error.message : String(error));
    }
    setOpen(false);
  };
  return (
    <main class="sign-in">
      <h1>Calendar</h1>
      <p>Your events with their files, and what each click asks of the API.</p>
      <button type="button" class="primary" disabled={isOpen} onClick={() => void click()}>
        Sign in
      </button>
      <p role="status">{isOpen ? 'Go on in the window that has opened.' : ''}</p>
      {refusal === '' ? null : <p role="alert">{refusal}</p>}
    </main>
  );
}
