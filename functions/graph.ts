// HTTP v1.0/{*path} and beta/{*path}: every spelling of every path, every method.
import { app } from '@azure/functions';
import { answeredBy, everyMethod } from './host/late.ts';

app.http('graphBeta', { route: 'beta/{*path}', methods: everyMethod, authLevel: 'anonymous', handler: answeredBy('graph') });
app.http('graphV1', { route: 'v1.0/{*path}', methods: everyMethod, authLevel: 'anonymous', handler: answeredBy('graph') });
