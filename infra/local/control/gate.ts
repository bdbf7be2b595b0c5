// The gate before the Functions host: notes what is requested, and lets requests fail on demand.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import type { Handler } from '../functions/http/httpHandler.ts';
import { createFaults, faultSchema, type Fault } from './faults.ts';
import type { RequestNote } from '../testing/types.ts';
import type { Answers } from './questions.ts';

/** The latest requests that are kept, and the bytes of each one's body. */
const maxNotes = 10_000;
const maxBody = 65_536;

export interface Gate {
  /** The handler behind the gate. */
  readonly guard: (handler: Handler) => Handler;
  readonly answers: Answers;
}

/** Requests with this secret in the header `x-calendar-control` are the stack's own: they aren't noted, and no fault meets them. */
export function createGate(secret: string): Gate {
  const faults = createFaults();
  let notes: RequestNote[] = [];
  const note = (request: IncomingMessage, response: ServerResponse): void => {
    const kept = noteOf(request);
    notes.push(kept);
    if (notes.length > maxNotes) notes = notes.slice(-maxNotes / 2);
    const hear = (chunk: Buffer): void => {
      if (kept.body.length < maxBody) kept.body += chunk.toString('utf8', 0, maxBody - kept.body.length);
    };
    // Whoever listens first makes the body flow: that is the host's to decide.
    const join = (event: string | symbol): void => {
      if (event !== 'data') return;
      request.off('newListener', join);
      request.on('data', hear);
    };
    request.on('newListener', join);
    response.once('finish', () => (kept.status = response.statusCode));
  };
  return {
    guard: (handler) => (request, response, scheme) => {
      if (request.headers['x-calendar-control'] === secret) {
        handler(request, response, scheme);
        return;
      }
      const { method = '', url = '' } = request;
      const fault = faults.take(method, url.replace(/\?.*$/s, ''));
      const pass = (): void => {
        note(request, response);
        handler(request, response, scheme);
      };
      if (fault === undefined) pass();
      else void meet(fault, { request, response, pass, note });
    },
    answers: {
      fault: (value) => faults.add(faultSchema.parse(value)),
      heal: () => faults.clear(),
      requests: () => notes,
      forget: () => void (notes = []),
    },
  };
}

interface Met {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly pass: () => void;
  readonly note: (request: IncomingMessage, response: ServerResponse) => void;
}

async function meet({ delay, drop, status, retryAfter }: Fault, { request, response, pass, note }: Met): Promise<void> {
  if (delay !== undefined) await setTimeout(delay);
  if (drop === true) {
    note(request, response);
    request.socket.destroy();
    return;
  }
  if (status === undefined) {
    pass();
    return;
  }
  note(request, response);
  const code = status === 429 ? 'TooManyRequests' : status === 503 ? 'serviceNotAvailable' : 'generalException';
  const { origin } = request.headers;
  response.writeHead(status, {
    'Content-Type': 'application/json',
    ...(retryAfter !== undefined && { 'Retry-After': retryAfter }),
    // A page of another origin sees the fault as it would see the service's own.
    ...(origin !== undefined && { 'Access-Control-Allow-Origin': origin, 'Access-Control-Expose-Headers': '*, Retry-After' }),
  });
  response.end(JSON.stringify({ error: { code, message: 'A fault that was ordered.' } }));
  request.resume();
}

function noteOf({ method = '', url = '', headers }: IncomingMessage): { -readonly [K in keyof RequestNote]: RequestNote[K] } {
  const [, path = '', query = ''] = /^([^?]*)(.*)$/s.exec(url) ?? [];
  const shown = Object.entries(headers).flatMap(([name, value = '']) => (name === 'authorization' ? [] : [[name, String(value)]]));
  return {
    method,
    path,
    query,
    headers: Object.fromEntries(shown) as Record<string, string>,
    body: '',
    at: new Date().toISOString(),
    status: 0,
  };
}
