import { existsSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..', '..', '..', '..');

/** Returns the path of a target of binding.gyp that MinGW or MSVC has built. */
export function builtFile(name: string): string {
  const built = ['build/mingw-x64', 'build/Release']
    .map((folder) => join(root, folder, name))
    .find((file) => existsSync(file));
  if (built === undefined) throw new Error(`${name} is not built: run npm run build`);
  return built;
}
