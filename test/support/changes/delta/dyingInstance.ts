// An instance of the service that dies at one of its first calls of the mailboxes or, more rarely, of the directory.
import type { Household } from '../../people/household.ts';
import { mortal } from '../../meetings/mortal.ts';
import { newInstance, type Instance } from '../../stores/instances.ts';

export function dyingInstance({ stores }: Household, random: (below: number) => number): Instance {
  const { mailboxes, directory } = stores;
  return random(4) > 0
    ? newInstance({ ...stores, mailboxes: mortal(mailboxes, random(8)).documents })
    : newInstance({ ...stores, directory: mortal(directory, random(3)).documents });
}
