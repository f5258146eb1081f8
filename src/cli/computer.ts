import { closeSync, openSync, readSync } from 'node:fs';
import { machine, release, uptime, version } from 'node:os';
import { join } from 'node:path';

import { isSupported } from '../index';
import { readRegistryKey, type RegistryValues } from './registry';
import { factOf, UnknownFact } from './report';
import { runSystemProgram, system32 } from './system-program';

/** Windows, its version and the protection of its credentials. */
export async function describeComputer() {
  const lsa = factOf(() => readRegistryKey('SYSTEM\\CurrentControlSet\\Control\\Lsa'));
  const lsaSetting = async (name: string) => {
    const values = await lsa;
    return 'unknown' in values ? values : settingOf(values, name);
  };
  return {
    windows: await factOf(describeWindows),
    lsaProtection: {
      // 1: on, locked in the firmware. 2: on, without the lock. 0: off.
      RunAsPPL: await lsaSetting('RunAsPPL'),
      atStart: await factOf(lsaProtectionAtStart),
    },
    credentialGuard: {
      LsaCfgFlags: await lsaSetting('LsaCfgFlags'),
      isRunning: await factOf(isCredentialGuardRunning),
    },
  };
}

async function describeWindows() {
  if (!isSupported) throw new UnknownFact(`this platform is ${process.platform}`);
  return {
    name: version(),
    version: release(),
    updateRevision: await factOf(async () =>
      settingOf(await readRegistryKey('SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion'), 'UBR'),
    ),
    processor: machine(),
    isWine: await factOf(isWine),
  };
}

const settingOf = (values: RegistryValues, name: string) => values.get(name) ?? 'not set';

/** Each built-in DLL of Wine has this text in the place of the DOS program. */
function isWine(): boolean {
  const signature = Buffer.from('Wine builtin DLL');
  const found = Buffer.alloc(signature.length);
  const file = openSync(join(system32, 'ntdll.dll'), 'r');
  try {
    readSync(file, found, 0, found.length, 0x40);
  } finally {
    closeSync(file);
  }
  return found.equals(signature);
}

/**
 * WinInit logs event 12 if it starts LSASS as a protected process. Without the event the answer stays unknown,
 * because the log may have lost it.
 */
async function lsaProtectionAtStart(): Promise<string> {
  const query = "*[System[Provider[@Name='Microsoft-Windows-Wininit'] and EventID=12]]";
  const event = await runSystemProgram('wevtutil.exe', [
    ...['query-events', 'System', `/query:${query}`],
    ...['/count:1', '/reversedirection:true', '/format:xml'],
  ]);
  const [, time] = /SystemTime=['"]([^'"]+)['"]/.exec(event) ?? [];
  if (time === undefined) throw new UnknownFact('the System log has no event 12 of WinInit');
  const started = Date.now() - uptime() * 1000;
  const toleranceMs = 60_000;
  if (Date.parse(time) < started - toleranceMs) {
    throw new UnknownFact('the last event 12 of WinInit is older than the start of Windows');
  }
  const [, level = 'not logged'] = /<Data[^>]*>(\d+)<\/Data>/.exec(event) ?? [];
  return `protected process, level ${level}`;
}

/** Windows lists Credential Guard as service 1. */
async function isCredentialGuardRunning(): Promise<boolean> {
  const script =
    "$ErrorActionPreference = 'Stop'; $guard = Get-CimInstance -ClassName Win32_DeviceGuard " +
    "-Namespace root\\Microsoft\\Windows\\DeviceGuard; 'running:' + ($guard.SecurityServicesRunning -join ',')";
  const powershell = join('WindowsPowerShell', 'v1.0', 'powershell.exe');
  const args = ['-NoProfile', '-NonInteractive', '-Command', script];
  const output = await runSystemProgram(powershell, args);
  const [, services] = /^running:([\d,]*)/m.exec(output) ?? [];
  if (services === undefined) throw new UnknownFact('powershell.exe did not answer');
  return services.split(',').includes('1');
}
