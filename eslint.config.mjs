import js from '@eslint/js';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['.cache', 'build', 'dist', 'prebuilds'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      // A .node file, and what is to be loaded late, are loaded with require.
      '@typescript-eslint/no-require-imports': 'off',
      // A field in place of a getter would be enumerable: inspection and copies would show it.
      '@typescript-eslint/class-literal-property-style': 'off',
    },
  },
  {
    files: ['test/**'],
    rules: {
      // An ExportedSecurityContext with one part changed is what an import is to refuse.
      '@typescript-eslint/no-misused-spread': 'off',
      // So are values that the types would not allow, and methods on the wrong receiver.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    // tsc checks these as well, and knows Node's globals. npm run test:hosts runs each line of test/hosts.
    files: ['tools/**', 'test/hosts/**'],
    rules: { 'no-undef': 'off' },
  },
);
