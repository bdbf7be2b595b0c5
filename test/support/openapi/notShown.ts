// What the API's document has no example of, and why.

/** Operations by their ids. */
export const notShown: Readonly<Record<string, string>> = {
  getDocument: 'It is this document.',
  getMetadata: 'The model is long, and everybody can get it without a token.',
};

/** Errors by status. */
export const notMet: Readonly<Record<string, string>> = {
  405: 'Nobody asks by another method who goes by this document.',
  500: 'It is a fault of the service, of which none is known.',
  503: 'A store fails then, or the process ends, which no request brings about.',
};
