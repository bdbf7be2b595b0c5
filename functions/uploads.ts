// HTTP uploads/{*token}: the URLs of upload sessions.
import { app } from '@azure/functions';
import { uploads } from './running.ts';
import { everyMethod, handledBy } from './exchange.ts';

app.http('uploads', { route: 'uploads/{*token}', methods: everyMethod, authLevel: 'anonymous', handler: handledBy(uploads) });
