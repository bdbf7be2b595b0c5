// The explorer's snippets: each request that its page makes, in each language, compiled and run as it stands, gets what the page got.
import { spawnSync } from 'node:child_process';
import { demoUsers } from '../../../infra/local/provision/demo/tenant.ts';
import type { OutsideClient, Target } from '../client.ts';
import { must } from '../steps.ts';
import { readJson } from './json.ts';
import { languages, type Language } from './languages.ts';
import { rows, type World } from './rows.ts';

const scope = 'Calendars.ReadWrite MailboxSettings.ReadWrite User.ReadBasic.All User.Read.All';

/** The Graph client tells no status, and throws for one that refuses. */
const tellsStatus = ({ name }: Language): boolean => name !== 'JavaScript (Graph client)';

export const snippets: OutsideClient = {
  name: 'snippets',
  title: 'What the explorer writes for curl, JavaScript and C#',
  explained: {},
  missing: () => {
    const [command] = [['curl', '--version'] as const, ['dotnet', '--version'] as const].filter(
      ([name, flag]) => spawnSync(name, [flag]).status !== 0,
    );
    return command === undefined ? undefined : `there is no ${command[0]} on this machine`;
  },
  async run(target, steps) {
    const [token, other] = await Promise.all([demoUsers.adele, demoUsers.megan].map(({ upn }) => target.token({ user: upn, scope })));
    const world = worldOf(target, token ?? '', other ?? '');
    for (const language of languages) {
      const shown = rows.filter(({ status }) => tellsStatus(language) || status < 400);
      const all = await Promise.all(shown.map((row) => row.ready(world)));
      const asked = tellsStatus(language) ? shown : shown.filter((_, place) => all[place]?.request.withToken === true);
      const printed = await language.run(
        tellsStatus(language) ? all : all.filter(({ request }) => request.withToken),
        token ?? '',
        target.certificateFile,
      );
      for (const [place, { name, status, sees }] of asked.entries())
        await steps.step(`${language.name}: ${name}`, () => {
          const { failure, status: told, answer } = printed[place] ?? { failure: 'it printed nothing' };
          if (failure !== undefined) throw new Error(failure);
          must(told === undefined || told === status, `${String(told)} is ${status}: ${JSON.stringify(answer)}`);
          must(sees(answer), `the answer: ${JSON.stringify(answer)}`);
          return Promise.resolve();
        });
    }
  },
};

function worldOf({ httpsUrl }: Target, adele: string, megan: string): World {
  return {
    url: httpsUrl,
    async send(method, path, json, asMegan = false) {
      const headers = { Authorization: `Bearer ${asMegan ? megan : adele}`, 'Content-Type': 'application/json' };
      const answer = await fetch(`${httpsUrl}/v1.0${path}`, { method, headers, ...(json !== undefined && { body: JSON.stringify(json) }) });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${method} ${path}: ${text}`);
      return readJson(JSON.parse(text));
    },
  };
}
