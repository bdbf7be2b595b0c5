// Every path that Graph has published for event attachments, and those of the seeds, parses in both versions and takes its methods.
import { describe, expect, it } from 'vitest';
import { parsePath, tryParsePath } from '../../../lib/paths/grammar.ts';
import { allowedMethods, everyMethod, requireMethod } from '../../../lib/api/routes.ts';
import { printPath } from '../../../lib/paths/print.ts';
import type { Reference } from '../../../lib/paths/reference.ts';
import { groupOperations, userOperations } from '../../fixtures/graphOperations.ts';
import { documentedTemplates, publishedTemplates } from '../../fixtures/pathTemplates.ts';
import { errorOf } from '../../support/errors.ts';
import { seedTemplates } from '../../fixtures/seedTemplates.ts';

const versions = ['v1.0', 'beta'] as const;
const objectId = 'ddfcd489-628b-40d7-b48b-57002df800e5';
const tenantId = '6f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f9';

/** A path of the template with a different key in each placeholder, as a server sees it: through a URL, without its query. */
function fill(template: string): string {
  let count = 0;
  const filled = template.replaceAll(/\{([^}]*)\}/g, (_, name: string) => {
    if (name === 'oid') return objectId;
    if (name === 'tid') return tenantId;
    count += 1;
    return name === 'id | userPrincipalName' ? 'adele@contoso.example' : `key${count}`;
  });
  return new URL(filled, 'http://localhost').pathname;
}

const tailKind = (reference: Reference): string | undefined => {
  if (reference.kind === 'count') return `${String(tailKind(reference.of))}/$count`;
  return reference.kind === 'event' ? reference.tail.kind : undefined;
};

describe('the templates that Graph has published for v1.0', () => {
  it('the templates for v1.0 number 500, of which 100 are collections', () => {
    expect(publishedTemplates).toHaveLength(500);
    expect(new Set(publishedTemplates.map((row) => row.template)).size).toBe(500);
    expect(publishedTemplates.filter((row) => row.template.endsWith('/attachments'))).toHaveLength(100);
  });

  it('the templates for v1.0 name what their last segments say, 100 of each kind', () => {
    const kinds = publishedTemplates.map(({ template }) => tailKind(parsePath(`/v1.0${fill(template)}`)) ?? 'none');
    const counts = [...new Set(kinds)].map((kind) => [kind, kinds.filter((each) => each === kind).length]);
    expect(Object.fromEntries(counts)).toEqual({
      attachments: 100,
      'attachments/$count': 100,
      createUploadSession: 100,
      attachment: 100,
      attachmentValue: 100,
    });
  });

  describe.each(versions)('%s', (version) => {
    it.each(publishedTemplates)('the published template $methods $template is parsed', ({ methods, template }) => {
      const path = `/${version}${fill(template)}`;
      const reference = parsePath(path);
      expect(printPath(reference)).toBe(path);
      const own = tailKind(reference) === 'attachment' ? ['PATCH'] : [];
      const head = methods.includes('GET') ? ['HEAD'] : [];
      expect([...allowedMethods(reference)].sort()).toEqual([...methods, ...head, ...own].sort());
    });
  });
});

describe('the templates that only the documentation shows', () => {
  it('the templates that only the documentation shows number 15', () => {
    expect(documentedTemplates).toHaveLength(15);
  });

  describe.each(versions)('%s', (version) => {
    it.each(documentedTemplates)('the documented template $methods $template is parsed', ({ methods, template }) => {
      const path = fill(template);
      const reference = parsePath(`/${version}${path}`);
      expect(parsePath(`/${version}${path.replace(/\/?$/, '/')}`)).toEqual(reference);
      expect(methods.filter((method) => !allowedMethods(reference).includes(method))).toEqual([]);
      expect(new Set(keysOf(printPath(reference)))).toEqual(new Set(keysOf(path)));
    });
  });
});

describe('the templates of the seeds', () => {
  it('the templates of the seeds number 13', () => {
    expect(new Set(seedTemplates).size).toBe(13);
  });

  describe.each(versions)('%s', (version) => {
    it.each(seedTemplates)('the template of the seed POST %s is parsed', (template) => {
      const byName = parsePath(`/${version}${fill(template)}`);
      expect(tailKind(byName)).toBe('attachments');
      expect(allowedMethods(byName)).toContain('POST');
      const byId = parsePath(`/${version}${fill(template.replace('id | userPrincipalName', 'id'))}`);
      expect(byId).toMatchObject({ kind: 'event', tail: { kind: 'attachments' } });
    });
  });
});

/** The keys that `fill` put into a path. */
const keysOf = (path: string): readonly string[] => decodeURIComponent(path).match(/key\d+|[^/']+@[^/']+/g) ?? [];

it('a method is let through where `Allow` names it, and refused with `Allow` everywhere else', () => {
  const operations = [...userOperations, ...groupOperations].map(({ template }) => `/v1.0${fill(template.replace(/\?.*/, ''))}`);
  for (const path of [...operations, '/v1.0/$batch', '/v1.0/me', "/v1.0/me/events(iCalUId='a')", '/v1.0/me/calendar']) {
    const reference = tryParsePath(path);
    if (reference.kind === 'miss') continue;
    const allowed = allowedMethods(reference);
    const refused = [...everyMethod, 'other'].filter((method) => !allowed.includes(method));
    for (const method of allowed) requireMethod(reference, method);
    for (const method of refused)
      expect(
        errorOf(() => {
          requireMethod(reference, method);
        }),
        `${method} ${path}`,
      ).toMatchObject({ status: 405, headers: { Allow: allowed.join(', ') } });
  }
});
