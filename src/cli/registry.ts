import { runSystemProgram } from './system-program';

/** The values of a registry key, by name. */
export type RegistryValues = ReadonlyMap<string, string | number>;

/**
 * Reads a key of HKEY_LOCAL_MACHINE. All values are read, because reg.exe has the same exit code for a missing
 * value and for a refusal. A value that is missing in a list is certainly not set.
 */
export async function readRegistryKey(path: string): Promise<RegistryValues> {
  const output = await runSystemProgram('reg.exe', ['query', `HKLM\\${path}`]);
  return new Map(
    [...output.matchAll(/^ {4}(\S.*?) {4}(REG_\w+) {4}(.*?)\r?$/gm)].map(
      ([, name = '', type, value = '']) => [name, type === 'REG_DWORD' ? Number(value) : value],
    ),
  );
}
