// HTTP {*path}: what no other route matches: the site's files, and Graph's error envelope for every other path. The host tries routes in the
// order of their names, so this one must be last.
import { app } from '@azure/functions';
import { answeredBy, everyMethod } from './host/late.ts';

app.http('zFallback', { route: '{*path}', methods: everyMethod, authLevel: 'anonymous', handler: answeredBy('beside') });
