// A model of an upload session as an array of bytes: it predicts each answer by the contract alone.

/** A request to an upload URL. `range` is its Content-Range; a string is sent as it is and isn't a valid range. */
export type UploadRequest =
  | { readonly method: 'GET' | 'DELETE' }
  | { readonly method: 'PUT'; readonly range: string | WireRange; readonly body: Uint8Array<ArrayBuffer> };

export interface WireRange {
  readonly first: number;
  readonly last: number;
  readonly total: number;
}

/** An answer, as far as the model predicts it. */
export interface Outcome {
  readonly status: number;
  /** `nextExpectedRanges`, if the answer has them. */
  readonly expected?: readonly string[];
  /** Whether an earlier attempt got no answer: a session that is missing now may have ended by that attempt. */
  readonly repeated?: boolean;
}

/** The bytes of a session, with undefined for each missing byte. `removed`: the session made its attachment, which was deleted later. */
export interface Model {
  readonly bytes: readonly (number | undefined)[];
  readonly state: 'open' | 'completed' | 'removed' | 'gone';
}

const maxRangeBytes = 16 * 1024 * 1024;

export const newModel = (total: number): Model => ({ bytes: Array.from({ length: total }, () => undefined), state: 'open' });

/** The answer that the contract (section 4) requires, and the session after it. */
function predict(model: Model, request: UploadRequest): { readonly model: Model; readonly outcome: Outcome } {
  const unchanged = (status: number): ReturnType<typeof predict> => ({ model, outcome: { status } });
  if (model.state === 'gone') return unchanged(404);
  if (request.method !== 'PUT') {
    if (model.state !== 'open') return unchanged(404);
    if (request.method === 'DELETE') return { model: { ...model, state: 'gone' }, outcome: { status: 204 } };
    return { model, outcome: { status: 200, expected: expectedOf(model) } };
  }

  const { range, body } = request;
  const size = model.bytes.length;
  if (typeof range === 'string' || range.last < range.first) return unchanged(400);
  const length = range.last - range.first + 1;
  if (length > maxRangeBytes) return unchanged(413);
  if (range.total !== size || range.last >= size) return unchanged(416);
  if (body.length !== length) return unchanged(400);

  const there = model.bytes.slice(range.first, range.last + 1).filter((byte) => byte !== undefined).length;
  if (there > 0 && there < length) return unchanged(416);
  const bytes = there === 0 ? model.bytes.toSpliced(range.first, length, ...body) : model.bytes;
  return stored(model, bytes);
}

function stored(model: Model, bytes: Model['bytes']): ReturnType<typeof predict> {
  if (model.state === 'removed') return { model, outcome: { status: 404 } };
  if (!bytes.includes(undefined)) return { model: { bytes, state: 'completed' }, outcome: { status: 201 } };
  const next: Model = { bytes, state: 'open' };
  return { model: next, outcome: { status: 200, expected: expectedOf(next) } };
}

/** The ranges without bytes, in Graph's format. */
function expectedOf({ bytes }: Model): string[] {
  return gapsOf(bytes).map(({ first, last }) => (last === bytes.length - 1 ? `${first}-` : `${first}-${last}`));
}

export function gapsOf(bytes: Model['bytes']): { readonly first: number; readonly last: number }[] {
  const gaps: { first: number; last: number }[] = [];
  bytes.forEach((byte, i) => {
    if (byte !== undefined) return;
    const open = gaps.at(-1);
    if (open?.last === i - 1) open.last = i;
    else gaps.push({ first: i, last: i });
  });
  return gaps;
}

/**
 * The possible sessions after concurrent requests: one for each order of the requests that explains all answers. Empty if no order explains
 * them.
 */
export function explain(models: readonly Model[], requests: readonly UploadRequest[], outcomes: readonly Outcome[]): Model[] {
  const reached = new Map<string, Model>();
  const walk = (model: Model, left: readonly number[]): void => {
    if (left.length === 0) reached.set(JSON.stringify(model), model);
    for (const i of left) {
      const [request, outcome] = [requests[i], outcomes[i]];
      if (request === undefined || outcome === undefined) throw new RangeError('Each request has its outcome.');
      const predicted = predict(model, request);
      if (isSame(predicted.outcome, outcome))
        walk(
          predicted.model,
          left.filter((other) => other !== i),
        );
    }
  };
  for (const model of models) walk(model, [...requests.keys()]);
  return [...reached.values()];
}

const isSame = (predicted: Outcome, seen: Outcome): boolean =>
  (predicted.status === seen.status && predicted.expected?.join() === seen.expected?.join()) ||
  (predicted.status === 204 && seen.status === 404 && seen.repeated === true);
