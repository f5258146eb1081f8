import { spawn } from 'node:child_process';
import { existsSync, renameSync, rmSync } from 'node:fs';

import { onInterruption } from '../interruption.mjs';
import { outcomeOf, run } from '../program.mjs';
import {
  faultyReferencePackage,
  prefix,
  referencePackage,
  wineEnvironment,
} from '../wine/prefix.mjs';

/** @type {import('./prepare.mjs').SetupStep} */
export const winePrefix = {
  title: 'Wine prefix',

  isDone: () => existsSync(prefix),

  async run(report) {
    const partial = `${prefix}.partial`;
    const env = wineEnvironment(partial);
    if (existsSync(partial)) {
      await outcomeOf('wineserver', ['--kill'], { env });
      rmSync(partial, { recursive: true });
    }
    const forget = onInterruption(() => void spawn('wineserver', ['--kill'], { env }));

    report('creating a Windows folder');
    await run('wine', ['wineboot', '--init'], { env });
    report('making it Windows 10');
    await run('wine', ['winecfg', '-v', 'win10'], { env });
    report('registering the reference packages');
    const key = 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders';
    const packages = `${referencePackage}, ${faultyReferencePackage}`;
    const value = ['/v', 'SecurityProviders', '/t', 'REG_SZ', '/d', packages];
    await run('wine', ['reg', 'add', key, ...value, '/f'], { env });
    report('saving it');
    await run('wineserver', ['--wait'], { env });
    renameSync(partial, prefix);
    forget();
  },
};
