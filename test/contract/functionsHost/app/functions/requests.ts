// Functions that show what the app is given: the request as it arrives, the order of routes, keys.
import { app } from '@azure/functions';
import type { HttpRequest, HttpResponseInit } from '@azure/functions';

const everyMethod = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

async function echo(request: HttpRequest): Promise<HttpResponseInit> {
  return {
    headers: { 'x-method': request.method },
    jsonBody: {
      method: request.method,
      url: request.url,
      params: request.params,
      query: Object.fromEntries(request.query),
      headers: Object.fromEntries(request.headers),
      body: Buffer.from(await request.arrayBuffer()).toString('base64'),
    },
  };
}

const says = (text: string) => (): HttpResponseInit => ({ body: text });

app.http('echo', { route: 'echo/{*path}', methods: [...everyMethod], handler: echo });
app.http('item', { route: 'items/{id}/parts/{part?}', methods: ['GET'], handler: echo });

// Both match order/special: the first by name answers, though it registered last and is less specific.
app.http('order_B', { route: 'order/special', methods: ['GET', 'POST'], handler: says('order_B') });
app.http('order_a', { route: 'order/{*path}', methods: ['GET'], handler: says('order_a') });

app.http('keyed', { route: 'keyed', methods: ['GET'], authLevel: 'function', handler: says('open') });
app.http('master', { route: 'master', methods: ['GET'], authLevel: 'admin', handler: says('open') });
