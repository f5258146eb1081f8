// Wine runs Samba's ntlm_auth from the PATH for NTLM. As a server, ntlm_auth asks a winbind service to
// check passwords. A wrapper passes the correct password instead, so that no service is needed.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** With NTLMv2, Wine's signing and sealing does not match Samba's session keys. */
const OPTIONS = [
  '--option=ntlmauth=yes',
  '--option=clientNTLMv2auth=no',
  '--option=ntlmssp_client:ntlm2=no',
  '--option=ntlmssp_server:ntlm2=no',
].join(' ');

/**
 * @param {{ ntlmAuth: string }} commands
 * @param {string} folder for the files; the caller deletes it
 * @param {string} password the correct password of every user
 */
export function wrapNtlmAuth({ ntlmAuth }, folder, password) {
  const bin = join(folder, 'ntlm-bin');
  const log = join(folder, 'ntlm_auth.log');
  mkdirSync(bin);
  writeFileSync(log, '');
  // Only Samba's answer to the server (`AF DOMAIN\user`) names the authenticated user.
  writeFileSync(
    join(bin, 'ntlm_auth'),
    `#!/bin/sh
PATH='${process.env.PATH}' # without this script
case "$*" in
  *squid-2.5-ntlmssp*) '${ntlmAuth}' '--password=${password}' ${OPTIONS} "$@" | tee -a '${log}' ;;
  *) exec '${ntlmAuth}' ${OPTIONS} "$@" ;;
esac
`,
    { mode: 0o755 },
  );
  return { log, env: { PATH: `${bin}:${process.env.PATH}` } };
}
