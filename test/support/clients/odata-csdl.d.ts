// Types for the part of `odata-csdl` that is used here; the package ships none. It is OASIS' own converter of CSDL from XML to JSON.
declare module 'odata-csdl' {
  /** A fault that the converter found: its message and its place. */
  export type Message = Readonly<Record<string, unknown>>;

  /**
   * Converts a document to CSDL JSON 4.01. Throws for XML that isn't well-formed, and with `strict` for anything that isn't CSDL. It adds
   * faults to `messages`.
   */
  export function xml2json(xml: string | Buffer, options?: { readonly strict?: boolean }, messages?: Message[]): unknown;
}
