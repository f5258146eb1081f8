// Wine leaves NTLM to Samba's ntlm_auth, which it finds on the PATH. In the server's role that asks a
// winbind service about passwords; or it is told the one password that is right.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Wine's signing and sealing agrees with Samba's session keys only where neither side does NTLMv2. */
const OPTIONS = [
  '--option=ntlmauth=yes',
  '--option=clientNTLMv2auth=no',
  '--option=ntlmssp_client:ntlm2=no',
  '--option=ntlmssp_server:ntlm2=no',
].join(' ');

/**
 * @param {{ ntlmAuth: string }} commands
 * @param {string} folder for its files; the caller deletes it
 * @param {string} password the right one, whoever gives it
 */
export function wrapNtlmAuth({ ntlmAuth }, folder, password) {
  const bin = join(folder, 'ntlm-bin');
  const log = join(folder, 'ntlm_auth.log');
  mkdirSync(bin);
  writeFileSync(log, '');
  // What Samba answered the server (`AF DOMAIN\user`) is all that tells who it authenticated.
  writeFileSync(
    join(bin, 'ntlm_auth'),
    `#!/bin/sh
PATH='${process.env.PATH}' # without this very script
case "$*" in
  *squid-2.5-ntlmssp*) '${ntlmAuth}' '--password=${password}' ${OPTIONS} "$@" | tee -a '${log}' ;;
  *) exec '${ntlmAuth}' ${OPTIONS} "$@" ;;
esac
`,
    { mode: 0o755 },
  );
  return { log, env: { PATH: `${bin}:${process.env.PATH}` } };
}
