// For `node --import`: prints on stderr each loaded module whose URL contains the text in NAMED_MODULES.
import { registerHooks } from 'node:module';

const named = process.env.NAMED_MODULES ?? '';

registerHooks({
  load(url, context, next) {
    if (named !== '' && url.includes(named)) process.stderr.write(`loads ${url}\n`);
    return next(url, context);
  },
});
