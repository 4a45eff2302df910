import tseslint from 'typescript-eslint';

const notPure = (instead) =>
  `Domain and projections are pure: they read no clock and no chance. ${instead} (DESIGN.md, section 10)`;

const clockMessage = notPure('Take the moment from the event or the command: recordedAt, effectiveAt, at.');
const chanceMessage = notPure('Take ids and nonces as arguments; the application makes them (its Ids port).');

export default tseslint.config(
  {
    ignores: [
      '**/dist/',
      '**/node_modules/',
      'var/',
      'coverage/',
      'schemas/',
      'samples/',
      'libs/client/src/api.ts',
    ],
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      // A function fits a screen, a file a sitting. Blank lines and comments are free.
      'max-lines-per-function': ['error', { max: 70, skipBlankLines: true, skipComments: true }],
      'max-lines': ['error', { max: 450, skipBlankLines: true, skipComments: true }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      // A new event type must name every place that has to know it: a `default` does not count as covering it.
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: false, requireDefaultForNonUnion: true },
      ],
      // `const { number: _number, ...rest }` is how a field is left out.
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      // A port's method is async although one adapter has nothing to wait for: what it throws is then a rejection.
      '@typescript-eslint/require-await': 'off',
      // The closures that adapters return are written as methods and use no `this`; the rule cannot tell.
      '@typescript-eslint/unbound-method': 'off',
      // An index signature shows in the brackets that the name is not checked.
      '@typescript-eslint/dot-notation': ['error', { allowIndexSignaturePropertyAccess: true }],
      // A Nest module is a decorator on a class without members.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      // It asks for `x!`, which the strict set forbids: `x as T` stays, and shows what is claimed.
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      // Nest declares its bags of options as classes, and takes object literals for them.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // Numbers and booleans read well in messages; objects would not.
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
    },
  },
  {
    // A table of cases is as long as its cases; jest's `describe` is one function around them.
    files: ['**/*.spec.ts', 'libs/testing/src/**/*.ts', 'test/**/*.ts'],
    rules: { 'max-lines-per-function': 'off', 'max-lines': ['error', 900] },
  },
  {
    files: ['libs/domain/src/**/*.ts', 'libs/projections/src/**/*.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: clockMessage },
        { object: 'performance', property: 'now', message: clockMessage },
        { object: 'Math', property: 'random', message: chanceMessage },
        { object: 'crypto', property: 'randomUUID', message: chanceMessage },
        { object: 'crypto', property: 'getRandomValues', message: chanceMessage },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: clockMessage },
        { selector: 'CallExpression[callee.name="Date"]', message: clockMessage },
      ],
    },
  },
);
