#pragma once

#include <windows.h>

#include <security.h>

#include "windows/result.h"

namespace sspi {

using windows::Failure;
using windows::Result;

inline Failure SecurityFailure(const char* call, SECURITY_STATUS status) {
  return {Failure::Kind::kSecurityStatus, static_cast<std::uint32_t>(status), call};
}

}  // namespace sspi
