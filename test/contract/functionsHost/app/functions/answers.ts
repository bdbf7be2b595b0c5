// Functions that answer in every way that an app can, and fail in every way that it can.
import { app, output, trigger } from '@azure/functions';
import type { HttpResponseInit } from '@azure/functions';
import { setTimeout } from 'node:timers/promises';

const bytes = Uint8Array.of(0, 255, 1, 254);

const answers: Readonly<Record<string, () => HttpResponseInit>> = {
  text: () => ({ body: 'grün' }),
  json: () => ({ jsonBody: { a: 1 } }),
  buffer: () => ({ body: Buffer.from(bytes) }),
  uint8: () => ({ body: bytes.subarray(1, 3) }),
  noContent: () => ({ status: 204, headers: { etag: '"1"' } }),
  notModified: () => ({ status: 304, headers: { etag: '"1"' } }),
  pairs: () => ({
    headers: [
      ['x-list', 'a'],
      ['x-list', 'b'],
      ['x-set-twice', 'app'],
    ],
  }),
  many: () => ({ headers: Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`x-${index}`, String(index)])), body: 'x' }),
  cookies: () => ({
    cookies: [
      { name: 'a', value: 'b c', httpOnly: true, secure: true, sameSite: 'Strict', maxAge: 5 },
      { name: 'c', value: 'd' },
    ],
  }),
  counted: () => ({ headers: { 'content-length': '5' }, body: 'grün' }),
  length: () => ({ headers: { 'content-length': '1234' } }),
  nonAscii: () => ({ headers: { 'x-name': 'gr\u00fcn' }, body: 'x' }),
  status: () => ({ status: 99 }),
  throws: () => {
    throw new Error('boom\nin two lines');
  },
};

app.http('answers', {
  route: 'answers/{kind}',
  methods: ['GET', 'HEAD'],
  handler: (request) => answers[request.params.kind ?? '']?.() ?? { status: 404 },
});

app.generic('nothing', {
  trigger: trigger.http({ route: 'nothing', methods: ['GET'] }),
  return: output.http({}),
  handler: () => undefined,
});

const endOfSlow = Promise.withResolvers<undefined>();

app.http('slow', {
  route: 'slow/{ms}',
  methods: ['GET', 'POST'],
  handler: async (request, context) => {
    context.log('slow began');
    await setTimeout(Number(request.params.ms));
    endOfSlow.resolve(undefined);
    return { body: 'slow' };
  },
});

app.hook.appStart(() => {
  process.stdout.write('app started\n');
});
/** LAST_HOOK_MS: how long the last hook takes; or, with END_OF_SLOW, until a slow function has nothing to do but answer. */
app.hook.appTerminate(async () => {
  const { LAST_HOOK_MS: ms = '0' } = process.env;
  await (ms === 'END_OF_SLOW' ? endOfSlow.promise : setTimeout(Number(ms)));
  process.stdout.write('app terminated\n');
});
app.hook.postInvocation((context) => {
  const { result } = context;
  if (typeof result !== 'object' || result === null || !('jsonBody' in result) || 'headers' in result) return;
  context.result = { ...result, headers: { 'x-hook': 'after' } };
});
