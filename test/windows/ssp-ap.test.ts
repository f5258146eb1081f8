import assert from 'node:assert/strict';

import { builtFile } from './support/built-file';
import { probe } from './support/win32-probe';

// Hosted by a stand-in for LSA and secur32, because Wine maps no context and keeps nobody's memory
// from anybody. It is the reference package's DLL itself, and need not be registered.
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

  it('gives one table for either half, whole, of the first version of the interface', () => {
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

  it('does not start without the functions of its host, for it has none to stand in for them', () => {
    assertSeen({
      initializeWithoutFunctions: [INVALID_PARAMETER],
      instanceInitWithoutFunctions: [INVALID_PARAMETER],
      initialize: [OK],
      instanceInit: [OK],
    });
  });

  it("reads the caller's identity and answers the caller through LSA: it is another process", () => {
    assertSeen({
      acquire: [OK, OK],
      queryCredential: [OK],
      credentialNameIsInClient: [1n],
      credentialName: ['EXAMPLE\\alice'],
    });
  });

  it('takes what goes through LSA from AllocateLsaHeap: tokens, attributes, context data', () => {
    assertSeen({
      handshake: [OK],
      tokensAreOfLsaHeap: [1n],
      packageInfoInLsa: [OK],
      packageInfoIsOfLsaHeap: [1n],
      contextDataIsOfLsaHeap: [1n],
    });
  });

  it('has a context mapped on its last leg, and on no other, asked for DCE style or not', () => {
    assertSeen({ clientMapped: ['nny'], serverMapped: ['ny'] });
  });

  it("leaves neither keys nor a token of LSA's own behind in LSA", () => {
    assertSeen({ sessionKeyInLsa: [INVALID_HANDLE], accessTokenInLsa: [INVALID_HANDLE] });
  });

  it("goes on in the caller's process with what SpInitUserModeContext got", () => {
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

  it('refuses context data that was cut', () => {
    assertSeen({ initUserModeContextCut: [INVALID_TOKEN, INVALID_TOKEN] });
  });

  it('takes what the caller frees in its own process from AllocateHeap', () => {
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

  it('deletes either half once, and has kept no memory', () => {
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
