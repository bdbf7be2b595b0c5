// HTTP hooks/v1.0/{*path} and hooks/beta/{*path}: webhooks of other systems, which the platform lets in by its function key.
import { app } from '@azure/functions';
import { answeredBy, everyMethod } from './host/late.ts';

app.http('hooksBeta', { route: 'hooks/beta/{*path}', methods: everyMethod, authLevel: 'function', handler: answeredBy('hooks') });
app.http('hooksV1', { route: 'hooks/v1.0/{*path}', methods: everyMethod, authLevel: 'function', handler: answeredBy('hooks') });
