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

export const kerberosParties: Parties = {
  packageName: 'Kerberos',
  targetName: 'HTTP/localhost',
  user: '',
  password: '',
};
