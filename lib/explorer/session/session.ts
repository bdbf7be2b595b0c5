// Who has signed in. The library that does it is a part of its own, which loads beside the page.

/** Somebody who has signed in. */
export interface Session {
  readonly name: string;
  readonly username: string;
  /** An access token for the API; `anew` where the service refused the last one. Rejects with an Error in words for the person. */
  token(anew?: boolean): Promise<string>;
  /** The issuer forgets the person, in a window of its own. */
  signOut(): Promise<void>;
}

/** Nobody has signed in. */
export interface SignedOut {
  /** Opens the issuer's window; call it where the person has just clicked. Rejects with an Error in words for the person. */
  signIn(): Promise<Session>;
}
