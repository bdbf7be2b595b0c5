// What the Functions host tells Application Insights by itself: no request's URL, which names people and may be an upload's key.
import { expect, it } from 'vitest';
import { z } from 'zod';
import host from '../../../host.json' with { type: 'json' };

const file = z.object({
  logging: z.object({
    logLevel: z.record(z.string(), z.string()),
    applicationInsights: z.object({ httpAutoCollectionOptions: z.record(z.string(), z.boolean()) }),
  }),
});

it('the host leaves requests to the app: it collects none with their URL, and tells of failed ones alone', () => {
  const { logLevel, applicationInsights } = file.parse(host).logging;
  expect(applicationInsights.httpAutoCollectionOptions).toEqual({ enableHttpTriggerExtendedInfoCollection: false });
  expect(logLevel['Host.Results']).toBe('Error');
});

it('what the app prints is kept, what the host says about each run isn’t', () => {
  const { logLevel } = file.parse(host).logging;
  // The app's lines have the category Host.Function.Console.
  expect(logLevel.default).toBe('Information');
  expect(logLevel.Function).toBe('Warning');
});
