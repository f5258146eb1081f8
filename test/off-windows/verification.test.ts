import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const root = join(__dirname, '../../..');

/** The results of one run for each file of test/windows that the claims of this test name. */
interface Results {
  readonly passed?: number;
  readonly failed?: number;
  readonly skipped?: readonly { title: string; reason: string }[];
}

const skipped = [{ title: 'One (skipped: no network)', reason: 'no network' }];

describe('npm run verification', () => {
  let docs: string;

  beforeEach(() => {
    docs = mkdtempSync(join(root, 'build', 'docs-'));
    mkdirSync(join(docs, 'evidence'));
    write('verification.md', '# Page\n\n<!-- generated: runs -->\n<!-- end -->\n\nBy hand.\n');
    claim({ claim: 'It works', tests: ['windows/errors'] });
  });

  afterEach(() => {
    rmSync(docs, { recursive: true });
  });

  function write(file: string, content: string | object): void {
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    writeFileSync(join(docs, file), text);
  }

  const claim = (...claims: object[]) => {
    write('evidence/claims.json', { some: claims });
  };

  function record(
    file: string,
    files: Record<string, Results>,
    { isWine = true, failed = 0 } = {},
  ) {
    const report = {
      date: '2026-01-02T03:04:05Z',
      runtime: { node: '22.1.0' },
      windows: { isWine },
      probes: { NTLM: { conclusion: 'refuses', results: [] } },
    };
    const paths: Record<string, Results> = {};
    for (const [name, each] of Object.entries(files)) paths[`test/windows/${name}.test.ts`] = each;
    const suites = [{ title: 'Windows', passed: 1, failed, files: paths }];
    const system = isWine ? 'Wine 8.0 on Debian' : 'Windows 11 10.0.26100';
    write(`evidence/${file}`, { system, revision: 'abc', doctor: report, suites });
  }

  function verification(...args: string[]) {
    const program = [join(root, 'tools/verification.mjs'), '--docs', relative(root, docs), ...args];
    const { status, stderr } = spawnSync(process.execPath, program, {
      encoding: 'utf8',
      cwd: root,
    });
    return { status, stderr, page: readFileSync(join(docs, 'verification.md'), 'utf8') };
  }

  /** The cells of the row of a claim. */
  function verdict(title = 'It works'): string[] {
    write('verification.md', '# Page\n\n<!-- generated: claims some -->\n<!-- end -->\n');
    const { status, stderr, page } = verification();
    assert.equal(status, 0, stderr);
    const row = page.split('\n').find((line) => line.includes(title)) ?? '';
    return row
      .split('|')
      .map((cell) => cell.trim())
      .slice(2, -2);
  }

  it('writes "yes" if each test of a claim has passed', () => {
    record('wine.json', { errors: { passed: 3 }, leaks: { failed: 1 } });
    assert.deepEqual(verdict(), ['yes', 'not yet']);
  });

  it('counts skipped tests, and does not count a claim as verified without a passed test', () => {
    record('wine.json', { errors: { passed: 3, skipped } });
    assert.deepEqual(verdict(), ['yes, except for 1 test', 'not yet']);
    record('wine.json', { errors: { skipped } });
    assert.deepEqual(verdict(), ['not verified', 'not yet']);
    record('wine.json', { leaks: { passed: 3 } });
    assert.deepEqual(verdict(), ['not verified', 'not yet']);
  });

  it('names the tests of a claim that have not run', () => {
    claim({ claim: 'It works', tests: ['windows/errors', 'windows/alone/leaks'] });
    record('wine.json', { errors: { passed: 3 } });
    assert.deepEqual(verdict(), ['yes, but not windows/alone/leaks', 'not yet']);
  });

  it('reports a failed test, and a suite that ended early', () => {
    record('wine.json', { errors: { passed: 3, failed: 2 } }, { failed: 2 });
    assert.deepEqual(verdict(), ['**no: 2 tests failed**', 'not yet']);
    record('wine.json', { errors: { passed: 3 } }, { failed: 1 });
    assert.deepEqual(verdict(), ['**no: 1 test failed**', 'not yet']);
  });

  it("compares a claim about facts with doctor's report", () => {
    claim({ claim: 'It works', facts: { 'windows.isWine': false } });
    record('wine.json', {});
    assert.deepEqual(verdict(), ['not verified', 'not yet']);
    record('wine.json', {}, { isWine: false });
    assert.deepEqual(verdict(), ['yes']);
  });

  it('adds a column for each computer, and says that nothing has run on Windows until it has', () => {
    record('wine.json', { errors: { passed: 3 } });
    assert.match(verification().page, /Nothing has run on Windows yet/);
    record('windows.json', { errors: { passed: 1, failed: 1 } }, { isWine: false, failed: 1 });
    const { page } = verification();
    assert.doesNotMatch(page, /Nothing has run on Windows/);
    assert.match(page, /^\| Windows 11 10\.0\.26100 +\| 22\.1\.0 +\| 2026-01-02 /m);
    assert.match(page, /^By hand\.$/m);
    assert.deepEqual(verdict().sort(), ['**no: 1 test failed**', 'yes']);
  });

  it('--check fails if the page differs from the evidence, and changes nothing', () => {
    record('wine.json', { errors: { passed: 3 } });
    assert.equal(verification().status, 0);
    assert.equal(verification('--check').status, 0);
    record('wine.json', { errors: { failed: 3 } }, { failed: 3 });
    const { status, stderr, page } = verification('--check');
    assert.equal(status, 1);
    assert.match(stderr, /npm run verification/);
    assert.match(page, /\| 0 +\| 0 +\|\n/);
  });

  it('fails for a claim that names a missing test', () => {
    claim({ claim: 'It works', tests: ['windows/no-such-test'] });
    const { status, stderr } = verification();
    assert.equal(status, 1);
    assert.match(stderr, /"It works" names missing tests: windows\/no-such-test/);
  });
});
