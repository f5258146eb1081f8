#pragma once

#include <windows.h>

#include <security.h>

namespace win32_probe {

// Replacements of the Windows functions with these names. They record their arguments and call the
// originals.
SECURITY_STATUS WINAPI WatchedAcquire(LPWSTR principal, LPWSTR package, ULONG use, void* logon_id,
                                      void* auth_data, SEC_GET_KEY_FN get_key, void* argument,
                                      PCredHandle credential, PTimeStamp expiry);

SECURITY_STATUS WINAPI WatchedInitialize(PCredHandle credential, PCtxtHandle context,
                                         SEC_WCHAR* target, ULONG requirements, ULONG reserved1,
                                         ULONG data_representation, PSecBufferDesc input,
                                         ULONG reserved2, PCtxtHandle new_context,
                                         PSecBufferDesc output, ULONG* attributes,
                                         PTimeStamp expiry);

SECURITY_STATUS WINAPI WatchedAccept(PCredHandle credential, PCtxtHandle context,
                                     PSecBufferDesc input, ULONG requirements,
                                     ULONG data_representation, PCtxtHandle new_context,
                                     PSecBufferDesc output, ULONG* attributes, PTimeStamp expiry);

}  // namespace win32_probe
