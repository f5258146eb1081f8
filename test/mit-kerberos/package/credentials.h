#pragma once

#include "gss_objects.h"

namespace mit_kerberos {

// The object behind a credentials handle: a ticket cache, a password or a keytab.
class Credentials {
 public:
  // `identity` is a SEC_WINNT_AUTH_IDENTITY_W, or null for the ticket of the current user. A server
  // takes its key from the keytab, and needs none.
  Credentials(ULONG use, const void* identity);

  // Throws SEC_E_NO_CREDENTIALS if they were acquired for the other role.
  void RequireUse(ULONG use) const;

  gss_cred_id_t gss() const { return credential_.get(); }
  TimeStamp expiry() const;

 private:
  ULONG use_;
  GssCredential credential_;
};

}  // namespace mit_kerberos
