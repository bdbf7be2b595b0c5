// What the scripts of JavaScript clients share: steps that print their outcome, and packages from the folder that the runner names.
import { join } from 'node:path';
import { env, stdout } from 'node:process';
import { pathToFileURL } from 'node:url';

/** A module of the client, by its file under the folder of modules. */
export const load = (file) => import(pathToFileURL(join(env.MODULES, file)).href);

/** Takes a step and prints what came of it; gives what the step gives, undefined if it failed. */
export async function step(name, work) {
  const print = (failure) => stdout.write(`${JSON.stringify({ step: name, failure })}\n`);
  try {
    const given = await work();
    print(null);
    return given;
  } catch (error) {
    print(describe(error).replace(/\s+/g, ' ').slice(0, 300));
    return undefined;
  }
}

/** Kiota's errors carry what the service said beside their message. */
const describe = (error) => `${error?.responseStatusCode ?? ''} ${error?.errorEscaped?.message ?? error?.message ?? String(error)}`;

export function must(holds, what) {
  if (holds !== true) throw new Error(`not so: ${what}`);
}

export const at = (dateTime) => ({ dateTime, timeZone: 'UTC' });

export const meeting = (subject, day, ...addresses) => ({
  subject,
  start: at(`${day}T10:00:00`),
  end: at(`${day}T11:00:00`),
  attendees: addresses.map((address) => ({ type: 'required', emailAddress: { address } })),
});

export const { BASE_URL: baseUrl, ADELE_TOKEN: adeleToken, MEGAN_TOKEN: meganToken, MEGAN_ADDRESS: meganAddress, GROUP_ID: groupId } = env;
