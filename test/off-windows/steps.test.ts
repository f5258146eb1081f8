import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const steps = pathToFileURL(join(__dirname, '../../../tools/steps.mjs')).href;

/** Runs a program that can call takeSteps(), and returns the lines of its output. */
function run(program: string) {
  const code = `const { takeSteps } = await import(${JSON.stringify(steps)});\n${program}`;
  const args = ['--input-type=module', '-e', code];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  return { status, lines: stdout.trim().split('\n'), stderr };
}

describe('takeSteps()', () => {
  it('takes the steps in the background one after the other, beside the other steps', () => {
    const { status, lines, stderr } = run(`
      let startBuild;
      const buildStarted = new Promise((resolve) => (startBuild = resolve));
      await takeSteps([
        { title: 'Node', inBackground: true, run: async () => {
          console.log('Node starts');
          await buildStarted;
          console.log('Node ends');
        } },
        { title: 'prefix', inBackground: true, run: async () => console.log('prefix') },
        { title: 'npm', run: async () => console.log('npm') },
        { title: 'build', run: async (report, background) => {
          console.log('build starts');
          startBuild();
          await background;
          console.log('build ends');
        } },
      ]);
    `);
    assert.equal(status, 0, stderr);
    const wanted = ['npm', 'Node starts', 'build starts', 'Node ends', 'prefix', 'build ends'];
    assert.deepEqual([...lines].sort(), [...wanted].sort());
    assert.deepEqual(
      lines.filter((line) => line !== 'npm'),
      wanted.slice(1),
    );
    assert.deepEqual(
      stderr
        .trim()
        .split('\n')
        .map((line) => line.replace(/, [\d.]+ s$/, '')),
      ['[3/4] npm: done', '[1/4] Node: done', '[2/4] prefix: done', '[4/4] build: done'],
    );
  });

  it('rejects with the failure of a step in the background, after the other steps', () => {
    const { status, lines, stderr } = run(`
      const fail = async () => { throw new Error('no Wine'); };
      try {
        await takeSteps([
          { title: 'prefix', inBackground: true, run: fail },
          { title: 'other prefix', inBackground: true, run: fail },
          { title: 'build', run: async () => {
            await new Promise((resolve) => setTimeout(resolve, 50));
            console.log('build');
          } },
        ]);
      } catch (error) {
        console.log(error.message);
      }
    `);
    assert.equal(status, 0, stderr);
    assert.deepEqual(lines, ['build', 'no Wine']);
    assert.match(stderr, /^\[1\/3\] prefix: failed, /);
    assert.doesNotMatch(stderr, /other prefix/);
  });
});
