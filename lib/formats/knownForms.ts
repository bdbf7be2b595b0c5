// What is known of raw forms that were made before: enough to say that somebody has one already, and to say how long it is.

/** A raw form without its bytes. */
export interface KnownForm {
  /** Strong, of the bytes. */
  readonly etag: string;
  readonly length: number;
  readonly mediaType: string;
  readonly extension: string;
}

export interface KnownForms {
  get(key: string): KnownForm | undefined;
  set(key: string, form: KnownForm): void;
}

/** Remembers so many of them; one that was asked for lately goes last. The same key has to mean the same bytes for ever. */
export function createKnownForms(capacity: number): KnownForms {
  const forms = new Map<string, KnownForm>();
  const put = (key: string, form: KnownForm): void => {
    forms.delete(key);
    forms.set(key, form);
  };
  return {
    get(key) {
      const form = forms.get(key);
      if (form !== undefined) put(key, form);
      return form;
    },
    set(key, form) {
      put(key, form);
      const [oldest] = forms.keys();
      if (forms.size > capacity && oldest !== undefined) forms.delete(oldest);
    },
  };
}
