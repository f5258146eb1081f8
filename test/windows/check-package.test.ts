import assert from 'node:assert/strict';

import { withLaterVersion } from './support/later-version';
import { account, brokenDll, checkPackage, only, referenceDll } from './support/package-checker';
import { describeWithReferencePackage, packageName } from './support/reference-package';

interface Violation {
  /** The name of the violation in test/native/broken-package. */
  readonly name: string;
  /** The ids of the checks that fail. */
  readonly broken: readonly string[];
  /** The detail that the checker reports for the first failed check. */
  readonly detail: RegExp;
  /** The id of a check that still passes. */
  readonly honoured: string;
  /** Further arguments of the checker. */
  readonly args?: readonly string[];
}

const violations: readonly Violation[] = [
  {
    name: 'ignores DELETE_OLD',
    broken: ['old-handle', 'both-flags', 'threads-moving'],
    detail: /MakeSignature of the old handle returns SEC_E_OK/,
    honoured: 'delete-old',
  },
  {
    name: 'ignores RESET_NEW',
    broken: ['reset-new', 'both-flags'],
    detail: /initial state, does not accept .*SEC_E_OUT_OF_SEQUENCE/,
    honoured: 'no-flag',
  },
  {
    name: 'resets what it moves',
    broken: ['delete-old', 'other-process'],
    detail: /the new context accepts a message that the old one has received/,
    honoured: 'both-flags',
  },
  {
    name: 'always deletes',
    broken: ['no-flag', 'reset-new', 'to-kernel', 'unknown-flags', 'threads-copying'],
    detail: /the old context does not accept .*SEC_E_INVALID_HANDLE/,
    honoured: 'delete-old',
  },
  {
    name: 'takes any flag',
    broken: ['to-kernel', 'unknown-flags'],
    detail: /an export to the kernel returns SEC_E_OK/,
    honoured: 'no-flag',
  },
  {
    name: 'protects the token from close',
    broken: ['callers-token'],
    detail: /CloseHandle fails on the token/,
    honoured: 'null-token',
  },
  {
    name: 'lends its own token',
    broken: ['callers-token', 'contexts-token'],
    detail: /does not outlive the context/,
    honoured: 'null-token',
  },
  {
    name: 'writes to a NULL pToken',
    broken: ['null-token'],
    detail: /the package crashes, with exception 0xc0000005/,
    honoured: 'callers-token',
  },
  {
    name: 'allocates from a private heap',
    broken: ['packed-buffer'],
    detail: /not a block of \d+ bytes on the process heap/,
    honoured: 'no-flag',
  },
  {
    name: 'exports what is no context',
    broken: ['half-open', 'invalid-handle', 'old-handle'],
    detail: /half-open context of a client returns SEC_E_OK/,
    honoured: 'no-flag',
  },
  {
    name: 'leaves a buffer after a failure',
    broken: ['half-open', 'invalid-handle', 'to-kernel', 'unknown-flags'],
    detail: /leaves something in the buffer/,
    honoured: 'no-flag',
  },
  {
    name: 'exports servers only',
    broken: ['client-context'],
    detail: /SpExportSecurityContext with DELETE_OLD returns SEC_E_INVALID_HANDLE/,
    honoured: 'no-flag',
  },
  {
    name: 'never returns',
    broken: ['no-flag'],
    detail: /has not returned after 5 s/,
    honoured: 'no-bytes',
    args: ['--timeout', '5'],
  },
  {
    name: 'ends the process',
    broken: ['no-flag'],
    detail: /ends the process, with exit code 3/,
    honoured: 'no-bytes',
  },
  {
    name: 'crashes',
    broken: ['no-flag', 'other-process'],
    detail: /crashes, with exception 0xc0000005/,
    honoured: 'no-bytes',
  },
  {
    name: 'has no export',
    broken: ['user-mode-table'],
    detail: /ExportContext is NULL/,
    honoured: 'ssp-table',
  },
  {
    name: 'hides EncryptMessage',
    broken: ['ssp-table'],
    detail: /Reserved3 or Reserved4 is NULL/,
    honoured: 'user-mode-table',
  },
  {
    name: 'succeeds without memory',
    broken: ['no-memory'],
    detail: /without memory an export returns SEC_E_OK/,
    honoured: 'no-flag',
  },
  {
    name: 'imports anything',
    broken: ['no-bytes', 'foreign-bytes', 'truncated', 'altered'],
    detail: /import of an empty buffer returns SEC_E_OK/,
    honoured: 'no-flag',
  },
  {
    name: 'refuses with another status',
    broken: ['truncated', 'altered', 'foreign-bytes', 'no-bytes'],
    detail: /returns SEC_E_INTERNAL_ERROR, not SEC_E_INVALID_TOKEN/,
    honoured: 'no-flag',
  },
  {
    name: 'reads beyond the end',
    broken: ['truncated', 'altered'],
    detail: /crashes, with exception 0xc0000005/,
    honoured: 'no-bytes',
  },
  {
    name: "changes the caller's bytes",
    broken: ['callers-bytes'],
    detail: /import changes the caller's bytes/,
    honoured: 'no-flag',
  },
];

