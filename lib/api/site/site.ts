// Answers what lies beside the API: pages and documents, to anybody; and every path that isn't there, in the envelope of an error.
import { methodNotAllowed, ServiceError } from '../../runtime/errors.ts';
import { staticReply, type StaticFile, type StaticFiles } from './staticFiles.ts';
import { emptyReply, type Reply, type Request } from '../../http/messages.ts';
import { withEnvelope, type Environment } from '../envelope.ts';
import type { Service } from '../pipeline.ts';
import { everyMethod } from '../routes.ts';

/** The files that the build has made. */
export interface Site {
  files(): StaticFiles;
  read(name: string): Promise<Uint8Array>;
}

const methods: readonly string[] = ['GET', 'HEAD'];

/** Serves the site's files, those of pages only where `shows` says so; everything else is 404 (contract, section 5). */
export function createSite(surroundings: Environment, site: Site, shows: (page: string) => boolean): Service {
  const find = (path: string): StaticFile | undefined => {
    const files = site.files();
    const file = Object.hasOwn(files, path) ? files[path] : undefined;
    return file?.page === undefined || shows(file.page) ? file : undefined;
  };

  async function answerAt(request: Request): Promise<Reply> {
    const { pathname } = request.url;
    const file = find(pathname);
    if (file === undefined) {
      const bare = pathname.replace(/\/$/, '');
      // The platform takes both spellings for one path, but what a page names beside itself depends on the slash.
      if (bare !== pathname && find(bare) !== undefined)
        return emptyReply(308, { Location: `..${bare.slice(bare.lastIndexOf('/'))}`, 'Cache-Control': 'no-cache' });
      throw new ServiceError(404, 'NotFound', 'There is nothing at this path; the API begins with /v1.0 or /beta.');
    }
    if (!methods.includes(request.method)) throw methodNotAllowed(methods);
    return staticReply(request, file, (name) => site.read(name));
  }

  return (request) =>
    withEnvelope(surroundings, request, {
      methods: () => (find(request.url.pathname) === undefined ? everyMethod : methods),
      run(note) {
        if (find(request.url.pathname) !== undefined) note({ operation: 'file' });
        return answerAt(request);
      },
    });
}
