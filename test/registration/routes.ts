import { join } from 'node:path';

import { SspiError } from 'sspi-handoff';

import { probe } from '../windows/support/win32-probe';
import { securityProviders, system32, writeSecurityProviders } from './security-providers';

export const referenceDll = 'handoff_reference.dll';
export const dlls = [referenceDll, 'handoff_reference_faults.dll'] as const;

/** A way to make HandoffReference known to Windows. */
export interface Route {
  readonly name: 'providers' | 'sspi' | 'lsa';
  readonly title: string;
  /** Returns the result in words. */
  add(): string;
  remove(): string;
}

const providers: Route = {
  name: 'providers',
  title: 'the registry value SecurityProviders',
  add() {
    const others = securityProviders().filter((name) => !isOurs(name));
    writeSecurityProviders([...others, ...dlls]);
    return `the value is ${securityProviders().join(', ')}`;
  },
  remove() {
    const names = securityProviders();
    if (!names.some(isOurs)) return 'the value does not name it';
    writeSecurityProviders(names.filter((name) => !isOurs(name)));
    return `the value is ${securityProviders().join(', ')}`;
  },
};

function isOurs(name: string): boolean {
  return dlls.some((dll) => dll === name.toLowerCase());
}

/** @see https://learn.microsoft.com/windows/win32/api/sspi/nf-sspi-addsecuritypackagew */
function addSecurityPackage(
  name: Route['name'],
  type: number,
  title: string,
  files: readonly string[],
): Route {
  const each = (syscall: string, call: (dll: string) => number) =>
    files
      .map((file) => {
        const status = call(join(system32, file));
        const result = status === 0 ? 'SEC_E_OK' : new SspiError(syscall, status).code;
        return `${syscall} of ${file} returns ${result}`;
      })
      .join('; ');
  return {
    name,
    title,
    add: () => each('AddSecurityPackageW', (dll) => probe.addSecurityPackage(dll, type)),
    remove: () => each('DeleteSecurityPackageW', (dll) => probe.deleteSecurityPackage(dll)),
  };
}

/** In the order in which they are tried. */
export const routes: readonly Route[] = [
  providers,
  addSecurityPackage('sspi', 2, 'AddSecurityPackageW with SECPKG_OPTIONS_TYPE_SSPI', dlls),
  // HandoffReferenceFaults must not run in LSA.
  addSecurityPackage('lsa', 1, 'AddSecurityPackageW with SECPKG_OPTIONS_TYPE_LSA', [referenceDll]),
];
