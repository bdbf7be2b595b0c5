// Preloaded by the npm scripts (`node -r`), in a syntax that every Node reads: says in one line when this Node is too old, and else makes it
// keep what it has compiled, so that the next call of a script loads faster.
'use strict';
/* global process, __dirname */

const oldest = 24;

if (Number(process.versions.node.split('.')[0]) < oldest) {
  process.stderr.write(
    'Node ' +
      oldest +
      ' or newer is needed; this is ' +
      process.version +
      '. `npm ci` brings one for the usual platforms (unless it ran with --omit=optional); elsewhere install it and put it first on PATH.\n',
  );
  process.exit(1);
}

process.getBuiltinModule('node:module').enableCompileCache(__dirname + '/../../node_modules/.cache/compiled');
