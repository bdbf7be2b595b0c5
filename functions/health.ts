// HTTP health: the process is alive. It asks nothing of the stores and says nothing of them.
import { app } from '@azure/functions';

app.http('health', {
  route: 'health',
  methods: ['GET', 'HEAD'],
  authLevel: 'anonymous',
  handler: () => ({ status: 200, headers: { 'Cache-Control': 'no-store' }, jsonBody: { status: 'alive' } }),
});
