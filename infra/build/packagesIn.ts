// Which packages files come from, by their paths.

/** A package that was installed, maybe below another one. */
export interface Installed {
  /** `node_modules/a/node_modules/@b/c`, relative to the project's folder, as the lock file names it. */
  readonly folder: string;
  readonly name: string;
}

/** The packages of these files, each once, by their folders; without those that belong to none. */
export function packagesIn(files: readonly string[]): readonly Installed[] {
  const found = new Map<string, Installed>();
  for (const file of files) {
    const [, folder, name] = /^(.*node_modules\/((?:@[^/]+\/)?[^/]+))\//.exec(file.replaceAll('\\', '/')) ?? [];
    if (folder !== undefined && name !== undefined) found.set(folder, { folder, name });
  }
  return [...found.values()].sort((a, b) => (a.folder < b.folder ? -1 : 1));
}
