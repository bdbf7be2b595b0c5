// Merges many ascending lists into one, and takes from each only the entries that are needed.

export interface Merge<T> {
  /** Adds a list; its first entry is taken at once. */
  add(list: Iterator<T>): void;
  /** The first entry of all; undefined when there is none left. */
  readonly first: T | undefined;
  /** Removes and returns the first entry, and takes the next one from its list. */
  take(): T | undefined;
}

interface Head<T> {
  readonly entry: T;
  readonly rest: Iterator<T>;
}

/** Each `add` and `take` costs at most twice as many comparisons as the number of lists has binary digits. */
export function createMerge<T>(compare: (a: T, b: T) => number): Merge<T> {
  // A binary heap: each entry comes before the two at twice its place, so that the earliest is the first.
  const heap: Head<T>[] = [];
  const isBefore = (a: Head<T> | undefined, b: Head<T> | undefined): boolean =>
    a !== undefined && (b === undefined || compare(a.entry, b.entry) < 0);

  function put(head: Head<T>, at: number): void {
    let place = at;
    for (let above = (place - 1) >> 1; place > 0; above = (place - 1) >> 1) {
      const parent = heap[above];
      if (parent === undefined || !isBefore(head, parent)) break;
      heap[place] = parent;
      place = above;
    }
    heap[place] = head;
  }

  function sink(head: Head<T>): void {
    let place = 0;
    for (;;) {
      const left = 2 * place + 1;
      const least = isBefore(heap[left + 1], heap[left]) ? left + 1 : left;
      const child = heap[least];
      if (child === undefined || !isBefore(child, head)) break;
      heap[place] = child;
      place = least;
    }
    heap[place] = head;
  }

  return {
    add(rest) {
      const next = rest.next();
      if (next.done !== true) put({ entry: next.value, rest }, heap.length);
    },
    get first() {
      return heap[0]?.entry;
    },
    take() {
      const head = heap[0];
      if (head === undefined) return undefined;
      const next = head.rest.next();
      if (next.done !== true) sink({ entry: next.value, rest: head.rest });
      else {
        const last = heap.pop();
        if (last !== undefined && heap.length > 0) sink(last);
      }
      return head.entry;
    },
  };
}
