// HTTP health: the process is alive. HTTP health/ready: its stores answer.
import { app, type HttpMethod } from '@azure/functions';
import { answeredBy } from './host/late.ts';

const methods: HttpMethod[] = ['GET', 'HEAD'];

app.http('health', { route: 'health', methods, authLevel: 'anonymous', handler: answeredBy('health') });
app.http('healthReady', { route: 'health/ready', methods, authLevel: 'anonymous', handler: answeredBy('healthReady') });
