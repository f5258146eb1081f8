// npm run test:types [-- --json] [-- --only TEXT]… [-- --evidence FILE] [-- --tarball FILE]
//
// Compiles a program against the declarations of the packed package with each version of TypeScript.

import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Failure, runCommand } from './failure.mjs';
import { runMatrix } from './matrix.mjs';
import { products } from './products.mjs';
import { outcomeOf, run } from './program.mjs';
import { inMatrixPackages } from './setup/npm-dependencies.mjs';
import { prepareMatrix } from './setup/prepare.mjs';

/** A type that cannot be resolved would be `any`, and then an error of the program would pass. */
const PROGRAM = `
import type { Socket } from 'node:net';
import { Credentials, ServerSecurityContext, sendContext, type SendContextOptions } from 'sspi-handoff';

type IsAny<Type> = 0 extends 1 & Type ? true : false;
export const isAny: [
  IsAny<ReturnType<ServerSecurityContext['wrap']>>,
  IsAny<SendContextOptions['socket']>,
  IsAny<Parameters<typeof sendContext>[0]>,
] = [false, false, false];

export async function accept(token: Uint8Array, socket: Socket): Promise<Buffer | null> {
  using credentials = await Credentials.acquire({ packageName: 'Negotiate', use: 'inbound' });
  using context = new ServerSecurityContext({ credentials });
  const reply = await context.step(token);
  await sendContext(process, context, { socket });
  // @ts-expect-error: a name is no number
  context.query(1);
  return reply;
}
`;

const VERSIONS = [
  { typescript: '5.2', node: '20' },
  { typescript: '5.4', node: '20' },
  { typescript: '5.6', node: '24' },
  { typescript: '5.9', node: '24' },
  { typescript: '6', node: '24' },
  { typescript: '7', node: '24' },
];

/** CommonJS and ES modules are compiled where the resolution distinguishes them. */
const RESOLUTIONS = {
  node16: { module: 'node16', files: ['program.cts', 'program.mts'] },
  nodenext: { module: 'nodenext', files: ['program.cts', 'program.mts'] },
  bundler: { module: 'esnext', files: ['program.mts'] },
};

const ASKS = 'TypeScript asks for the type definitions for node';

await runCommand(async (args) => {
  await prepareMatrix(products.published);
  // TypeScript also looks for @types/node in the folders above, and this repository has it.
  const folder = mkdtempSync(join(tmpdir(), 'sspi-handoff-types-'));
  try {
    return await runMatrix('test:types', args, async (tarball) => {
      for (const node of ['20', '24', 'none']) await makeProject(join(folder, node), tarball, node);
      return [...VERSIONS.map((version) => rowOf(version, folder)), linters(tarball)];
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/**
 * @param {string} project
 * @param {string} tarball
 * @param {string} node the version of @types/node
 */
async function makeProject(project, tarball, node) {
  const installed = join(project, 'node_modules', 'sspi-handoff');
  mkdirSync(installed, { recursive: true });
  await run('tar', ['-xzf', tarball, '-C', installed, '--strip-components=1']);
  for (const file of ['program.cts', 'program.mts']) writeFileSync(join(project, file), PROGRAM);
  for (const [moduleResolution, { module, files }] of Object.entries(RESOLUTIONS)) {
    const compilerOptions = {
      ...{
        module,
        moduleResolution,
        strict: true,
        noEmit: true,
        skipLibCheck: false,
        types: [],
      },
      ...{ target: 'es2022', lib: ['es2022', 'esnext.disposable'] },
    };
    const config = JSON.stringify({ compilerOptions, files });
    writeFileSync(join(project, `${moduleResolution}.json`), config);
  }
  if (node === 'none') return;
  const types = join(project, 'node_modules', '@types');
  mkdirSync(types);
  cpSync(inMatrixPackages(`types-node-${node}`), join(types, 'node'), { recursive: true });
  cpSync(inMatrixPackages('undici-types'), join(project, 'node_modules', 'undici-types'), {
    recursive: true,
  });
}

/**
 * @param {{ typescript: string, node: string }} version
 * @param {string} folder
 * @returns {import('./matrix.mjs').Row}
 */
function rowOf({ typescript, node }, folder) {
  const compiler = inMatrixPackages(`typescript-${typescript}`, 'bin', 'tsc');
  const compile = (/** @type {string} */ project, /** @type {string} */ resolution) => {
    const command = [compiler, '--pretty', 'false', '--project', `${resolution}.json`];
    return outcomeOf(process.execPath, command, { cwd: join(folder, project) });
  };
  const cells = Object.keys(RESOLUTIONS).map((name) => ({
    name,
    async run() {
      const { exitCode, output } = await compile(node, name);
      if (exitCode !== 0) throw new Failure(output);
    },
  }));
  const without = {
    name: 'without @types/node',
    expected: ASKS,
    async run() {
      const { exitCode, output } = await compile('none', 'nodenext');
      const asks = /install type definitions for node/.test(output);
      if (exitCode === 0 || !asks) throw new Failure(output);
      return ASKS;
    },
  };
  return { name: `TypeScript ${typescript}`, cells: [...cells, without] };
}

/**
 * @param {string} tarball
 * @returns {import('./matrix.mjs').Row}
 */
function linters(tarball) {
  const publint = inMatrixPackages('publint', 'src', 'cli.js');
  const attw = inMatrixPackages('@arethetypeswrong', 'cli', 'dist', 'index.js');
  const lint = (/** @type {string[]} */ ...command) => ({
    async run() {
      await run(process.execPath, command);
    },
  });
  return {
    name: 'the tarball',
    cells: [
      { name: 'publint', ...lint(publint, 'run', tarball, '--strict') },
      { name: 'arethetypeswrong', ...lint(attw, tarball) },
    ],
  };
}
