#pragma once

#include "gssapi_headers.h"

namespace mit_kerberos {

// Packages report local times.
TimeStamp ExpiryAfter(OM_uint32 seconds);
TimeStamp LocalTimeOf(krb5_timestamp time);

}  // namespace mit_kerberos
