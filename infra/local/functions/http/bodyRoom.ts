// How many bytes of bodies the host holds at once: further ones wait in their sockets, as they wait at Azure's front end while an instance
// has as many requests as it takes.

/** Bodies up to this many bytes don't wait, so that large ones hold up none but large ones. */
const small = 64 * 1024;

export interface BodyRoom {
  /** Waits until there is room for a body, the first to come first. Returns a function that gives the room back. */
  enter(bytes: number): Promise<() => void>;
}

/** A body larger than all the room comes alone. */
export function createBodyRoom(total: number): BodyRoom {
  let used = 0;
  const waiting: { readonly bytes: number; readonly admit: () => void }[] = [];
  const admitAll = (): void => {
    for (let [next] = waiting; next !== undefined && (used === 0 || used + next.bytes <= total); [next] = waiting) {
      waiting.shift();
      used += next.bytes;
      next.admit();
    }
  };
  return {
    enter(bytes) {
      if (bytes <= small) return Promise.resolve(() => undefined);
      return new Promise((resolve) => {
        let given = false;
        const leave = (): void => {
          if (given) return;
          given = true;
          used -= bytes;
          admitAll();
        };
        waiting.push({ bytes, admit: () => resolve(leave) });
        admitAll();
      });
    },
  };
}
