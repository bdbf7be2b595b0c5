// Reads the project's sources for tests: what each file imports, which names it uses, and how it begins.
import { globSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** A source file; paths are relative to the project's folder, with slashes. */
export interface Source {
  readonly path: string;
  readonly text: string;
  /** Files of the project that it imports, statically or dynamically, types included. */
  readonly imports: readonly string[];
  /** Packages and Node modules that it imports. */
  readonly packages: readonly string[];
  /** Names that it uses, with each property access in one piece: `Date.now`, `randomUUID`, `new Date()`. */
  readonly uses: ReadonlySet<string>;
}

const top = fileURLToPath(new URL('../../', import.meta.url));

/** All TypeScript files below these folders; packages that are installed there aren't the project's. */
export const sourcesOf = (...folders: readonly string[]): readonly Source[] =>
  folders.flatMap((folder) =>
    globSync(`${folder}/**/*.{ts,cjs}`, { cwd: top, exclude: ['**/node_modules'] })
      .map((path) => path.replaceAll('\\', '/'))
      .sort()
      .map((path) => readSource(path, readFileSync(`${top}${path}`, 'utf8'))),
  );

/** Reads a text as the source file at this path. */
export function readSource(path: string, text: string): Source {
  const specifiers: string[] = [];
  const uses = new Set<string>();
  const visit = (node: ts.Node): void => {
    const specifier = specifierOf(node);
    if (specifier !== undefined) specifiers.push(specifier);
    const used = useOf(node);
    if (used !== undefined) uses.add(used);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  const isOwn = (specifier: string): boolean => specifier.startsWith('.');
  return {
    path,
    text,
    imports: specifiers.filter(isOwn).map((specifier) => posix.join(posix.dirname(path), specifier)),
    packages: specifiers.filter((specifier) => !isOwn(specifier)),
    uses,
  };
}

function specifierOf(node: ts.Node): string | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node))
    return node.moduleSpecifier !== undefined && ts.isStringLiteral(node.moduleSpecifier) ? node.moduleSpecifier.text : undefined;
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) return literalOf(node.arguments[0]);
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return literalOf(node.argument.literal);
  return undefined;
}

const literalOf = (node: ts.Node | undefined): string | undefined =>
  node !== undefined && ts.isStringLiteral(node) ? node.text : undefined;

function useOf(node: ts.Node): string | undefined {
  if (ts.isNewExpression(node)) return `new ${node.expression.getText()}(${node.arguments?.length === 0 ? '' : '…'})`;
  if (ts.isPropertyAccessExpression(node)) return node.getText();
  if (ts.isIdentifier(node)) return node.text;
  return undefined;
}
