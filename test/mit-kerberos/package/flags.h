#pragma once

#include "gssapi_headers.h"

namespace mit_kerberos {

enum class Role { kClient, kServer };

// Converts ISC_REQ_ flags to the flags that gss_init_sec_context requests.
OM_uint32 ToGssFlags(ULONG requirements);

// Converts the flags that MIT's library has granted to ISC_RET_ or ASC_RET_ flags.
ULONG ToSspiFlags(Role role, OM_uint32 granted);

}  // namespace mit_kerberos
