// Child process: the app on the local Functions host. It loads while the stores start; its parent sends its settings when they run.
// Env: PREPARE_STORES (`demo`, `empty`): prepares the stores before, since most of what that loads is the app's too.
import { runAsChild, settingsOfParent } from './child.ts';

const settings = settingsOfParent();

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
  const host = await startFunctionsHost(await readHostOptions(process.env));
  const { url, httpsUrl } = host;
  return { facts: { url, ...(httpsUrl !== undefined && { httpsUrl }), ...(demo && { demo: demo.join('\n') }) }, stop: () => host.close() };
});
