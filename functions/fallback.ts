// HTTP {*path}: the envelope for whatever nothing else matches. The host tries routes in the order of names: this one must be last.
import { app } from '@azure/functions';
import { nothingHere } from './host/runtime.ts';
import { everyMethod, handledBy } from './host/adapter.ts';

app.http('zFallback', { route: '{*path}', methods: everyMethod, authLevel: 'anonymous', handler: handledBy(nothingHere) });
