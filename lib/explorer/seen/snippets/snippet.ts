// What a snippet is: a request in a language, such as it can be copied and run.
import type { SeenRequest } from '../request.ts';

export interface Snippet {
  readonly name: string;
  of(request: SeenRequest): string;
}

/** Whether the URL is one whose secret isn't shown. */
export const isUploadUrl = (url: string): boolean => url.includes('/uploads/{secret}');

/** A text literal of JavaScript and C#, where its escapes mean the same. */
export const literal = (text: string): string =>
  JSON.stringify(text).replaceAll(/[\u2028\u2029]/g, (end) => (end === '\u2028' ? '\\u2028' : '\\u2029'));
