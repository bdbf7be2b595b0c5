// What this project uses of `odata-csdl`, which comes without types: OASIS' own converter of CSDL from XML to JSON.
declare module 'odata-csdl' {
  /** A fault that the converter found, as an object that says where and what. */
  export type Message = Readonly<Record<string, unknown>>;

  /** The document as CSDL JSON 4.01. Throws for XML that isn't well-formed; with `strict` for whatever isn't CSDL. Faults are added to `messages`. */
  export function xml2json(xml: string | Buffer, options?: { readonly strict?: boolean }, messages?: Message[]): unknown;
}
