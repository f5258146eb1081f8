import { basename } from 'node:path';

import { ClientSecurityContext, conductHandshake, Credentials, probeExport } from 'sspi-handoff';
import { type ProbeExportOptions, ServerSecurityContext, SspiError } from 'sspi-handoff';

const [only, user, password = ''] = process.argv.slice(2);
const packages = only ? [only] : ['Negotiate', 'NTLM'];

/**
 * Authenticates a client to a server, both in this process. Ends the process with one line if no
 * package can.
 *
 * @param needs The ability that the example needs from the security package.
 */
export async function authenticatedPair(needs: 'messages' | 'export') {
  for (const packageName of packages) {
    const options = { packageName, ...(user && { identity: { user, password } }) };
    try {
      if (needs === 'export' && !(await canExport(packageName, options))) continue;
      using outbound = await Credentials.acquire({ ...options, use: 'outbound' });
      using inbound = await Credentials.acquire({ ...options, use: 'inbound' });
      const client = new ClientSecurityContext({ credentials: outbound });
      const server = new ServerSecurityContext({ credentials: inbound });
      await conductHandshake(client, server);
      return { client, server };
    } catch (error) {
      if (!(error instanceof SspiError)) throw error;
    }
  }
  const ability = needs === 'export' ? 'export a context' : 'authenticate';
  console.error(
    `${packages.join(' and ')} cannot ${ability} here. Pass a package that can: ` +
      `node ${basename(process.argv[1] ?? '')} PACKAGE USER PASSWORD ` +
      '(for tests: HandoffReference alice secret).',
  );
  process.exit(1);
}

async function canExport(packageName: string, options: ProbeExportOptions): Promise<boolean> {
  const trials = await probeExport(packageName, options);
  return trials.some(
    ({ role, state, importStatus }) =>
      role === 'server' && state === 'complete' && importStatus === 'SEC_E_OK',
  );
}
