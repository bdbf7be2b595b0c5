// All the ways to write the chosen event's path: each can be asked, and gives the same event with the same ETag.
import { useState } from 'preact/hooks';
import { errorText } from '../errorText.ts';
import { call, errorIn } from '../graph.ts';
import { readObject, textOf } from '../model/json.ts';
import type { Chosen } from '../state/chosen.ts';
import { attempt } from '../state/toasts.ts';
import { factsOf } from './facts.ts';
import { spellingsOf, type Spelling } from './spellings.ts';

/** What came of asking one: the same event, or in words what differs. */
type Outcome = 'asking' | 'same' | { readonly differs: string };

/** Spellings that are asked at once. */
const atOnce = 4;

export function Spellings({ chosen }: { readonly chosen: Chosen }) {
  const [all, setAll] = useState<readonly Spelling[]>([]);
  const [outcomes, setOutcomes] = useState<ReadonlyMap<string, Outcome>>(new Map());
  const { event, id } = chosen;
  const open = async (): Promise<void> => {
    if (all.length === 0) setAll((await attempt('The paths can’t be told', async () => spellingsOf(await factsOf(chosen)))) ?? []);
  };
  const askOne = async (path: string): Promise<void> => {
    const told = (outcome: Outcome): void => setOutcomes((before) => new Map(before).set(path, outcome));
    told('asking');
    told(await outcomeOf(path, { id, etag: event?.etag ?? '' }));
  };
  const askAll = async (): Promise<void> => {
    const left = all.map(({ path }) => path);
    const worker = async (): Promise<void> => {
      for (let path = left.shift(); path !== undefined; path = left.shift()) await askOne(path);
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
  };
  const same = all.filter(({ path }) => outcomes.get(path) === 'same').length;
  const asked = all.filter(({ path }) => (outcomes.get(path) ?? 'asking') !== 'asking').length;
  return (
    <details class="spellings" onToggle={({ currentTarget }) => void (currentTarget.open && open())}>
      <summary>All paths to this event</summary>
      {all.length === 0 ? <p role="status">Finding the paths …</p> : null}
      {all.length === 0 ? null : (
        <p>
          <button type="button" onClick={() => void askAll()}>
            Ask all {all.length}
          </button>{' '}
          <span role="status">{asked === 0 ? '' : `${same} of ${asked} gave the same event with the same ETag.`}</span>
        </p>
      )}
      {groupsOf(all).map((group) => (
        <section key={group} aria-label={group}>
          <h4>{group}</h4>
          <ul>
            {all
              .filter((each) => each.group === group)
              .map(({ path }) => (
                <li key={path}>
                  <button type="button" class="quiet path" aria-label={`Ask ${path}`} onClick={() => void askOne(path)}>
                    <code dir="ltr">{path}</code>
                  </button>
                  <OutcomeMark outcome={outcomes.get(path)} />
                </li>
              ))}
          </ul>
        </section>
      ))}
    </details>
  );
}

const groupsOf = (all: readonly Spelling[]): readonly string[] => [...new Set(all.map(({ group }) => group))];

function OutcomeMark({ outcome }: { readonly outcome: Outcome | undefined }) {
  if (outcome === undefined) return null;
  if (outcome === 'asking') return <span class="outcome">…</span>;
  return outcome === 'same' ? <span class="outcome is-same">✓ the same</span> : <span class="outcome is-error">✗ {outcome.differs}</span>;
}

async function outcomeOf(path: string, wanted: { readonly id: string; readonly etag: string }): Promise<Outcome> {
  try {
    const answer = await call('GET', new URL(`${path}?$select=id`, location.origin).href);
    const error = errorIn(answer);
    if (error !== undefined) return { differs: `${answer.status} ${error.message}` };
    const json = readObject(answer.body);
    if (textOf(json, 'id') !== wanted.id) return { differs: 'another event' };
    return textOf(json, '@odata.etag') === wanted.etag ? 'same' : { differs: 'another version' };
  } catch (error) {
    return { differs: errorText(error) };
  }
}
