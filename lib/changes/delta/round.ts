// The state of a round: what its link seals, and what the next page goes on with.

/** What the first request of a round has asked for; it is the same in all that follow. */
export interface Asked {
  /** Milliseconds since 1970 UTC; undefined where nothing bounds the round on this side. */
  readonly from: number | undefined;
  readonly to: number | undefined;
  /** The selected properties, as the API writes them; undefined for all. */
  readonly select?: string | undefined;
  /** The most entries of a page; undefined for as many as there may be. */
  readonly size?: number | undefined;
}

/** Where a round stands in a series: behind its master, behind an occurrence, or behind a cancelled date. */
export interface SeriesPlace {
  /** The id of the series' document. */
  readonly id: string;
  /** The version whose entries are being given. */
  readonly version: string;
  readonly after?: { readonly sort: string; readonly id: string } | undefined;
  readonly cancelled?: string | undefined;
  /** How often the series has changed meanwhile. */
  readonly again?: number | undefined;
}

/** Where a round stands. */
export interface Place {
  /** `first`: a first round, in one of its lists; `changes`: a later one, in the index of changes; `one`: a round of one series. */
  readonly in: 'first' | 'changes' | 'one';
  /** Which of a first round's lists. */
  readonly list?: number | undefined;
  /** The values of the last document in its order. */
  readonly after?: readonly (string | number)[] | undefined;
  readonly series?: SeriesPlace | undefined;
}

/** What a link continues. All times but those of the store are the service's, in milliseconds since 1970. */
export interface Round {
  readonly asked: Asked;
  readonly place: Place;
  /** Whether it is a first round, which tells what is there and nothing else. */
  readonly isFirst: boolean;
  /** The least `_ts` that the round reads in the index of changes, in seconds. */
  readonly least: number;
  /** The largest `_ts` that was there when the round, or with a deltaLink the one before, began. */
  readonly mark: number;
  /** What has happened since then is told. */
  readonly base: number;
  /** When the round began: the `base` of the next one. */
  readonly began: number;
  /** When the link was given. */
  readonly issued: number;
  /** The versions that were told already, though a round reads them again. */
  readonly told: readonly string[];
}
