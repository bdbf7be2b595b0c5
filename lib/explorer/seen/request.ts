// A request as it is shown: short enough to be looked at, and without what gives a right.

/** A body as it is shown: a text, perhaps its beginning alone, or so many bytes. */
export type SeenBody =
  | { readonly kind: 'text'; readonly text: string; readonly cut: boolean }
  | { readonly kind: 'bytes'; readonly size: number; readonly type: string };

/** What was asked, as far as it can be shown and asked again. */
export interface SeenRequest {
  readonly method: string;
  /** Absolute; the secret of an upload URL is left out. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly withToken: boolean;
  readonly body: SeenBody | undefined;
}

/** Whoever knows the rest of an upload URL may upload. */
export const withoutSecrets = (text: string): string => text.replaceAll(/(\/uploads\/)[\w.-]{20,}/g, '$1{secret}');

/** The text with its JSON indented, if it is JSON. */
export function indented({ text, cut }: { readonly text: string; readonly cut: boolean }): string {
  if (cut) return `${text}\n…`;
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}
