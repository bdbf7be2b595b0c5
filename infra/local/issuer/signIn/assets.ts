// What the pages load: their style, and the script that sends a form on.
import type { Reply } from '../http/exchange.ts';

const style = `
:root { color-scheme: light dark; --ink: light-dark(#1b1a19, #f3f2f1); --paper: light-dark(#ffffff, #1f1f1f); --quiet: light-dark(#595650, #b8b5b1);
  --line: light-dark(#8a8886, #8a8886); --hover: light-dark(#f1f0ef, #2e2d2c); --accent: light-dark(#0b5cad, #7db8f5); --on-accent: light-dark(#ffffff, #10243a); }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: light-dark(#efeeec, #141414); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
main { width: min(28rem, 100% - 2rem); margin: 1rem; padding: 2rem; background: var(--paper); border-radius: 0.5rem; box-shadow: 0 1px 6px #0005; overflow-wrap: anywhere; }
h1 { margin: 0 0 0.5rem; font-size: 1.4rem; }
ul { list-style: none; margin: 1rem 0; padding: 0; }
ul.plain { margin: 0.5rem 0; color: var(--quiet); }
button, input { font: inherit; color: inherit; min-height: 2.75rem; border-radius: 0.25rem; border: 1px solid var(--line); background: transparent; padding: 0.4rem 0.8rem; }
button { cursor: pointer; }
li button { width: 100%; text-align: start; margin-bottom: 0.5rem; }
button:hover { background: var(--hover); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.name, .upn { display: block; }
.upn, .note, .tag { color: var(--quiet); font-size: 0.9rem; }
.row { display: flex; gap: 0.5rem; margin: 0.25rem 0 1rem; flex-wrap: wrap; }
.row input { flex: 1 1 12rem; min-width: 0; }
.row button { background: var(--accent); color: var(--on-accent); border-color: var(--accent); }
.quiet { margin-top: 1rem; }
`;

const script = `document.forms[0].submit();\n`;

const asset = (type: string, body: string): Reply => ({ status: 200, headers: { 'Content-Type': `${type}; charset=utf-8` }, body });

export const assets: Readonly<Record<string, Reply>> = {
  '/sign-in/style.css': asset('text/css', style),
  '/sign-in/form-post.js': asset('text/javascript', script),
};
