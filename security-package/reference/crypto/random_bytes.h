#pragma once

#include "crypto/bcrypt_algorithms.h"

namespace handoff_reference {

template <typename Array>
void FillRandom(Array& array) {
  RequireBcrypt(BCryptGenRandom(nullptr, reinterpret_cast<PUCHAR>(array.data()),
                                static_cast<ULONG>(sizeof(*array.data()) * array.size()),
                                BCRYPT_USE_SYSTEM_PREFERRED_RNG));
}

}  // namespace handoff_reference
