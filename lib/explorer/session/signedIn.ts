// The page that the issuer sends its window or frame to: it hands the answer to the explorer, and closes.
import { broadcastResponseToMainFrame } from '@azure/msal-browser/redirect-bridge';

broadcastResponseToMainFrame().catch(() => window.close());
