// An app with one function that does nothing: what the local Functions host itself takes.
import { app } from '@azure/functions';

app.http('empty', { route: 'empty', methods: ['GET'], authLevel: 'anonymous', handler: () => ({ jsonBody: { done: true } }) });
