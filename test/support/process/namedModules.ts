// For `node --import`: says on stderr which modules are loaded whose URL holds the text of NAMED_MODULES.
import { registerHooks } from 'node:module';

const named = process.env.NAMED_MODULES ?? '';

registerHooks({
  load(url, context, next) {
    if (named !== '' && url.includes(named)) process.stderr.write(`loads ${url}\n`);
    return next(url, context);
  },
});
