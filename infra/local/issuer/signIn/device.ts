// The page on which somebody signs in for a device that shows a code.
import type { Exchange, Reply } from '../http/exchange.ts';
import { waitingWith } from '../grants/device.ts';
import { choicePage, chosenIn, codePage, messagePage } from './pages.ts';
import { cookieFor, sessionOf, signedIn } from './session.ts';

/** Asks for the code, then who signs in. */
export async function devicePage(exchange: Exchange): Promise<Reply> {
  const code = exchange.query.get('user_code') ?? '';
  if (code === '') return codePage(undefined);
  const waiting = waitingWith(exchange.key, code);
  if (waiting === undefined) return codePage(code);
  const session = await sessionOf(exchange);
  const chosen = chosenIn(exchange);
  if (chosen === undefined) return choicePage({ ...waiting, session, action: `?${new URLSearchParams({ user_code: code }).toString()}` });
  waiting.chosen = chosen;
  if (chosen === 'cancel') return messagePage(200, 'Not signed in', 'The device is told so. This window can be closed.');
  const headers = { 'Set-Cookie': await cookieFor(exchange.key, signedIn(session, chosen)) };
  return messagePage(200, 'Signed in', 'Go on at the device. This window can be closed.', headers);
}
