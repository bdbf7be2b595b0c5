// Lint rules: the recommended sets, type-checked, plus the project's own limits: on size, on holes in types, on the way that imports run.
import { existsSync } from 'node:fs';
import js from '@eslint/js';
import vitest from '@vitest/eslint-plugin';
import tseslint from 'typescript-eslint';
import { functionLength } from './lint/functionLength.js';
import { importLayers } from './lint/importLayers.js';
import { testTitles } from './lint/testTitles.js';

export default tseslint.config(
  {
    ignores: [
      'node_modules',
      'dist',
      '.local',
      '.cache',
      'samples/testing',
      'test/openapi/applications',
      ...(existsSync('test/generated/node_modules') ? [] : ['test/generated']),
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'max-lines': ['error', { max: 300 }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      'no-control-regex': 'off',
    },
  },
  {
    files: ['{functions,lib,infra,samples}/**/*.{ts,tsx}'],
    plugins: { project: { rules: { 'import-layers': importLayers, 'function-length': functionLength } } },
    rules: {
      'project/import-layers': 'error',
      'project/function-length': ['error', 60],
      // Ways through one function; `?.`, `??` and a `&&` that spreads a property count as well.
      complexity: ['error', { max: 15, variant: 'modified' }],
      // In lib: dependencies, which event, what was read of it, what is wanted, and its author.
      'max-params': ['error', 5],
    },
  },
  { files: ['{functions,infra}/**/*.ts'], rules: { 'max-params': ['error', 4] } },
  {
    files: ['test/**/*.ts'],
    plugins: { vitest, project: { rules: { 'test-titles': testTitles } } },
    rules: {
      'vitest/no-focused-tests': 'error',
      'vitest/no-disabled-tests': 'error',
      'vitest/no-identical-title': 'error',
      'project/test-titles': 'error',
    },
  },
  { files: ['**/*.{js,cjs,mjs}'], ...tseslint.configs.disableTypeChecked },
);
