#include "gss_status.h"

#include <cerrno>

#include "status_error.h"

namespace mit_kerberos {

namespace {

// The causes of GSS_S_FAILURE that a caller can distinguish.
SECURITY_STATUS StatusOfKerberos(OM_uint32 minor, SECURITY_STATUS unknown) {
  switch (static_cast<krb5_error_code>(minor)) {
    case KRB5KDC_ERR_S_PRINCIPAL_UNKNOWN:
      return SEC_E_TARGET_UNKNOWN;
    case KRB5KDC_ERR_C_PRINCIPAL_UNKNOWN:
    case KRB5KDC_ERR_PREAUTH_FAILED:
    case KRB5KDC_ERR_CLIENT_REVOKED:
    case KRB5KDC_ERR_KEY_EXP:
      return SEC_E_LOGON_DENIED;
    case KRB5_KDC_UNREACH:
    case KRB5_REALM_UNKNOWN:
    case KRB5_REALM_CANT_RESOLVE:
      return SEC_E_NO_AUTHENTICATING_AUTHORITY;
    case KRB5KRB_AP_ERR_SKEW:
      return SEC_E_TIME_SKEW;
    case KRB5_CC_NOTFOUND:
    case KRB5_FCC_NOFILE:
    case KRB5KRB_AP_ERR_TKT_EXPIRED:
      return SEC_E_NO_CREDENTIALS;
    case KRB5_KT_NOTFOUND:
    case KRB5KRB_AP_ERR_NOKEY:
    case KRB5KRB_AP_ERR_NOT_US:
    case KRB5KRB_AP_WRONG_PRINC:
      return SEC_E_WRONG_PRINCIPAL;
    case KRB5KRB_AP_ERR_REPEAT:
    case KRB5KRB_AP_ERR_MODIFIED:
    case KRB5KRB_AP_ERR_BAD_INTEGRITY:
    case KRB5KRB_AP_ERR_MSG_TYPE:
    case KRB5KRB_AP_ERR_MUT_FAIL:
    case ASN1_BAD_ID:
    case ASN1_BAD_FORMAT:
    case ASN1_OVERRUN:
      return SEC_E_INVALID_TOKEN;
    case KRB5_BAD_MSIZE:
      return SEC_E_BUFFER_TOO_SMALL;
    case ENOMEM:
      return SEC_E_INSUFFICIENT_MEMORY;
    default:
      return unknown;
  }
}

SECURITY_STATUS StatusOf(OM_uint32 major, OM_uint32 minor, SECURITY_STATUS unknown) {
  if (GSS_CALLING_ERROR(major) != 0) return SEC_E_INVALID_PARAMETER;
  switch (GSS_ROUTINE_ERROR(major)) {
    case GSS_S_COMPLETE:
      // The library passes these messages to the caller, with a warning.
      return GSS_SUPPLEMENTARY_INFO(major) == 0 ? SEC_E_OK : SEC_E_OUT_OF_SEQUENCE;
    case GSS_S_BAD_BINDINGS:
      return SEC_E_BAD_BINDINGS;
    case GSS_S_BAD_NAME:
    case GSS_S_BAD_NAMETYPE:
      return SEC_E_TARGET_UNKNOWN;
    case GSS_S_BAD_SIG:
      return SEC_E_MESSAGE_ALTERED;
    case GSS_S_NO_CRED:
    case GSS_S_DEFECTIVE_CREDENTIAL:
    case GSS_S_CREDENTIALS_EXPIRED:
      return SEC_E_NO_CREDENTIALS;
    case GSS_S_NO_CONTEXT:
      return SEC_E_INVALID_HANDLE;
    case GSS_S_BAD_MECH:
    case GSS_S_DEFECTIVE_TOKEN:
    case GSS_S_DUPLICATE_TOKEN:
      return SEC_E_INVALID_TOKEN;
    case GSS_S_CONTEXT_EXPIRED:
      return SEC_E_CONTEXT_EXPIRED;
    case GSS_S_BAD_QOP:
      return SEC_E_QOP_NOT_SUPPORTED;
    case GSS_S_UNAUTHORIZED:
      return SEC_E_LOGON_DENIED;
    case GSS_S_UNAVAILABLE:
      return SEC_E_UNSUPPORTED_FUNCTION;
    default:
      return StatusOfKerberos(minor, unknown);
  }
}

}  // namespace

void RequireGss(OM_uint32 major, OM_uint32 minor, SECURITY_STATUS unknown) {
  // A handshake that needs another token is no failure.
  const SECURITY_STATUS status =
      StatusOf(major & ~OM_uint32{GSS_S_CONTINUE_NEEDED}, minor, unknown);
  if (status != SEC_E_OK) throw handoff_reference::StatusError(status);
}

}  // namespace mit_kerberos
