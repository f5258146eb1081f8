#include "credentials.h"

#include <rpc.h>

#include "bytes/secret_bytes.h"
#include "expiry.h"
#include "gss_status.h"
#include "status_error.h"
#include "text.h"

namespace mit_kerberos {

namespace {

using handoff_reference::SecretBytes;
using handoff_reference::StatusError;

gss_cred_usage_t UsageOf(ULONG use) {
  switch (use) {
    case SECPKG_CRED_OUTBOUND:
      return GSS_C_INITIATE;
    case SECPKG_CRED_INBOUND:
      return GSS_C_ACCEPT;
    case SECPKG_CRED_BOTH:
      return GSS_C_BOTH;
    default:
      throw StatusError(SEC_E_UNKNOWN_CREDENTIALS);
  }
}

// Servers also accept SPNEGO, which browsers send. Both sets are constants of the library.
gss_OID_set_desc MechanismsOf(ULONG use) {
  static gss_OID_desc mechanisms[] = {
      {9, const_cast<char*>("\x2a\x86\x48\x86\xf7\x12\x01\x02\x02")},  // Kerberos
      {6, const_cast<char*>("\x2b\x06\x01\x05\x05\x02")},              // SPNEGO
  };
  return {use == SECPKG_CRED_OUTBOUND ? 1U : 2U, mechanisms};
}

SecretBytes PasswordOf(const SEC_WINNT_AUTH_IDENTITY_W& identity) {
  // Three bytes of UTF-8 hold each unit of UTF-16.
  SecretBytes password(identity.PasswordLength * 3 + 1);
  const int size = WideCharToMultiByte(
      CP_UTF8, 0, reinterpret_cast<const WCHAR*>(identity.Password),
      static_cast<int>(identity.PasswordLength), reinterpret_cast<char*>(password.data()),
      static_cast<int>(password.size()), nullptr, nullptr);
  password.resize(static_cast<std::size_t>(size));
  return password;
}

std::string PrincipalOf(const SEC_WINNT_AUTH_IDENTITY_W& identity) {
  const auto text = [](const void* characters, ULONG length) {
    return ToUtf8(static_cast<const WCHAR*>(characters), length);
  };
  std::string principal = text(identity.User, identity.UserLength);
  if (identity.DomainLength != 0) {
    principal += '@' + text(identity.Domain, identity.DomainLength);
  }
  return principal;
}

}  // namespace

Credentials::Credentials(ULONG use, const void* identity) : use_(use) {
  gss_OID_set_desc mechanisms = MechanismsOf(use);
  const gss_cred_usage_t usage = UsageOf(use);
  OM_uint32 minor = 0;
  if (identity == nullptr) {
    const OM_uint32 major = gss_acquire_cred(&minor, GSS_C_NO_NAME, GSS_C_INDEFINITE, &mechanisms,
                                             usage, credential_.place(), nullptr, nullptr);
    RequireGss(major, minor);
    return;
  }
  const auto& explicit_identity = *static_cast<const SEC_WINNT_AUTH_IDENTITY_W*>(identity);
  if (use != SECPKG_CRED_OUTBOUND || explicit_identity.Flags != SEC_WINNT_AUTH_IDENTITY_UNICODE) {
    throw StatusError(SEC_E_UNKNOWN_CREDENTIALS);
  }
  const std::string principal = PrincipalOf(explicit_identity);
  gss_buffer_desc principal_text = ToGss({principal.data(), principal.size()});
  GssName name;
  RequireGss(gss_import_name(&minor, &principal_text, GSS_C_NT_USER_NAME, name.place()), minor);
  const SecretBytes password = PasswordOf(explicit_identity);
  gss_buffer_desc password_text = ToGss(password);
  RequireGss(
      gss_acquire_cred_with_password(&minor, name.get(), &password_text, GSS_C_INDEFINITE,
                                     &mechanisms, usage, credential_.place(), nullptr, nullptr),
      minor);
}

TimeStamp Credentials::expiry() const {
  OM_uint32 minor = 0;
  OM_uint32 remaining = 0;
  RequireGss(gss_inquire_cred(&minor, gss(), nullptr, &remaining, nullptr, nullptr), minor);
  return ExpiryAfter(remaining);
}

void Credentials::RequireUse(ULONG use) const {
  if ((use_ & use) == 0) throw StatusError(SEC_E_NO_CREDENTIALS);
}

}  // namespace mit_kerberos
