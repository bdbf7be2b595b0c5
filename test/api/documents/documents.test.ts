// Graph's documentation shows requests and answers: each of these requests, sent to this service, has the answer's status, properties and values.
import { beforeAll, expect, it } from 'vitest';
import { actionExamples } from './actionExamples.ts';
import { calendarExamples } from './calendarExamples.ts';
import { customExamples } from './customExamples.ts';
import { directoryExamples } from './directoryExamples.ts';
import { freeBusyExamples } from './freeBusyExamples.ts';
import { messageExamples } from './messageExamples.ts';
import { optionExamples } from './optionExamples.ts';
import { differencesFrom } from './pageAnswer.ts';
import { openScene, type Scene } from './scene.ts';
import { settingsExamples } from './settingsExamples.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
});

it.each([
  ...actionExamples,
  ...freeBusyExamples,
  ...settingsExamples,
  ...customExamples,
  ...optionExamples,
  ...messageExamples,
  ...directoryExamples,
  ...calendarExamples,
])('a documented request has the documented answer: $page, $about', async ({ request, status, answer, headers = {}, differs = {} }) => {
  const asked = await request(scene);
  const { path, as = scene.adele, scope = 'Calendars.ReadWrite' } = asked;
  const got = await as.with(scope)(path, asked);
  expect(got.status, `${path}: ${got.text.slice(0, 500)}`).toBe(status);
  for (const [name, value] of Object.entries(headers)) expect(got.headers.get(name), name).toBe(value);
  if (answer === undefined) {
    expect([got.text, got.headers.get('content-type')]).toEqual(['', null]);
    return;
  }
  const shown = answer(scene, asked);
  const isText = (got.headers.get('content-type') ?? '').startsWith('text/plain');
  const found = differencesFrom(shown, isText ? got.text : got.json);
  // A difference that has a reason must be there: else the reason is no longer true.
  expect(Object.fromEntries(Object.entries(found).map(([place, what]) => [place, place in differs ? 'has a reason' : what]))).toEqual(
    Object.fromEntries(Object.keys(differs).map((place) => [place, 'has a reason'])),
  );
});
