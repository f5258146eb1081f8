import { existsSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..', '..', '..', '..');
const built = ['build/mingw-x64', 'build/Release']
  .map((folder) => join(root, folder, 'win32_probe.node'))
  .find((file) => existsSync(file));
if (built === undefined) throw new Error('win32_probe.node is not built: run npm run build');

/** Where win32_probe.node is. */
export const builtProbe = built;
