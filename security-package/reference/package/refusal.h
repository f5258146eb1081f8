#pragma once

#include "windows_headers.h"

namespace handoff_reference {

// A table entry for a function that every SSP/AP must have and that this package does not need.
template <typename Function>
struct Refusal;

template <typename... Arguments>
struct Refusal<NTSTATUS NTAPI(Arguments...)> {
  static NTSTATUS NTAPI Call(Arguments...) { return SEC_E_UNSUPPORTED_FUNCTION; }
};

template <typename Function>
constexpr Function* kRefuse = Refusal<Function>::Call;

}  // namespace handoff_reference
