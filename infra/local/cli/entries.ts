// Where the programs of the local stack are: beside this file in the sources, and likewise in the package, where they are JavaScript.

/** Whether this is the package rather than the sources. */
export const isPackage = !import.meta.url.endsWith('.ts');

/** What a person types for a token. */
export const tokenCommand = isPackage ? 'npx calendar-attachments token' : 'npm run --silent token --';

/** The URL of a file, given relative to `infra/local` as the sources have it. */
export const besideThis = (file: string): URL => new URL(`../${isPackage ? file.replace(/\.ts$/, '.js') : file}`, import.meta.url);
