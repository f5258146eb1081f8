// The products that each npm script needs. Missing ones are built, and no others.

/** @typedef {import('./compile/build.mjs').Products} Products */

/**
 * @param {string[]} args of a script that accepts --package NAME
 * @returns {boolean} whether they name the package of test/mit-kerberos
 */
export const nameMitKerberos = (args) =>
  process.platform === 'linux' && args.some((arg) => /^(--package=)?MitKerberos$/.test(arg));

const addon = ['sspi-handoff.node', 'handoff_reference.dll'];
const testAddon = [...addon, 'win32_probe.node'];

/** @satisfies {Record<string, Products>} */
export const products = {
  everything: {},
  demo: { binaries: addon, projects: ['examples'] },
  published: { binaries: ['sspi-handoff.node'], projects: ['src'] },
  hosts: { binaries: addon, projects: ['src'] },
  demoHttp: { binaries: addon, mitKerberos: true, projects: ['examples'] },
  testProgram: { binaries: [...testAddon, 'handoff_reference_faults.dll'], projects: ['test'] },
  faults: { binaries: [...testAddon, 'sspi_handoff_faults.node'], projects: ['test'] },
  registration: {
    binaries: [...testAddon, 'handoff_reference_faults.dll'],
    projects: ['test'],
  },
  checker: { binaries: ['check_package.exe', 'handoff_reference.dll'], projects: [] },
  bench: {
    binaries: [...testAddon, 'win32_bench_limit.node'],
    projects: ['bench'],
  },
  test: {
    binaries: [
      ...testAddon,
      'sspi_handoff_faults.node',
      'handoff_reference_faults.dll',
      'check_package.exe',
      'broken_package.dll',
    ],
    mitKerberos: true,
    projects: ['test', 'examples', 'examples/http-workers'],
  },
};
