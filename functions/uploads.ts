// HTTP uploads/{*token}: the URLs of upload sessions.
import { app } from '@azure/functions';
import { answeredBy, everyMethod } from './host/late.ts';

app.http('uploads', { route: 'uploads/{*token}', methods: everyMethod, authLevel: 'anonymous', handler: answeredBy('uploads') });
