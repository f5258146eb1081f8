#pragma once

#ifndef HANDOFF_REFERENCE_FAULTS
#error "The faults are for handoff_reference_faults.dll alone, which tests use."
#endif

#include <optional>

#include "windows_headers.h"

namespace handoff_reference {

// The ways in which the package can be made to misbehave: environment variables, read when the DLL
// is loaded. Each holds a number, decimal or 0x and hexadecimal; where 1 is what matters, any will
// do.
struct FaultSwitches {
  using Switch = std::optional<ULONG>;
  static Switch Read(const wchar_t* variable) noexcept;

  // Milliseconds that a call waits before it does anything.
  Switch export_delay = Read(L"HANDOFF_REFERENCE_FAULT_EXPORT_DELAY");
  Switch import_delay = Read(L"HANDOFF_REFERENCE_FAULT_IMPORT_DELAY");

  // A call answers this status, and does nothing.
  Switch export_status = Read(L"HANDOFF_REFERENCE_FAULT_EXPORT_STATUS");
  Switch import_status = Read(L"HANDOFF_REFERENCE_FAULT_IMPORT_STATUS");

  // The packed context has so many bytes: cut, or padded in a way that the import of the same
  // switch understands. 0 gives a buffer that is there and has no bytes.
  Switch packed_size = Read(L"HANDOFF_REFERENCE_FAULT_PACKED_SIZE");

  // 1: the export answers SEC_E_OK, and leaves pvBuffer NULL.
  Switch null_buffer = Read(L"HANDOFF_REFERENCE_FAULT_NULL_BUFFER");

  // The BufferType that the export gives, and without which the import refuses.
  Switch buffer_type = Read(L"HANDOFF_REFERENCE_FAULT_BUFFER_TYPE");

  // 1: the export ignores SECPKG_CONTEXT_EXPORT_DELETE_OLD.
  Switch keep_old = Read(L"HANDOFF_REFERENCE_FAULT_KEEP_OLD");

  // 1: the export gives no token, although one is asked for.
  Switch no_token = Read(L"HANDOFF_REFERENCE_FAULT_NO_TOKEN");

  // The rights of the token that the export gives: 0 for none.
  Switch token_access = Read(L"HANDOFF_REFERENCE_FAULT_TOKEN_ACCESS");

  // How many bytes of the room for it a signature, or the trailer of an encrypted message, is said
  // to have taken.
  Switch trailer_size = Read(L"HANDOFF_REFERENCE_FAULT_TRAILER_SIZE");

  // The package announces this cbMaxToken, and its tokens are as large as ever.
  Switch max_token_size = Read(L"HANDOFF_REFERENCE_FAULT_MAX_TOKEN_SIZE");
};

}  // namespace handoff_reference
