import assert from 'node:assert/strict';

import type { Parties } from '../parties';
import { repeat } from '../race';
import { listWork } from './contestant';
import { loadInstalled } from './installed';

type Options = Readonly<Record<string, unknown>>;
type Step = Readonly<Record<'SECURITY_STATUS' | 'contextHandle' | 'SecBufferDesc', unknown>>;

interface ExposeSspi {
  readonly EnumerateSecurityPackages: () => readonly { readonly Name: string }[];
  AcquireCredentialsHandle(options: Options): { readonly credential: unknown };
  FreeCredentialsHandle(credential: unknown): void;
  InitializeSecurityContext(options: Options): Step;
  AcceptSecurityContext(options: Options): Step;
  DeleteSecurityContext(context: unknown): void;
}

const { sspi } = loadInstalled('node-expose-sspi', 'lib', 'api.js') as {
  readonly sspi: ExposeSspi;
};

export const shakeHands = ({ packageName, targetName }: Parties) =>
  repeat(() => {
    const acquire = (credentialUse: string) =>
      sspi.AcquireCredentialsHandle({ packageName, credentialUse }).credential;
    const outbound = acquire('SECPKG_CRED_OUTBOUND');
    const inbound = acquire('SECPKG_CRED_INBOUND');
    // The addon's default requirements, as in bench/native/work.h.
    const protection = ['REPLAY_DETECT', 'SEQUENCE_DETECT', 'CONFIDENTIALITY', 'INTEGRITY'];
    const contextReq = ['MUTUAL_AUTH', ...protection].map((name) => `ISC_REQ_${name}`);
    const serverContextReq = protection.map((name) => `ASC_REQ_${name}`);
    const options = { credential: outbound, targetName, contextReq };
    return {
      step: () => {
        const first = sspi.InitializeSecurityContext(options);
        const answer = sspi.AcceptSecurityContext({
          credential: inbound,
          contextReq: serverContextReq,
          SecBufferDesc: first.SecBufferDesc,
        });
        const last = sspi.InitializeSecurityContext({
          ...options,
          contextHandle: first.contextHandle,
          SecBufferDesc: answer.SecBufferDesc,
        });
        // node-expose-sspi cannot sign or encrypt, so the check ends with the two statuses.
        assert.equal(answer.SECURITY_STATUS, 'SEC_E_OK');
        assert.equal(last.SECURITY_STATUS, 'SEC_E_OK');
        sspi.DeleteSecurityContext(first.contextHandle);
        sspi.DeleteSecurityContext(answer.contextHandle);
      },
      check: () => {
        sspi.FreeCredentialsHandle(outbound);
        sspi.FreeCredentialsHandle(inbound);
      },
    };
  });

export const enumerate = listWork(sspi.EnumerateSecurityPackages, ({ Name }) => Name);
