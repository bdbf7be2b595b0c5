// What is said of upload URLs, which lie beside the versions and need no token.
import { reference, type Described } from '../json.ts';
import { bytes, json, refused, servers, success } from './parts.ts';

const tags = ['Uploads'];
const schema = (name: string): Described => json(reference(`schemas/${name}`));

/** The one path, with the operations that `uploadMethods` has. */
export const uploadPaths = (): Described => ({
  '/uploads/{token}': {
    ...servers,
    parameters: [{ name: 'token', in: 'path', required: true, schema: { type: 'string' }, description: 'As `uploadUrl` has it' }],
    get: {
      operationId: 'getUpload',
      summary: 'Get what is missing of a file',
      tags,
      security: [],
      responses: { 200: success('What is missing', schema('uploadProgress')), ...refused(400, 404, 429, 500, 503) },
    },
    put: {
      operationId: 'sendUploadRange',
      summary: 'Send a range of a file, of up to 16 MiB',
      description: 'In any order and in parallel. A range that is there already is answered as if it were new.',
      tags,
      security: [],
      parameters: [reference('parameters/Content-Range')],
      requestBody: { required: true, content: { 'application/octet-stream': { schema: bytes } } },
      responses: {
        200: success('Something is missing', schema('uploadProgress')),
        201: success('The file is complete', schema('fileAttachment'), 'Location'),
        ...refused(400, 404, 411, 413, 415, 416, 429, 500, 503, 507),
      },
    },
    delete: {
      operationId: 'cancelUpload',
      summary: 'Give an upload up',
      tags,
      security: [],
      responses: { 204: success('Done'), ...refused(400, 404, 429, 500, 503) },
    },
  },
});
