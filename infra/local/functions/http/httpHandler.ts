// Handles a request in this order: its target, the host's own addresses, route, key, body, function, answer.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import type { RequestData } from '../host/coreTypes.ts';
import { describeError, logHost } from '../host/hostLog.ts';
import { invoke } from '../triggers/invoke.ts';
import { isAuthorised } from '../triggers/keys.ts';
import type { RegisteredFunction } from '../triggers/registrations.ts';
import type { App } from '../host/loadApp.ts';
import type { BodyRoom } from './bodyRoom.ts';
import { describeRequest, readBody } from './requestData.ts';
import type { Scheme } from './requestData.ts';
import { readTarget } from './requestTarget.ts';
import { replaceOrigin, respond, respondEmpty } from './responses.ts';
import type { Redirects } from './responses.ts';
import type { Timers } from '../triggers/timers.ts';

export interface HandlerSettings {
  readonly app: App;
  readonly timers: Timers;
  readonly customHeaders: Readonly<Record<string, string>>;
  /** Origins that https answers replace in their Location headers. */
  readonly redirects?: Redirects;
  readonly functionsKey: string | undefined;
  /** The largest body, in bytes. */
  readonly bodyLimit: number;
  /** Room for the bodies of all requests. */
  readonly bodies: BodyRoom;
  /** While stopping, each connection is closed after its answer; after the end, no answer of the app is sent. */
  state(): 'running' | 'stopping' | 'ended';
}

/** Milliseconds that an answer takes from the app to the host while everything stops: the worker queues it. */
const wayOfAnswerMs = 50;

/** The most headers of a request that Kestrel accepts. */
const maxHeaders = 100;

export type Handler = (request: IncomingMessage, response: ServerResponse, scheme: Scheme) => void;

/** A request with the response that answers it. */
interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly scheme: Scheme;
}

/** Answers every request; an error becomes a 500 without a body and one line in the log. */
export function createHandler(settings: HandlerSettings): Handler {
  return (request, response, scheme) => {
    response.on('error', () => undefined);
    handle(settings, { request, response, scheme }).catch((error: unknown) => {
      // Nothing of the request is logged: its address may contain a key or other text of the caller's.
      logHost('error', `A request failed: ${describeError(error)}`);
      if (response.headersSent) response.destroy();
      else sendEmpty(settings, response, 500);
    });
  };
}

async function handle(settings: HandlerSettings, exchange: Exchange): Promise<void> {
  const { request, response, scheme } = exchange;
  if (request.rawHeaders.length / 2 > maxHeaders) {
    response.shouldKeepAlive = false;
    sendEmpty(settings, response, 431);
    return;
  }
  const target = readTarget(request.url ?? '');
  if (typeof target === 'number') {
    sendEmpty(settings, response, target);
    return;
  }
  const method = request.method ?? '';
  const place = ownPlace.exec(target.path);
  if (place !== null) {
    sendEmpty(settings, response, await answerItself(settings, describeRequest(request, scheme, target, {}), place[2]));
    return;
  }

  for (const route of settings.app.routes) {
    const params = route.match(method, target.path);
    if (!params) continue;
    const data = describeRequest(request, scheme, target, params);
    if (!data) sendEmpty(settings, response, 400);
    else if (!isAuthorised(route.authLevel, data, settings.functionsKey)) sendEmpty(settings, response, 401);
    else await callFunction(settings, exchange, route.registered, data);
    return;
  }
  sendEmpty(settings, response, 404);
}

/** Waits for room for the body, reads it, runs the function of the route and sends what it returns. */
async function callFunction(
  settings: HandlerSettings,
  exchange: Exchange,
  registered: RegisteredFunction,
  data: RequestData,
): Promise<void> {
  const { request, response } = exchange;
  const length = Number(request.headers['content-length'] ?? 0);
  const leave = length > settings.bodyLimit ? () => undefined : await settings.bodies.enter(length);
  try {
    const body = await readBody(request, settings.bodyLimit);
    if (body === 'gone') return;
    if (body === 'too large') {
      // The rest of the body is still arriving, so that the connection can't be used again.
      response.shouldKeepAlive = false;
      sendEmpty(settings, response, 413);
      return;
    }
    await answer(settings, exchange, registered, body === undefined ? data : { ...data, body: { bytes: body } });
  } finally {
    leave();
  }
}

async function answer(
  settings: HandlerSettings,
  { request, response, scheme }: Exchange,
  registered: RegisteredFunction,
  http: RequestData,
): Promise<void> {
  const { returnValue } = await invoke(settings.app, registered, { http });
  if (settings.state() !== 'running') {
    response.shouldKeepAlive = false;
    await setTimeout(wayOfAnswerMs);
    if (settings.state() === 'ended') {
      response.destroy();
      return;
    }
  }
  const moved = scheme === 'https' ? replaceOrigin(returnValue?.http, settings.redirects) : returnValue?.http;
  respond(request, response, moved, settings.customHeaders);
}

/** The host's own addresses: a ping, and a timer by its name. */
const ownPlace = /^\/admin\/(host\/ping|functions\/([\w-]+))\/?$/i;

/** The status for an address of the host's own: a ping, or, with the host's key, a timer that is run at once and answered when it has ended. */
async function answerItself(
  { timers, functionsKey }: HandlerSettings,
  request: RequestData | undefined,
  name: string | undefined,
): Promise<number> {
  if (request === undefined) return 400;
  if (name === undefined) return request.method === 'GET' || request.method === 'POST' ? 200 : 404;
  if (!isAuthorised('admin', request, functionsKey)) return 401;
  if (request.method !== 'POST') return 404;
  const outcome = await timers.run(name);
  return { succeeded: 202, failed: 500, unknown: 404 }[outcome];
}

function sendEmpty(settings: HandlerSettings, response: ServerResponse, status: number): void {
  if (settings.state() !== 'running') response.shouldKeepAlive = false;
  respondEmpty(response, status, settings.customHeaders);
}
