// The languages that a mailbox can have: a language with a region, by CLDR's list, named by the runtime.
import locales from 'cldr-core/availableLocales.json' with { type: 'json' };
import levels from 'cldr-core/coverageLevels.json' with { type: 'json' };

/** Graph's localeInfo. */
export interface Language {
  /** A language tag such as `de-CH` or `sr-Latn-RS`: with its script where the region leaves that open (BCP 47). */
  readonly locale: string;
  /** Its name in English: `German (Switzerland)`. */
  readonly displayName: string;
}

/** CLDR's levels of coverage: those of the languages that software is translated to. */
const usualLevels: ReadonlySet<string> = new Set(['modern', 'moderate']);

let made: ReadonlyMap<string, Language> | undefined;

/** Every language, by its tag in lower case, in the order of tags; made when it is first needed. */
export function languages(): ReadonlyMap<string, Language> {
  made ??= makeLanguages();
  return made;
}

/** The language of a tag in any case of letters, also with a script that its region has anyway (`sr-Cyrl-RS`); undefined for any other text. */
export function languageNamed(locale: string): Language | undefined {
  const known = languages().get(locale.toLowerCase());
  if (known !== undefined || !/^[a-z]{2,3}-[a-z]{4}-[a-z]{2}$/i.test(locale)) return known;
  return languages().get((withRegion(locale) ?? '').toLowerCase());
}

function makeLanguages(): ReadonlyMap<string, Language> {
  const names = new Intl.DisplayNames(['en'], { type: 'language', languageDisplay: 'standard' });
  const level: Readonly<Record<string, string>> = levels.effectiveCoverageLevels;
  const tags = locales.availableLocales.full
    .filter((tag) => usualLevels.has(level[tag] ?? level[new Intl.Locale(tag).language] ?? ''))
    .flatMap((tag) => withRegion(tag) ?? []);
  return new Map([...new Set(tags)].sort().map((locale) => [locale.toLowerCase(), { locale, displayName: names.of(locale) ?? locale }]));
}

/** The tag of the language in the country where it is most at home, unless it names one; none for a continent or a variant. */
function withRegion(tag: string): string | undefined {
  const { language, script, region, baseName } = new Intl.Locale(tag).maximize();
  if (region === undefined || !/^[A-Z]{2}$/.test(region) || baseName !== `${language}-${script ?? ''}-${region}`) return undefined;
  const short = `${language}-${region}`;
  return new Intl.Locale(short).maximize().script === script ? short : baseName;
}
