import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

import { openHandles } from '../index';
import { packageFolder, packageVersion } from './own-files';
import { hideNames } from './privacy';
import { UnknownFact } from './report';

/** The program that runs this code. */
export function describeRuntime() {
  const { versions, arch, platform } = process;
  const { electron, bun, deno } = versions as NodeJS.Dict<string>;
  return {
    node: versions.node,
    ...(electron !== undefined && { electron }),
    ...(bun !== undefined && { bun }),
    ...(deno !== undefined && { deno }),
    platform,
    architecture: arch,
    nodeApi: versions.napi ?? 'none',
    package: packageVersion(),
  };
}

interface Identity {
  readonly name?: unknown;
  readonly version?: unknown;
}

/** The file of the addon and its version. Loads the addon. */
export function describeBinary() {
  openHandles();
  for (const [file, module] of Object.entries(require.cache)) {
    const { identity } = (module?.exports ?? {}) as { identity?: Identity };
    if (!file.endsWith('.node') || identity?.name !== 'sspi-handoff') continue;
    const isPrebuilt = relative(packageFolder, file).startsWith('prebuilds');
    return {
      file: hideNames(file.replaceAll('\\', '/')),
      origin: isPrebuilt ? 'prebuilt' : 'built from source',
      version: String(identity.version),
      sha256: createHash('sha256').update(readFileSync(file)).digest('hex'),
    };
  }
  throw new UnknownFact('the addon is loaded, but require.cache does not list its file');
}
