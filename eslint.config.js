import { fileURLToPath } from 'node:url';
import importPlugin from 'eslint-plugin-import';
import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/** The arrows of the house: a folder says where its code may run, and so what it may import. */
const never = (patterns, message) => ({ 'no-restricted-imports': ['error', { patterns: [{ ...patterns, message }] }] });

export default tseslint.config(
  { ignores: ['out/**', 'dist/**', 'node_modules/**', 'test-results/**'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['eslint.config.js'] },
        tsconfigRootDir: fileURLToPath(new URL('.', import.meta.url)),
      },
    },
    plugins: { import: importPlugin },
    settings: {
      'import/resolver': { node: { extensions: ['.ts', '.tsx'] } },
      'import/parsers': { '@typescript-eslint/parser': ['.ts', '.tsx'] },
      'import/external-module-folders': ['node_modules'],
      // A cycle is looked for in our own files; libraries are not parsed for it.
      'import/ignore': ['/node_modules/'],
    },
    rules: {
      'import/no-cycle': ['error', { ignoreExternal: true }],
      'import/no-default-export': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      // Numbers and booleans read well in a template; objects do not, and stay refused.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // Callbacks that end in an effect are the common case here: `() => set.add(x)`.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // An async function without await is how an interface of promises is met by something that is done at once.
      '@typescript-eslint/require-await': 'off',
      // It takes `signal.aborted` for a constant once it was looked at.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  {
    files: ['shared/**'],
    rules: never(
      { regex: '^(node:|electron$|electron/|react|ws$|ssh2|better-sqlite3)|/(electron|renderer|e2e)/' },
      'shared/ runs anywhere: no node:, no DOM, no electron, nothing of the shells.',
    ),
  },
  {
    files: ['renderer/**'],
    rules: never(
      { regex: '^(node:|electron$|ssh2|better-sqlite3|ws$|zod$)|/electron/|/e2e/' },
      'The page knows only shared/, and reaches the engine through client.ts.',
    ),
  },
  {
    files: ['renderer/**'],
    ignores: ['renderer/client.ts', 'renderer/**/*.test.*'],
    rules: never(
      { regex: '^(node:|electron$|ssh2|better-sqlite3|ws$|zod$|@orpc/)|/electron/|/e2e/' },
      'Only renderer/client.ts opens a connection.',
    ),
  },
  {
    files: ['electron/engine/**', 'electron/serve/**', 'electron/cli/**'],
    rules: never(
      { regex: '^electron$|^react|/renderer/' },
      'The engine knows no window: neither electron nor anything of the page.',
    ),
  },
  {
    files: ['electron/engine/fleet/commands/**'],
    ignores: ['**/*.test.ts'],
    rules: never(
      { regex: '^node:child_process|^ssh2|/connections' },
      'commands/ only builds command lines, nothing in it runs them.',
    ),
  },
  {
    files: ['**/*.test.ts', '**/*.test.tsx', 'e2e/**'],
    rules: {
      ...never({ regex: '^electron$' }, 'Importing electron in a test downloads it.'),
      '@typescript-eslint/no-non-null-assertion': 'off',
      // vitest's asymmetric matchers are typed any.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  { files: ['renderer/**/*.tsx'], ...jsxA11y.flatConfigs.recommended },
  { files: ['renderer/**/*.{ts,tsx}'], plugins: { 'react-hooks': reactHooks }, rules: reactHooks.configs.recommended.rules },
  { files: ['**/*.config.ts', '*.config.js'], rules: { 'import/no-default-export': 'off' } },
  { files: ['**/*.js', '**/*.mjs', '**/*.cjs'], ...tseslint.configs.disableTypeChecked },
  { files: ['**/*.cjs'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
);
