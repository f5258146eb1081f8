import { loadBuilt } from './built';

/** What the benchmarks use of the tests' probe (test/native/win32_probe.cc). */
interface Win32Probe {
  processHandleCount(): number;
}

export const probe = loadBuilt('win32_probe.node') as Win32Probe;
