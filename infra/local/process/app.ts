// Child process: the app on the local Functions host. It loads while the stores start; its parent sends its settings when they run.
// Env: PREPARE_STORES (`demo`, `empty`): prepares the stores before, since most of what that loads is the app's too;
// GATE_SECRET: a gate stands before the app, for whoever controls the stack.
import { registerHooks } from 'node:module';
import { runAsChild, settingsOfParent } from './child.ts';

const settings = settingsOfParent();

// A relative name of a file says where the file is. Node asks the disk whether it is there and what it really is, 3,000 times for the app:
// a tenth of the time in which it loads.
registerHooks({
  resolve: (specifier, { parentURL, conditions }, next) =>
    specifier.startsWith('.') && parentURL !== undefined && /\.[jt]s$/.test(specifier) && !conditions.includes('require')
      ? { url: new URL(specifier, parentURL).href, shortCircuit: true }
      : next(specifier),
});

await runAsChild(async () => {
  const { PREPARE_STORES: preparing = '' } = process.env;
  const loading = Promise.all([
    import('../functions/host/host.ts'),
    import('../functions/host/environment.ts'),
    preparing === '' ? undefined : import('../provision/prepare.ts'),
  ]);
  Object.assign(process.env, await settings);
  const [{ startFunctionsHost }, { readHostOptions }, provision] = await loading;
  const demo = await provision?.prepare(await settings, preparing === 'empty');
  const { GATE_SECRET: secret } = process.env;
  const controlled = secret === undefined ? undefined : (await import('../control/controlHost.ts')).prepareHost(secret);
  const host = await startFunctionsHost({ ...(await readHostOptions(process.env)), ...(controlled && { guard: controlled.guard }) });
  controlled?.answer(host);
  const { url, httpsUrl } = host;
  return { facts: { url, ...(httpsUrl !== undefined && { httpsUrl }), ...(demo && { demo: demo.join('\n') }) }, stop: () => host.close() };
});
