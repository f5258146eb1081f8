import assert from 'node:assert/strict';
import { join } from 'node:path';
import { PassThrough, type Writable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

interface Totals {
  passed: number;
  failures: string[];
}

interface Run {
  title: string;
  lane: 0 | 1 | undefined;
  run: (output: Writable) => Promise<Totals>;
}

interface Lanes {
  runInLanes(runs: Run[], destination: Writable): Promise<{ title: string; totals: Totals }[]>;
}

interface Suites {
  runSuite(suite: object, options: { output: Writable }): Promise<Totals>;
}

const load = async (name: string): Promise<unknown> =>
  import(pathToFileURL(join(__dirname, '../../../tools/test', name)).href);

const loadLanes = async () => (await load('lanes.mjs')) as Lanes;

/** Receives text. */
class Text extends PassThrough {
  text = '';

  constructor() {
    super();
    this.on('data', (data: Buffer) => (this.text += data.toString()));
  }
}

/** A run that ends when the test ends it. */
class HeldRun implements Run {
  output: Writable | undefined;
  end: (totals?: Totals) => void = () => assert.fail('It has not started');

  constructor(
    readonly title: string,
    readonly lane: Run['lane'],
  ) {}

  readonly run = (output: Writable): Promise<Totals> => {
    this.output = output;
    output.write(`${this.title} starts\n`);
    return new Promise((resolve) => {
      this.end = (totals = { passed: 1, failures: [] }) => {
        output.write(`${this.title} ends\n`);
        resolve(totals);
      };
    });
  };
}

/** Waits until the streams and promises have settled. */
async function settled(): Promise<void> {
  for (let turns = 0; turns < 20; turns++) await turn();
}

describe('runInLanes()', () => {
  it('prints the first run at once, and a run of the other lane after it', async () => {
    const { runInLanes } = await loadLanes();
    const [first, second, third] = [
      new HeldRun('first', 1),
      new HeldRun('second', 0),
      new HeldRun('third', 1),
    ] as const;
    const printed = new Text();
    const results = runInLanes([first, second, third], printed);
    await settled();
    assert.ok(second.output, 'The other lane waits');
    assert.equal(third.output, undefined);
    second.end();
    await settled();
    assert.equal(printed.text, 'first starts\n');
    first.end();
    await settled();
    const ended = 'first starts\nfirst ends\nsecond starts\nsecond ends\n';
    assert.equal(printed.text, `${ended}third starts\n`);
    third.end();
    assert.equal((await results).length, 3);
    assert.equal(printed.text, `${ended}third starts\nthird ends\n`);
  });

  it('keeps any amount of output without stopping the run', async () => {
    const { runInLanes } = await loadLanes();
    const first = new HeldRun('first', 0);
    const second = new HeldRun('second', 1);
    const printed = new Text();
    const results = runInLanes([first, second], printed);
    await settled();
    const line = 'x'.repeat(1 << 20);
    assert.equal(second.output?.write(line), true);
    second.end();
    first.end();
    await results;
    assert.equal(printed.text, `first starts\nfirst ends\nsecond starts\n${line}second ends\n`);
  });

  it('starts a run without a lane when both lanes have ended, and nothing beside it', async () => {
    const { runInLanes } = await loadLanes();
    const [first, second, alone, last] = [
      new HeldRun('first', 0),
      new HeldRun('second', 1),
      new HeldRun('alone', undefined),
      new HeldRun('last', 1),
    ] as const;
    const results = runInLanes([first, second, alone, last], new Text());
    await settled();
    first.end();
    await settled();
    assert.equal(alone.output, undefined);
    second.end();
    await settled();
    assert.ok(alone.output);
    assert.equal(last.output, undefined);
    alone.end();
    await settled();
    last.end();
    const titles = (await results).map(({ title }) => title);
    assert.deepEqual(titles, ['first', 'second', 'alone', 'last']);
  });

  it('continues after a run with failures, and returns them at its place', async () => {
    const { runInLanes } = await loadLanes();
    const [first, second, third] = [
      new HeldRun('first', 0),
      new HeldRun('second', 1),
      new HeldRun('third', 1),
    ] as const;
    const results = runInLanes([first, second, third], new Text());
    await settled();
    second.end({ passed: 0, failures: ['a test'] });
    await settled();
    third.end();
    first.end();
    const failures = (await results).map(({ totals }) => totals.failures);
    assert.deepEqual(failures, [[], ['a test'], []]);
  });
});

describe('runSuite()', () => {
  it('resolves with a failure if the surroundings do not start', async () => {
    const { runSuite } = (await load('suite.mjs')) as Suites;
    const output = new Text();
    const surround = () => Promise.reject(new Error('no KDC'));
    const { passed, failures } = await runSuite({ title: 'Kerberos', surround }, { output });
    assert.equal(passed, 0);
    assert.equal(failures.length, 1);
    assert.match(failures[0] ?? '', /^Kerberos\nError: no KDC/);
    assert.match(output.text, /^\nKerberos\n {2}✗ Error: no KDC/);
  });
});
