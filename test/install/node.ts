// A Node and an npm of a certain version, installed once into a folder of their own: what a machine of somebody else has.
import { spawnSync } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { installedPackages } from '../clients/cache.ts';

/** Runs npm to its end, and gives all that it prints. Throws with that when it fails. */
export type RunNpm = (args: readonly string[], cwd: string) => string;

/** Both in their exact versions, as packages of npm: nothing of the machine's own. */
export async function installedNode(node: string, npm: string): Promise<{ readonly run: RunNpm; readonly path: string }> {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const name = `node-${platform}-${process.arch}`;
  const modules = await installedPackages('node', { [name]: node, npm });
  const bin = join(modules, name, 'bin');
  const path = [bin, process.env.PATH].join(delimiter);
  return {
    path,
    run: (args, cwd) => {
      const ran = spawnSync(join(bin, 'node'), [join(modules, 'npm/bin/npm-cli.js'), ...args], {
        cwd,
        env: { ...withoutNpm(process.env), PATH: path },
        encoding: 'utf8',
      });
      const said = `${ran.stdout}${ran.stderr}`;
      if (ran.status !== 0) throw new Error(`npm ${args.join(' ')}: ${ran.error?.message ?? ''}${said}`);
      return said;
    },
  };
}

/** An environment without what the npm that runs this has put into it: its settings would count for the other one as well. */
const withoutNpm = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !/^npm_/i.test(name)));
