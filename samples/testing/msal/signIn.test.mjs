// Sign-in by MSAL, without Entra ID. Try it:  npm install --save-dev calendar-attachments @azure/msal-node && node --test
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import tls from 'node:tls';
import { ConfidentialClientApplication } from '@azure/msal-node';
import { startCalendarCloud } from 'calendar-attachments/testing';
import { after, test } from 'node:test';
import assert from 'node:assert';

const cloud = await startCalendarCloud();
after(() => cloud.stop());
// In a program that isn't a test: NODE_EXTRA_CA_CERTS=<certificateFile>
tls.setDefaultCACertificates([...tls.getCACertificates('default'), readFileSync(cloud.certificateFile, 'utf8')]);

test('an application signs in with its secret, and the API takes the token', async () => {
  const { host } = new URL(cloud.issuerUrl);
  const authority = { authority: `${cloud.issuerUrl}/${cloud.tenantId}`, knownAuthorities: [host] };
  const app = new ConfidentialClientApplication({ auth: { clientId: randomUUID(), clientSecret: 'local-secret', ...authority } });
  const { accessToken } = await app.acquireTokenByClientCredential({ scopes: ['https://graph.microsoft.com/.default'] });
  const headers = { Authorization: `Bearer ${accessToken}` };
  const events = await fetch(`${cloud.httpsUrl}/v1.0/users/adele@contoso.example/events`, { headers });
  assert.equal(events.status, 200);
});
