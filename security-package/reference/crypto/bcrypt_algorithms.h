#pragma once

#include "bytes/byte_view.h"
#include "status_error.h"

// The pseudo handles of Windows 10. They need not be opened when the DLL is loaded (BCrypt forbids
// that in DllMain) nor closed when it is unloaded, and all threads can use them. MinGW lacks their
// names.
#ifndef BCRYPT_SHA256_ALG_HANDLE
#define BCRYPT_SHA256_ALG_HANDLE reinterpret_cast<BCRYPT_ALG_HANDLE>(ULONG_PTR{0x41})
#endif
#ifndef BCRYPT_HMAC_SHA256_ALG_HANDLE
#define BCRYPT_HMAC_SHA256_ALG_HANDLE reinterpret_cast<BCRYPT_ALG_HANDLE>(ULONG_PTR{0xb1})
#endif
#ifndef BCRYPT_AES_GCM_ALG_HANDLE
#define BCRYPT_AES_GCM_ALG_HANDLE reinterpret_cast<BCRYPT_ALG_HANDLE>(ULONG_PTR{0x1e1})
#endif

namespace handoff_reference {

inline void RequireBcrypt(NTSTATUS status) {
  constexpr NTSTATUS kNoMemory = static_cast<NTSTATUS>(0xC0000017L);
  if (status == kNoMemory) throw std::bad_alloc();
  if (status < 0) throw StatusError(SEC_E_INTERNAL_ERROR);
}

// BCrypt's prototypes lack const, and its lengths are ULONG.
inline PUCHAR Input(ByteView bytes) { return const_cast<PUCHAR>(bytes.data()); }
inline ULONG Length(ByteView bytes) { return static_cast<ULONG>(bytes.size()); }

}  // namespace handoff_reference
