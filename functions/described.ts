// HTTP v1.0/openapi.json and beta/openapi.json: the document of the API, beside `$metadata`. Their names come before those of functions/graph.
import { app } from '@azure/functions';
import { answeredBy, everyMethod } from './host/late.ts';

const open = { methods: everyMethod, authLevel: 'anonymous', handler: answeredBy('beside') } as const;

app.http('describedBeta', { ...open, route: 'beta/openapi.json' });
app.http('describedV1', { ...open, route: 'v1.0/openapi.json' });
