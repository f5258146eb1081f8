import { enumerateSecurityPackagesSync } from 'sspi-handoff';

/** The two sides of a handshake. An empty user means the current one. bench/native has the same type. */
export interface Parties {
  readonly packageName: string;
  readonly targetName: string;
  readonly user: string;
  readonly password: string;
}

export const referenceParties: Parties = {
  packageName: 'HandoffReference',
  targetName: 'host/example',
  user: 'alice',
  password: 'correct horse',
};

/** HandoffReference with fault switches. `Child` sets them. */
export const faultyParties: Parties = {
  ...referenceParties,
  packageName: 'HandoffReferenceFaults',
};

export const kerberosParties: Parties = {
  packageName: 'Kerberos',
  targetName: 'HTTP/localhost',
  user: '',
  password: '',
};

/** Returns the reason why cases that need this package are skipped, or null. */
export function whyNotFaulty(): string | null {
  const { packageName } = faultyParties;
  const isRegistered = enumerateSecurityPackagesSync().some(({ name }) => name === packageName);
  return isRegistered ? null : `the package ${packageName} is not registered`;
}
