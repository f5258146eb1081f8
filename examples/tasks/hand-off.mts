import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { ClientSecurityContext, conductHandshake, Credentials, onContext } from 'sspi-handoff';
import { sendContext, ServerSecurityContext, SspiError } from 'sspi-handoff';

const [only, user, password = ''] = process.argv.slice(2);
const packages = only ? [only] : ['Negotiate', 'NTLM'];

if (process.send) {
  // The worker owns the context that it receives.
  const listening = onContext((context, { message }) => {
    using owned = context;
    console.log(`${owned.unwrap(message as Buffer)} from ${owned.query('names')}`);
    listening.dispose();
    process.disconnect();
  });
} else {
  const worker = fork(fileURLToPath(import.meta.url));
  let isHandedOff = false;
  for (const packageName of packages) isHandedOff ||= await handOff(worker, packageName);
  if (!isHandedOff) {
    worker.disconnect();
    console.error(
      `${packages.join(' and ')} cannot export a context here. Pass a package that can: ` +
        'node hand-off.mjs PACKAGE USER PASSWORD (for tests: HandoffReference alice secret).',
    );
    process.exitCode = 1;
  }
}

/** @returns Whether the security package can authenticate here and export a context. */
async function handOff(worker: ChildProcess, packageName: string): Promise<boolean> {
  try {
    const options = { packageName, ...(user && { identity: { user, password } }) };
    using outbound = await Credentials.acquire({ ...options, use: 'outbound' });
    using inbound = await Credentials.acquire({ ...options, use: 'inbound' });
    using client = new ClientSecurityContext({ credentials: outbound }); // usually on another computer
    using server = new ServerSecurityContext({ credentials: inbound });
    await conductHandshake(client, server);
    await sendContext(worker, server, { message: client.wrap(Buffer.from('hello')) });
    return true;
  } catch (error) {
    if (error instanceof SspiError) return false;
    throw error;
  }
}
