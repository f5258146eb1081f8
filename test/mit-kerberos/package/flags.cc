#include "flags.h"

namespace mit_kerberos {

namespace {

constexpr struct {
  ULONG client;
  ULONG server;
  OM_uint32 gss;
} kFlags[] = {
    {ISC_REQ_DELEGATE, ASC_REQ_DELEGATE, GSS_C_DELEG_FLAG},
    {ISC_REQ_MUTUAL_AUTH, ASC_REQ_MUTUAL_AUTH, GSS_C_MUTUAL_FLAG},
    {ISC_REQ_REPLAY_DETECT, ASC_REQ_REPLAY_DETECT, GSS_C_REPLAY_FLAG},
    {ISC_REQ_SEQUENCE_DETECT, ASC_REQ_SEQUENCE_DETECT, GSS_C_SEQUENCE_FLAG},
    {ISC_REQ_CONFIDENTIALITY, ASC_REQ_CONFIDENTIALITY, GSS_C_CONF_FLAG},
    {ISC_REQ_INTEGRITY, ASC_REQ_INTEGRITY, GSS_C_INTEG_FLAG},
    {ISC_REQ_USE_DCE_STYLE, ASC_REQ_USE_DCE_STYLE, GSS_C_DCE_STYLE},
    {ISC_REQ_EXTENDED_ERROR, ASC_REQ_EXTENDED_ERROR, GSS_C_EXTENDED_ERROR_FLAG},
    {ISC_REQ_IDENTIFY, ASC_REQ_IDENTIFY, GSS_C_IDENTIFY_FLAG},
};

// A granted flag has the value of the required flag.
static_assert(ISC_REQ_INTEGRITY == ISC_RET_INTEGRITY);
static_assert(ASC_REQ_INTEGRITY == ASC_RET_INTEGRITY);
static_assert(ISC_REQ_USE_DCE_STYLE == ISC_RET_USED_DCE_STYLE);
static_assert(ASC_REQ_USE_DCE_STYLE == ASC_RET_USED_DCE_STYLE);

}  // namespace

OM_uint32 ToGssFlags(ULONG requirements) {
  OM_uint32 flags = 0;
  for (const auto& flag : kFlags) {
    if ((requirements & flag.client) != 0) flags |= flag.gss;
  }
  // Both need signed messages.
  if ((flags & (GSS_C_REPLAY_FLAG | GSS_C_SEQUENCE_FLAG)) != 0) flags |= GSS_C_INTEG_FLAG;
  return flags;
}

ULONG ToSspiFlags(Role role, OM_uint32 granted) {
  ULONG flags = 0;
  for (const auto& flag : kFlags) {
    if ((granted & flag.gss) != 0) flags |= role == Role::kClient ? flag.client : flag.server;
  }
  return flags;
}

}  // namespace mit_kerberos
