// The two settings that the change feed's trigger is registered with. They are read while the app loads, so that nothing else is loaded for them.

export const defaultDatabase = 'calendar';
export const defaultGeneration = '1';

/** What a generation of the store may be called. */
export const generationForm: RegExp = /^[\w.-]{1,64}$/;

export interface FeedSettings {
  readonly database: string;
  /** Distinguishes the leases of this deployment, and of this generation of its store. */
  readonly leasePrefix: string;
}

/**
 * Reads them. A wrong setting counts as its default here: the app, which answers 503 then, handles no change. `WEBSITE_SITE_NAME` is the
 * platform's.
 */
export function readFeedSettings(environment: Readonly<Record<string, string | undefined>>): FeedSettings {
  const { COSMOS_DATABASE: database = '', STORE_GENERATION: generation = '', WEBSITE_SITE_NAME: site = 'local' } = environment;
  return {
    database: database === '' ? defaultDatabase : database,
    leasePrefix: `${site}.${generationForm.test(generation) ? generation : defaultGeneration}.`,
  };
}
