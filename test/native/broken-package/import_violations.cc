#include "violations.h"

namespace {

NTSTATUS SoundImport(PSecBuffer packed, HANDLE token, PLSA_SEC_HANDLE context) {
  return SoundTable().ImportContext(packed, token, context);
}

NTSTATUS NTAPI TakeAnything(PSecBuffer packed, HANDLE token, PLSA_SEC_HANDLE context) {
  const NTSTATUS status = SoundImport(packed, token, context);
  return status == SEC_E_INVALID_TOKEN ? SEC_E_OK : status;
}

NTSTATUS NTAPI GiveAnotherStatus(PSecBuffer packed, HANDLE token, PLSA_SEC_HANDLE context) {
  return SoundImport(packed, token, context) == SEC_E_OK ? SEC_E_OK : SEC_E_INTERNAL_ERROR;
}

NTSTATUS NTAPI TakeALaterVersion(PSecBuffer packed, HANDLE token, PLSA_SEC_HANDLE context) {
  const NTSTATUS status = SoundImport(packed, token, context);
  return status == SEC_E_UNSUPPORTED_FUNCTION ? SEC_E_OK : status;
}

// Reads like a parser that trusts a length in its input.
NTSTATUS NTAPI ReadBeyondTheEnd(PSecBuffer packed, HANDLE token, PLSA_SEC_HANDLE context) {
  const NTSTATUS status = SoundImport(packed, token, context);
  if (status != SEC_E_OK && packed->cbBuffer > 16) {
    const auto* bytes = static_cast<const volatile BYTE*>(packed->pvBuffer);
    static_cast<void>(bytes[packed->cbBuffer + 16]);
  }
  return status;
}

NTSTATUS NTAPI ChangeTheBytes(PSecBuffer packed, HANDLE token, PLSA_SEC_HANDLE context) {
  const NTSTATUS status = SoundImport(packed, token, context);
  if (status == SEC_E_OK) static_cast<BYTE*>(packed->pvBuffer)[0] ^= 1;
  return status;
}

// Overruns by a few bytes, like a copy of data that is longer than its block.
NTSTATUS NTAPI OverrunABlock(PSecBuffer packed, HANDLE token, PLSA_SEC_HANDLE context) {
  static auto* block = static_cast<volatile BYTE*>(HeapAlloc(GetProcessHeap(), 0, 24));
  for (int i = 0; i < 28; ++i) block[i] = 0x5A;
  return SoundImport(packed, token, context);
}

NTSTATUS NTAPI FreeABlockTwice(PSecBuffer packed, HANDLE token, PLSA_SEC_HANDLE context) {
  const HANDLE heap = GetProcessHeap();
  void* block = HeapAlloc(heap, 0, 24);
  HeapFree(heap, 0, block);
  HeapFree(heap, 0, block);
  return SoundImport(packed, token, context);
}

template <SpImportSecurityContextFn* kImport>
void Replace(Tables& tables) {
  tables.user_mode.ImportContext = kImport;
}

}  // namespace

const Violation kImportViolations[] = {
    {L"imports anything", Replace<TakeAnything>},
    {L"takes a later version", Replace<TakeALaterVersion>},
    {L"refuses with another status", Replace<GiveAnotherStatus>},
    {L"reads beyond the end", Replace<ReadBeyondTheEnd>},
    {L"changes the caller's bytes", Replace<ChangeTheBytes>},
    {L"overruns a heap block", Replace<OverrunABlock>},
    {L"frees a block twice", Replace<FreeABlockTwice>},
    {nullptr, nullptr},
};
