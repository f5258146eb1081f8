#pragma once

#ifndef HANDOFF_REFERENCE_FAULTS
#error "The faults are for handoff_reference_faults.dll alone, which tests use."
#endif

#include <optional>

#include "windows_headers.h"

namespace handoff_reference {

// The faults that the package can simulate. They are environment variables, read when the DLL is
// loaded. Each contains a number, decimal or hexadecimal with 0x. Where the description says 1, any
// number has the effect.
struct FaultSwitches {
  using Switch = std::optional<ULONG>;
  static Switch Read(const wchar_t* variable) noexcept;

  // The number of milliseconds that a call waits before it does anything.
  Switch export_delay = Read(L"HANDOFF_REFERENCE_FAULT_EXPORT_DELAY");
  Switch import_delay = Read(L"HANDOFF_REFERENCE_FAULT_IMPORT_DELAY");

  // A call returns this status and does nothing.
  Switch export_status = Read(L"HANDOFF_REFERENCE_FAULT_EXPORT_STATUS");
  Switch import_status = Read(L"HANDOFF_REFERENCE_FAULT_IMPORT_STATUS");

  // The packed context has this many bytes. It is cut, or padded in a way that the import with the
  // same switch understands. 0 returns a buffer without bytes.
  Switch packed_size = Read(L"HANDOFF_REFERENCE_FAULT_PACKED_SIZE");

  // 1: the export returns SEC_E_OK and leaves pvBuffer NULL.
  Switch null_buffer = Read(L"HANDOFF_REFERENCE_FAULT_NULL_BUFFER");

  // The BufferType that the export returns and that the import requires.
  Switch buffer_type = Read(L"HANDOFF_REFERENCE_FAULT_BUFFER_TYPE");

  // 1: the export ignores SECPKG_CONTEXT_EXPORT_DELETE_OLD.
  Switch keep_old = Read(L"HANDOFF_REFERENCE_FAULT_KEEP_OLD");

  // 1: the export returns no token, although the caller asks for one.
  Switch no_token = Read(L"HANDOFF_REFERENCE_FAULT_NO_TOKEN");

  // The access rights of the token that the export returns; 0 for none. The token's security
  // descriptor grants no others, so DuplicateHandle refuses them.
  Switch token_access = Read(L"HANDOFF_REFERENCE_FAULT_TOKEN_ACCESS");

  // The import or the deletion of a context closes the token handle that the import received. 1: in
  // the import. 2: in another thread, during the import. 3: in DeleteSecurityContext.
  Switch close_token = Read(L"HANDOFF_REFERENCE_FAULT_CLOSE_TOKEN");

  // 1: the export leaves its thread impersonating the token that it returns, and an import on a
  // thread that impersonates returns SEC_E_NO_IMPERSONATION.
  Switch leave_impersonation = Read(L"HANDOFF_REFERENCE_FAULT_LEAVE_IMPERSONATION");

  // The number of bytes that a signature, or the trailer of an encrypted message, claims to use.
  Switch trailer_size = Read(L"HANDOFF_REFERENCE_FAULT_TRAILER_SIZE");

  // 1: SECPKG_ATTR_PACKAGE_INFO names a package that does not exist: the first letter is replaced
  // by X. SECPKG_ATTR_NEGOTIATION_INFO still names this package.
  Switch wrong_package_info = Read(L"HANDOFF_REFERENCE_FAULT_WRONG_PACKAGE_INFO");

  // A query of a context's attribute or a credential's name fills the result and returns this
  // status. The memory in the result stays the package's.
  Switch query_status = Read(L"HANDOFF_REFERENCE_FAULT_QUERY_STATUS");

  // 1: each later step of a client returns SEC_I_INCOMPLETE_CREDENTIALS, as Schannel's does when
  // the server asks for a certificate, until it is repeated with ISC_REQ_USE_SUPPLIED_CREDS.
  Switch incomplete_credentials = Read(L"HANDOFF_REFERENCE_FAULT_INCOMPLETE_CREDENTIALS");

  // The package announces this cbMaxToken. The size of its tokens does not change.
  Switch max_token_size = Read(L"HANDOFF_REFERENCE_FAULT_MAX_TOKEN_SIZE");
};

}  // namespace handoff_reference
