/** Started anew for each measurement: tells how long loading what it is told takes. */
import { loadInstalled } from '../packages/installed';

const loadPackage = () => require('sspi-handoff') as typeof import('sspi-handoff');

const loads: Readonly<Record<string, () => unknown>> = {
  'sspi-handoff': () => loadPackage(),
  // The addon, and Secur32 with it, is loaded at the first use, which this is.
  'sspi-handoff, and Secur32': () => loadPackage().openHandles(),
  koffi: () => loadInstalled('koffi'),
  'koffi, and Secur32': () => {
    const koffi = loadInstalled('koffi') as { load(library: string): object };
    return koffi.load('secur32.dll');
  },
  'node-expose-sspi': () => loadInstalled('node-expose-sspi', 'lib', 'api.js'),
};

const load = loads[String(process.argv[2])];
if (load === undefined) throw new Error(`Nothing is known of ${String(process.argv[2])}`);

const started = process.hrtime.bigint();
const loaded = load();
const nanoseconds = Number(process.hrtime.bigint() - started);
if (typeof loaded !== 'object' || loaded === null) throw new Error('Nothing was loaded');
process.send?.(nanoseconds);
