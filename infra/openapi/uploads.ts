// What is said of upload URLs, which lie beside the versions and need no token.
import type { answerHeaders, failures } from './answers.ts';
import { reference, type Described } from './json.ts';
import { headerParameters } from './parameters.ts';

const headers = (...names: readonly (keyof typeof answerHeaders)[]): Described =>
  Object.fromEntries([...names, 'request-id'].map((name) => [name, reference(`headers/${name}`)]));

const refused = (...statuses: readonly (keyof typeof failures)[]): Described =>
  Object.fromEntries(statuses.map((status) => [status, reference(`responses/${status}`)]));

const json = (schema: string): Described => ({ 'application/json': { schema: reference(`schemas/${schema}`) } });

const range = Object.keys(headerParameters).filter((name) => name === 'Content-Range');

/** The one path, with the operations that `uploadMethods` has. */
export const uploadPaths = (): Described => ({
  '/uploads/{token}': {
    servers: [{ url: '/', description: 'Beside this document' }],
    parameters: [{ name: 'token', in: 'path', required: true, schema: { type: 'string' }, description: 'As `uploadUrl` has it' }],
    get: {
      operationId: 'getUpload',
      summary: 'Get what is missing of a file',
      tags: ['Uploads'],
      security: [],
      responses: {
        200: { description: 'What is missing', headers: headers(), content: json('uploadSession') },
        ...refused(400, 404, 429, 500, 503),
      },
    },
    put: {
      operationId: 'sendUploadRange',
      summary: 'Send a range of a file, of up to 16 MiB',
      description: 'In any order and in parallel. A range that is there already is answered as if it were new.',
      tags: ['Uploads'],
      security: [],
      parameters: range.map((name) => reference(`parameters/${name}`)),
      requestBody: { required: true, content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } } },
      responses: {
        200: { description: 'Something is missing', headers: headers(), content: json('uploadProgress') },
        201: { description: 'The file is complete', headers: headers('Location'), content: json('fileAttachment') },
        ...refused(400, 404, 411, 413, 415, 416, 429, 500, 503, 507),
      },
    },
    delete: {
      operationId: 'cancelUpload',
      summary: 'Give an upload up',
      tags: ['Uploads'],
      security: [],
      responses: { 204: { description: 'Done', headers: headers() }, ...refused(400, 404, 429, 500, 503) },
    },
  },
});
