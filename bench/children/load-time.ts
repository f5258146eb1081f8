/** A new process for each measurement. It reports the time to load one package. */
import { loadInstalled } from '../contestants/installed';

const loadPackage = () => require('sspi-handoff') as typeof import('sspi-handoff');

const loads: Readonly<Record<string, () => unknown>> = {
  'sspi-handoff': () => loadPackage(),
  // The first use loads the addon and Secur32.
  'sspi-handoff, and Secur32': () => loadPackage().openHandles(),
  koffi: () => loadInstalled('koffi'),
  'koffi, and Secur32': () => {
    const koffi = loadInstalled('koffi') as { load(library: string): object };
    return koffi.load('secur32.dll');
  },
  'node-expose-sspi': () => loadInstalled('node-expose-sspi', 'lib', 'api.js'),
};

const load = loads[String(process.argv[2])];
if (load === undefined) throw new Error(`The package ${String(process.argv[2])} is unknown`);

const started = process.hrtime.bigint();
const loaded = load();
const nanoseconds = Number(process.hrtime.bigint() - started);
if (typeof loaded !== 'object' || loaded === null) throw new Error('The package did not load');
process.send?.(nanoseconds);
