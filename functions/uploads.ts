// HTTP uploads/{*token}: the URLs of upload sessions.
import { app } from '@azure/functions';
import { uploads } from './host/runtime.ts';
import { everyMethod, handledBy } from './host/adapter.ts';

app.http('uploads', { route: 'uploads/{*token}', methods: everyMethod, authLevel: 'anonymous', handler: handledBy(uploads) });
