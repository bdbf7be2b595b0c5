// Chromium's DevTools protocol, as far as a test clicks by it.
import { z } from 'zod';

const message = z.looseObject({
  method: z.string().optional(),
  sessionId: z.string().optional(),
  params: z.looseObject({ sessionId: z.string().optional(), targetInfo: z.looseObject({ type: z.string() }).optional() }).optional(),
});

/** Runs an expression in every page of the browser at this address, now and after each of its loads. */
export async function atEachLoad(address: string, expression: string): Promise<void> {
  const socket = new WebSocket(address);
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve);
    socket.addEventListener('error', reject);
  });
  let id = 0;
  const send = (method: string, params: object, sessionId?: string): void =>
    socket.send(JSON.stringify({ id: (id += 1), method, params, ...(sessionId !== undefined && { sessionId }) }));
  const run = (sessionId: string | undefined): void => send('Runtime.evaluate', { expression }, sessionId);
  socket.addEventListener('message', ({ data }) => {
    const { method, sessionId, params } = message.parse(JSON.parse(String(data)));
    if (method === 'Page.loadEventFired') run(sessionId);
    if (method !== 'Target.attachedToTarget' || params?.targetInfo?.type !== 'page') return;
    send('Page.enable', {}, params.sessionId);
    run(params.sessionId);
  });
  send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: true });
}
