// Receives change notifications: answers the handshake, verifies each POST, answers 202 and prints what has changed.
//
// In one terminal:  NOTIFICATIONS_STANDARD_SECRETS=whsec_c2VjcmV0IG9mIG15IHJlY2VpdmVy npm start
// In another:       SECRET=whsec_c2VjcmV0IG9mIG15IHJlY2VpdmVy npx node samples/receiver.ts
// In a third, subscribe, and then change an event:
//   EXPIRY=$(node -p 'new Date(Date.now() + 3600e3).toJSON()')
//   curl http://localhost:7071/v1.0/subscriptions -H "Content-Type: application/json" \
//     -H "Authorization: Bearer $(npm run --silent token -- --user adele@contoso.example)" \
//     -d "{\"changeType\": \"created,updated,deleted\", \"resource\": \"me/events\", \"notificationUrl\": \"http://localhost:3000\", \"expirationDateTime\": \"$EXPIRY\"}"
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';

const { SECRET = '', PORT = '3000' } = process.env;
const webhook = new Webhook(SECRET);

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const token = new URLSearchParams(request.url?.split('?')[1]).get('validationToken');
  if (token !== null) {
    response.setHeader('Content-Type', 'text/plain').end(token);
    return;
  }
  // Over the body as it came; throws unless the service has signed it within the last 5 minutes.
  const told = webhook.verify(await text(request), request.headers as Record<string, string>) as { value: Record<string, string>[] };
  response.writeHead(202).end();
  for (const { changeType, lifecycleEvent, resource = '' } of told.value) console.log(changeType ?? lifecycleEvent, resource);
}

createServer((request, response) => {
  answer(request, response).catch((error: unknown) => response.writeHead(401).end(String(error)));
}).listen(Number(PORT), '127.0.0.1', () => console.log(`Listening on http://localhost:${PORT}`));
