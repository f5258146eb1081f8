#pragma once

#include <exception>
#include <new>
#include <utility>

#include "windows_headers.h"

namespace handoff_reference {

// How everything below the entry points refuses: the status that the caller is to see. Success
// statuses (SEC_I_CONTINUE_NEEDED and the like) are return values, never thrown.
class StatusError : public std::exception {
 public:
  explicit StatusError(SECURITY_STATUS status) noexcept : status_(status) {}

  SECURITY_STATUS status() const noexcept { return status_; }
  const char* what() const noexcept override { return "SSPI status"; }

 private:
  SECURITY_STATUS status_;
};

// Every function that a table of this DLL points to runs its body in here: an exception that left
// the DLL would unwind through frames of secur32 or of LSA, which nobody promises to survive.
//
// The result serves as SECURITY_STATUS and as NTSTATUS alike: a SEC_E_ value is a failure as an
// NTSTATUS too, and the documentation of the Sp functions has them return SEC_E_INVALID_HANDLE.
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
