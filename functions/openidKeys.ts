// HTTP .well-known/openid-configuration and keys: what receivers of notifications verify validation tokens by.
import { app } from '@azure/functions';
import { answeredBy, everyMethod } from './host/late.ts';

const open = { methods: everyMethod, authLevel: 'anonymous' } as const;

app.http('issuerConfiguration', { ...open, route: '.well-known/openid-configuration', handler: answeredBy('issuerConfiguration') });
app.http('issuerKeys', { ...open, route: 'keys', handler: answeredBy('issuerKeys') });
