import assert from 'node:assert/strict';

import { builtFile } from './support/built-file';
import { probe } from './support/win32-probe';

// A stand-in for LSA and secur32 hosts the package, because Wine maps no context and does not
// separate the memory of processes. The host loads the reference package's own DLL, which need not
// be registered.
describe('The reference package as an SSP/AP', () => {
  let facts: ReturnType<typeof probe.hostSecurityPackage>;
  before(() => {
    facts = probe.hostSecurityPackage(builtFile('handoff_reference.dll'));
  });

  const OK = 0n;
  const INVALID_HANDLE = 0x80090301n;
  const INVALID_TOKEN = 0x80090308n;
  const NO_IMPERSONATION = 0x8009030bn;
  const INVALID_PARAMETER = 0x8009035dn;

  function assertSeen(expected: Record<string, (bigint | string)[]>): void {
    const seen = Object.fromEntries(Object.keys(expected).map((name) => [name, facts[name]]));
    assert.deepEqual(seen, expected);
  }

  it('returns one complete table for each half, of the first version of the interface', () => {
    assertSeen({
      lsaModeInitialize: [OK],
      lsaVersion: [0x10000n],
      lsaTables: [1n],
      userModeInitialize: [OK],
      userVersion: [0x10000n],
      userTables: [1n],
      holesInTables: [0n],
      name: ['HandoffReference'],
    });
  });

  it('does not start without the functions of its host, because it has no replacement for them', () => {
    assertSeen({
      initializeWithoutFunctions: [INVALID_PARAMETER],
      instanceInitWithoutFunctions: [INVALID_PARAMETER],
      initialize: [OK],
      instanceInit: [OK],
    });
  });

  it("reads the caller's identity and answers the caller through LSA, because the caller is another process", () => {
    assertSeen({
      acquire: [OK, OK],
      queryCredential: [OK],
      credentialNameIsInClient: [1n],
      credentialName: ['EXAMPLE\\alice'],
    });
  });

  it('allocates tokens, attributes and context data for LSA with AllocateLsaHeap', () => {
    assertSeen({
      handshake: [OK],
      tokensAreOfLsaHeap: [1n],
      packageInfoInLsa: [OK],
      packageInfoIsOfLsaHeap: [1n],
      contextDataIsOfLsaHeap: [1n],
    });
  });

  it('requests the mapping of a context at its last step only, with and without DCE style', () => {
    assertSeen({ clientMapped: ['nny'], serverMapped: ['ny'] });
  });

  it("leaves neither keys nor one of LSA's own tokens in LSA", () => {
    assertSeen({ sessionKeyInLsa: [INVALID_HANDLE], accessTokenInLsa: [INVALID_HANDLE] });
  });

  it("continues in the caller's process with the context data of SpInitUserModeContext", () => {
    assertSeen({
      initUserModeContext: [OK, OK],
      sign: [OK],
      verify: [OK],
      names: [OK],
      userName: ['EXAMPLE\\alice'],
      contextToken: [OK],
      contextTokenOfClient: [NO_IMPERSONATION],
    });
  });

  it('refuses truncated context data', () => {
    assertSeen({ initUserModeContextCut: [INVALID_TOKEN, INVALID_TOKEN] });
  });

  it('allocates memory that the caller frees in its own process with AllocateHeap', () => {
    assertSeen({ namesIsOfUserModeHeap: [1n], packedContextIsOfUserModeHeap: [1n] });
  });

  it('exports and imports a mapped context', () => {
    assertSeen({
      export: [OK],
      exportedTokenCloses: [1n],
      signAfterDeleteOld: [INVALID_HANDLE],
      import: [OK],
      deleteImported: [OK],
    });
  });

  it('deletes each half once, and frees all memory', () => {
    assertSeen({
      deleteUserMode: [OK],
      deleteInLsa: [OK, OK],
      deleteInLsaAgain: [INVALID_HANDLE, INVALID_HANDLE],
      freeCredentials: [OK, OK],
      shutdown: [OK],
      blocksLeft: [0n],
    });
  });
});
