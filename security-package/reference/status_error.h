#pragma once

#include <exception>
#include <new>
#include <utility>

#include "windows_headers.h"

namespace handoff_reference {

// The exception of all code below the entry points. It contains the status for the caller. Success
// statuses (SEC_I_CONTINUE_NEEDED and others) are return values and are never thrown.
class StatusError : public std::exception {
 public:
  explicit StatusError(SECURITY_STATUS status) noexcept : status_(status) {}

  SECURITY_STATUS status() const noexcept { return status_; }
  const char* what() const noexcept override { return "SSPI status"; }

 private:
  SECURITY_STATUS status_;
};

// Every function in a table of this DLL runs its body in here. An exception that left the DLL would
// unwind through frames of secur32 or of LSA, which may not survive it.
//
// The result is valid as SECURITY_STATUS and as NTSTATUS: a SEC_E_ value is a failure as an
// NTSTATUS too, and the documented Sp functions return SEC_E_INVALID_HANDLE.
template <typename Body>
SECURITY_STATUS AtBoundary(Body&& body) noexcept {
  try {
    return std::forward<Body>(body)();
  } catch (const StatusError& error) {
    return error.status();
  } catch (const std::bad_alloc&) {
    return SEC_E_INSUFFICIENT_MEMORY;
  } catch (...) {
    return SEC_E_INTERNAL_ERROR;
  }
}

}  // namespace handoff_reference