/** The checker reports this violation only with a context that a later version has packed. */
const takesLaterVersion: Violation = {
  name: 'takes a later version',
  broken: ['later-version'],
  detail: /import of a later version returns SEC_E_OK/,
  honoured: 'foreign-bytes',
};

async function assertReported(
  violation: Violation,
  more: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
): Promise<void> {
  const { name, broken, detail, honoured, args = [] } = violation;
  const run = await checkPackage(
    ['--dll', brokenDll, ...account, ...args, ...more, ...only(...broken, honoured)],
    { CONTRACT_VIOLATION: name, ...env },
  );
  const expected = [...broken.map((id) => [id, 'not honoured']), [honoured, 'honoured']];
  assert.deepEqual(
    run.rows.map(({ id, verdict }) => [id, verdict]),
    expected,
    run.stderr,
  );
  assert.match(run.rows[0]?.detail ?? '', detail);
  assert.equal(run.exitCode, 1);
}

// These tests exist because a checker that reports every check as honoured would pass all other tests.
describe('The package checker', function () {
  this.timeout(120_000);

  for (const violation of violations) {
    it(`reports a package that ${violation.name}`, () => assertReported(violation));
  }

  it('reports a violation in each of its checks', async () => {
    const { rows } = await checkPackage(['--dll', referenceDll]);
    assert.notEqual(rows.length, 0);
    const broken = [...violations, takesLaterVersion].flatMap((violation) => violation.broken);
    assert.deepEqual(
      rows.map(({ id }) => id).filter((id) => !broken.includes(id)),
      [],
    );
  });

  describe('of a package that only moves contexts', () => {
    const onlyMoves = { CONTRACT_ONLY_MOVES: '1' };
    const needCopies = ['no-flag', 'reset-new', 'both-flags', 'threads-copying'];
    // Each of these makes another export if the package refuses to copy.
    const adapted = [
      ...['to-kernel', 'unknown-flags', 'half-open', 'invalid-handle', 'packed-buffer'],
      ...['callers-token', 'old-handle', 'threads-moving', 'callers-bytes', 'no-bytes'],
      ...['foreign-bytes', 'truncated', 'altered'],
    ];
    const found = violations.flatMap((violation) => {
      // Such a package may always delete.
      if (violation.name === 'always deletes') return [];
      const broken = violation.broken.filter((id) => adapted.includes(id));
      return broken.length === 0 ? [] : [{ ...violation, broken, honoured: 'null-token' }];
    });

    it('honours every check that needs one live context only', async () => {
      const run = await checkPackage(['--dll', brokenDll, ...account, '--mutations', '1000'], {
        CONTRACT_VIOLATION: 'none',
        ...onlyMoves,
      });
      const leftOut = ['contexts-token', 'later-version'];
      for (const { id, verdict, detail } of run.rows) {
        const expected = needCopies.includes(id)
          ? 'not supported'
          : leftOut.includes(id)
            ? 'left out'
            : 'honoured';
        assert.equal(verdict, expected, `${id}: ${detail}`);
      }
      assert.ok(adapted.every((id) => run.rows.some((row) => row.id === id)));
    });

    for (const violation of found) {
      it(`reports that it ${violation.name}`, () => assertReported(violation, [], onlyMoves));
    }

    it('reports a violation in each of the adapted checks', () => {
      const reported = found.flatMap(({ broken }) => broken);
      assert.deepEqual(
        adapted.filter((id) => !reported.includes(id)),
        [],
      );
    });
  });

  it('ends with exit code 2 if the broken package does not know the violation', async () => {
    const run = await checkPackage(['--dll', brokenDll, ...account], { CONTRACT_VIOLATION: '' });
    assert.equal(run.exitCode, 2);
    assert.match(run.stderr, /SpUserModeInitialize returns SEC_E_INVALID_PARAMETER/);
  });

  it('reports a package that cannot export as not supported', async () => {
    const ids = ['no-flag', 'half-open', 'packed-buffer', 'no-bytes'];
    const run = await checkPackage(['--dll', brokenDll, ...account, ...only(...ids)], {
      CONTRACT_VIOLATION: 'cannot export',
    });
    assert.equal(run.exitCode, 1);
    for (const { id, verdict } of run.rows) {
      assert.ok(verdict !== 'honoured' && verdict !== 'not honoured', `${id}: ${verdict}`);
    }
    const exported = run.rows.find(({ id }) => id === 'no-flag');
    assert.equal(exported?.verdict, 'not supported');
    assert.match(exported.detail, /^SpExportSecurityContext .* SEC_E_UNSUPPORTED_FUNCTION$/);
  });

  it('reports a check that cannot run as not tested', async () => {
    const run = await checkPackage(['--dll', referenceDll, ...only('no-flag')]);
    assert.equal(run.exitCode, 1);
    assert.equal(run.rows[0]?.verdict, 'not tested');
    assert.match(run.rows[0].detail, /^no credentials: SpAcquireCredentialsHandle returns SEC_E_/);
  });

  for (const [description, args, message] of [
    ['an unknown package', ['--package', 'Nobody'], /SEC_E_SECPKG_NOT_FOUND/],
    ['a missing file', ['--dll', 'nowhere.dll'], /LoadLibrary returns error 126/],
    [
      'a DLL that is not a security package',
      ['--dll', 'kernel32.dll'],
      /not export SpUserModeInitialize/,
    ],
    ['neither a DLL nor a package', [], /Pass either --dll PATH or --package NAME[^]*Usage:/],
    ['an unknown check', ['--package', 'NTLM', '--only', 'mistake'], /no check mistake/],
    [
      'an unknown option',
      ['--package', 'NTLM', '--mistake', '1'],
      /This option is unknown: --mistake/,
    ],
  ] as const) {
    it(`ends with exit code 2 for ${description}`, async () => {
      const run = await checkPackage(args);
      assert.deepEqual(run.rows, []);
      assert.match(run.stderr, message);
      assert.equal(run.exitCode, 2);
    });
  }
});

describeWithReferencePackage('The package checker with more options', () => {
  it(`reports a package that ${takesLaterVersion.name}`, async () => {
    await withLaterVersion((file) => assertReported(takesLaterVersion, ['--later-version', file]));
  });

  it('alters as many packed contexts as --mutations requests', async () => {
    const run = await checkPackage([
      ...['--package', packageName, ...account],
      ...['--seed', '2', '--mutations', '1000', ...only('altered')],
    ]);
    assert.deepEqual(
      run.rows.map(({ verdict, detail }) => ({ verdict, detail })),
      [{ verdict: 'honoured', detail: '1000 altered packed contexts' }],
    );
  });
});
