// Remembers the ETags and lengths of raw forms, so that a 304 or the length of a form can be answered without making the form again.

/** A raw form without its bytes. */
export interface KnownForm {
  /** The strong ETag of the bytes. */
  readonly etag: string;
  readonly length: number;
  readonly mediaType: string;
  readonly extension: string;
}

export interface KnownForms {
  get(key: string): KnownForm | undefined;
  set(key: string, form: KnownForm): void;
}

/** Remembers so many forms; drops first the one that nobody has asked for the longest. A key must always mean the same bytes. */
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
