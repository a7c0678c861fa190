import js from '@eslint/js';
import tsdoc from 'eslint-plugin-tsdoc';
import tseslint from 'typescript-eslint';

/** Refuses imports that bypass another package's `exports`. */
const publicOnly = (...patterns) => ({
  'no-restricted-imports': ['error', { patterns: patterns.map(([group, message]) => ({ group, message })) }],
});
const client = [['@streams/client/*', '**/client/src/**', '**/packages/client/**'], 'Use what @streams/client exports.'];
const react = [['@streams/react/*', '!@streams/react/styles.css', '**/react/src/**', '**/packages/react/**'], 'Use what @streams/react exports.'];

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '**/coverage/**', '**/*.gen.ts'] },
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { tsdoc },
    rules: {
      'tsdoc/syntax': 'error',
      'max-lines': ['error', { max: 200, skipBlankLines: true, skipComments: true }],
      // Numbers and booleans are clear in messages without a conversion.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
    },
  },
  {
    files: ['packages/client/**'],
    rules: publicOnly([['react', 'react-dom', 'react/*', 'react-dom/*', '@streams/*'], 'The client must not depend on a framework, or on a package that uses the client.']),
  },
  { files: ['packages/react/**'], rules: publicOnly(client, [['@streams/app', '**/app/**'], 'Components must not depend on the dashboard.']) },
  { files: ['app/**'], rules: publicOnly(client, react) },
);
