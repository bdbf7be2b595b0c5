// HTTP .well-known/openid-configuration and keys: what receivers of notifications verify validation tokens by.
import { app } from '@azure/functions';
import { issuerConfiguration, issuerKeys } from './host/runtime.ts';
import { everyMethod, handledBy } from './host/adapter.ts';

const open = { methods: everyMethod, authLevel: 'anonymous' } as const;

app.http('issuerConfiguration', { ...open, route: '.well-known/openid-configuration', handler: handledBy(issuerConfiguration) });
app.http('issuerKeys', { ...open, route: 'keys', handler: handledBy(issuerKeys) });
