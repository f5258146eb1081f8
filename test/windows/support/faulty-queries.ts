import {
  ClientSecurityContext,
  conductHandshake,
  Credentials,
  IscReq,
  ServerSecurityContext,
  SspiError,
} from 'sspi-handoff';

import { converseByFaultyPackage, faultyPackageName } from './faulty-package';
import { exchangeMessages, identity } from './reference-package';
import { callsOf, observe, observeAsync } from './win32-probe';

/** The result of queries whose results contain memory of the package. */
export interface Queries {
  /** The code of each query's error, or 'done'. */
  readonly codes: readonly string[];
  /** The number of calls of FreeContextBuffer. */
  readonly freed: number;
}

export function queryAttributes(): Promise<Queries> {
  using conversation = converseByFaultyPackage();
  const { server } = conversation;
  using credentials = Credentials.acquireSync({
    packageName: faultyPackageName,
    use: 'both',
    identity,
  });
  const queries = [
    () => server.query('names'),
    () => server.query('packageInfo'),
    () => server.query('negotiationInfo'),
    () => server.query('sessionKey'),
    () => server.query('clientSpecifiedTarget'),
    () => credentials.queryNameSync(),
  ];
  let codes: readonly string[] = [];
  const calls = observe(() => {
    codes = queries.map(codeOf);
  });
  return Promise.resolve({ codes, freed: callsOf(calls, 'FreeContextBuffer').length });
}

/** A handshake, and ISC_REQ_USE_SUPPLIED_CREDS in the requirements of each call of the client. */
export async function authenticateWithoutCertificate(): Promise<{
  readonly conversation: string;
  readonly useSuppliedCredentials: readonly boolean[];
}> {
  let conversation = 'not tried';
  const calls = await observeAsync(async () => {
    using credentials = Credentials.acquireSync({
      packageName: faultyPackageName,
      use: 'both',
      identity,
    });
    using client = new ClientSecurityContext({ credentials });
    using server = new ServerSecurityContext({ credentials });
    await conductHandshake(client, server);
    exchangeMessages(client, server);
    conversation = 'done';
  });
  return {
    conversation,
    useSuppliedCredentials: callsOf(calls, 'InitializeSecurityContextW').map(
      ({ requirements }) => (Number(requirements) & IscReq.USE_SUPPLIED_CREDS) !== 0,
    ),
  };
}

function codeOf(query: () => unknown): string {
  try {
    query();
    return 'done';
  } catch (error) {
    if (error instanceof SspiError) return error.code;
    throw error;
  }
}
