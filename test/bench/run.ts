// `npm run bench`: runs the benchmarks and prints ratios that are measured in one run.
import { benchAttachments } from './attachments.ts';
import { benchColdStart } from './coldStart.ts';
import { benchEvents } from './events.ts';
import { benchHostile } from './hostile.ts';
import { benchPaths } from './paths.ts';
import { benchWindows } from './windows.ts';

await benchColdStart();
await benchPaths();
await benchAttachments();
await benchEvents();
await benchWindows();
await benchHostile();
process.exit(0);
