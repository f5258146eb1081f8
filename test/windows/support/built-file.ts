import { existsSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..', '..', '..', '..');

/** What the build made of a target in binding.gyp, with MinGW or with MSVC. */
export function builtFile(name: string): string {
  const built = ['build/mingw-x64', 'build/Release']
    .map((folder) => join(root, folder, name))
    .find((file) => existsSync(file));
  if (built === undefined) throw new Error(`${name} is not built: run npm run build`);
  return built;
}
